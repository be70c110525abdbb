import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The integers 0, 1, 2, ... along an axis, repeated along the others.
  ///
  ///     Tensor.iota([2, 3], axis: 1)  // [[0 1 2] [0 1 2]]
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - axis: the one that is counted along; a negative one counts from the back.
  ///   - dtype: the dtype of the result.
  public static func iota(_ shape: Shape, axis: Int = 0, dtype: DType = .int32) -> Tensor {
    reporting { () throws(TensorError) in
      let axis = try shape.position(ofAxis: axis, in: { Operation("iota") })
      return Iota(TensorType(dtype, shape), axis: axis)()
    }
  }

  /// The integers of a range, as `int32` unless another dtype is given.
  ///
  ///     Tensor.arange(2..<5)  // [2 3 4]
  ///     Tensor.arange(3)  // [0 1 2]
  public static func arange(_ range: Range<Int>, dtype: DType = .int32) -> Tensor {
    arange(Dimension(range.upperBound) - Dimension(range.lowerBound), from: range.lowerBound, dtype: dtype)
  }

  /// The integers from 0 to before `count`, as `int32` unless another dtype is given. The count may be symbolic.
  public static func arange(_ count: Dimension, dtype: DType = .int32) -> Tensor {
    arange(count, from: 0, dtype: dtype)
  }

  /// The integers from 0 to before `count`, as `int32` unless another dtype is given.
  public static func arange(_ count: Int, dtype: DType = .int32) -> Tensor {
    arange(Dimension(count), from: 0, dtype: dtype)
  }

  private static func arange(_ count: Dimension, from start: Int, dtype: DType) -> Tensor {
    // A range of more numbers than an int32 counts, or beyond its values, is computed in 64 bits.
    let end = (count + Dimension(start)).known ?? 0
    let isWide = Int32(exactly: start) == nil || Int32(exactly: end) == nil
    let integers = iota([count], dtype: dtype.isInexact || isWide ? .int64 : dtype == .bool ? .int32 : dtype)
    return (start == 0 ? integers : integers + start).asType(dtype)
  }

  /// The numbers from `start` to before `end` in steps of `step`, which may be negative.
  ///
  ///     Tensor.arange(from: 0, to: 1, by: 0.25)  // [0. 0.25 0.5 0.75]
  ///
  /// As many as `(end - start) / step`, rounded up; the number `i` is `start + i * step`, computed in `float64`.
  public static func arange(
    from start: Double, to end: Double, by step: Double = 1, dtype: DType = .float32
  ) -> Tensor {
    let count = ((end - start) / step).rounded(.up)
    guard let count = Int(exactly: count) else {
      report(
        .invalidArgument(
          name: "step", expected: "a finite number other than 0", actual: "\(step) from \(start) to \(end)",
          operation: Operation("arange")))
      return .invalid
    }
    guard Tensor.hasMemory(forDoubles: count, operation: "arange") else { return .invalid }
    let numbers = (0..<Swift.max(count, 0)).map { start + Double($0) * step }
    return Tensor(TensorValue(numbers, shape: [Dimension(numbers.count)])).asType(dtype)
  }

  /// `count` evenly spaced numbers from `start` to `end`, both included.
  ///
  ///     Tensor.linspace(0, 1, count: 5)  // [0. 0.25 0.5 0.75 1. ]
  ///
  /// - Parameters:
  ///   - start: the first number.
  ///   - end: the last number, or with `includesEnd: false` the one that would follow it.
  ///   - count: how many numbers; not negative.
  ///   - includesEnd: whether `end` is the last of the numbers.
  ///   - dtype: to integers, numbers are rounded down.
  public static func linspace(
    _ start: Double, _ end: Double, count: Int, includesEnd: Bool = true, dtype: DType = .float32
  ) -> Tensor {
    guard count >= 0 else {
      report(.invalidDimension(value: "\(count)", operation: Operation("linspace")))
      return .invalid
    }
    guard Tensor.hasMemory(forDoubles: count, operation: "linspace") else { return .invalid }
    let intervals = Double(Swift.max(includesEnd ? count - 1 : count, 1))
    let numbers = (0..<count).map { index in
      // Weighting both ends hits them exactly.
      let fraction = Double(index) / intervals
      let number = start * (1 - fraction) + end * fraction
      return dtype.isInteger ? number.rounded(.down) : number
    }
    return Tensor(TensorValue(numbers, shape: [Dimension(count)])).asType(dtype)
  }

  /// Whether an array of this many numbers can be made; reports an error if not.
  private static func hasMemory(forDoubles count: Int, operation: String) -> Bool {
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Double>.stride)
    if !overflow, Buffer.isAvailable(byteCount: byteCount) { return true }
    report(.sizeOverflow(sizes: "[\(count)]", operation: Operation(operation)))
    return false
  }
}
