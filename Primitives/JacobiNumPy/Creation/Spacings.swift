import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// `count` numbers from `base` to the power of `start` to `base` to the power of `end`, both included, whose logarithms
  /// are evenly spaced.
  ///
  ///     Tensor.logspace(0, 2, count: 3)  // [ 1. 10. 100.]
  ///
  /// - Parameters:
  ///   - start: the logarithm of the first number.
  ///   - end: the logarithm of the last number, or with `includesEnd: false` of the one that would follow it.
  ///   - count: how many numbers; not negative.
  ///   - base: of the logarithms.
  ///   - includesEnd: whether `end` belongs to the last of the numbers.
  ///   - dtype: the dtype of the result.
  public static func logspace(
    _ start: Double, _ end: Double, count: Int, base: Double = 10, includesEnd: Bool = true, dtype: DType = .float32
  ) -> Tensor {
    let exponents = linspace(start, end, count: count, includesEnd: includesEnd, dtype: .float64)
    return pow(Tensor(TensorValue(scalar: base)), exponents).asType(dtype)
  }

  /// `count` numbers from `start` to `end`, both included, each the same multiple of the one before.
  ///
  ///     Tensor.geomspace(1, 8, count: 4)  // [1. 2. 4. 8.]
  ///
  /// - Parameters:
  ///   - start: the first number; not 0.
  ///   - end: the last number, of the sign of the first, or with `includesEnd: false` the one that would follow it.
  ///   - count: how many numbers; not negative.
  ///   - includesEnd: whether `end` is the last of the numbers.
  ///   - dtype: the dtype of the result.
  public static func geomspace(
    _ start: Double, _ end: Double, count: Int, includesEnd: Bool = true, dtype: DType = .float32
  ) -> Tensor {
    guard start != 0, end != 0, (start < 0) == (end < 0), start.isFinite, end.isFinite else {
      report(
        .invalidArgument(
          name: "end", expected: "finite numbers of the same sign, not 0", actual: "\(start) and \(end)",
          operation: Operation("geomspace")))
      return .invalid
    }
    let fractions = linspace(0, 1, count: count, includesEnd: includesEnd, dtype: .float64)
    // Powers of both ends, whose quotient may be out of range.
    let (first, last) = (Tensor(TensorValue(scalar: start.magnitude)), Tensor(TensorValue(scalar: end.magnitude)))
    let numbers = pow(first, 1 - fractions) * pow(last, fractions)
    return (start < 0 ? -numbers : numbers).asType(dtype)
  }

  /// The identity matrix.
  ///
  ///     Tensor.identity(2)  // [[1. 0.] [0. 1.]]
  ///
  /// - Parameters:
  ///   - size: the number of rows and columns.
  ///   - dtype: the dtype of the result.
  public static func identity(_ size: Dimension, dtype: DType = .float32) -> Tensor { eye(size, dtype: dtype) }

  /// The matrix whose columns are powers of a vector.
  ///
  ///     Tensor([1, 2, 3]).vandermonde()  // [[1 1 1] [4 2 1] [9 3 1]]
  ///
  /// NumPy's `vander`.
  ///
  /// - Parameters:
  ///   - columns: how many powers, the first being the zeroth; by default as many as the vector has elements.
  ///   - increasing: whether the powers increase from left to right.
  public func vandermonde(columns: Int? = nil, increasing: Bool = false) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      guard rank == 1, let count = columns ?? shape.dimensions[0].known, count >= 0 else {
        throw .shapeMismatch(
          expected: "a vector, and a number of columns that is not negative", actual: "\(type)",
          operation: Operation("vandermonde", operands: [type]))
      }
      if count == 0 { return Tensor.zeros([shape.dimensions[0], 0], dtype: dtype) }
      let powers = (0..<count).map { increasing ? $0 : count - 1 - $0 }
      return stacked(powers.map { IntegerPow(exponent: $0)(asType(dtype)) }, axis: 1)
    }
  }

  /// The vector without the zeros at its ends, whose elements must be known.
  ///
  ///     Tensor([0, 0, 1, 0, 2, 0]).trimmingZeros()  // [1 0 2]
  ///
  /// - Parameters:
  ///   - front: whether zeros at the front are removed.
  ///   - back: whether zeros at the back are removed.
  public func trimmingZeros(front: Bool = true, back: Bool = true) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      guard rank == 1, let truths = (self .!= 0).value?.scalars(as: Bool.self) else {
        throw .shapeMismatch(
          expected: "a vector whose elements are known", actual: "\(type)",
          operation: Operation("trimmingZeros", operands: [type]))
      }
      guard let first = truths.firstIndex(of: true), let last = truths.lastIndex(of: true) else {
        return front || back ? sliced(axis: 0, from: 0, to: 0) : self
      }
      return sliced(axis: 0, from: Dimension(front ? first : 0), to: Dimension(back ? last + 1 : truths.count))
    }
  }
}

/// Whether two tensors broadcast together and have equal elements then.
///
///     arrayEquivalent(Tensor([1, 2]), Tensor([[1, 2], [1, 2]]))  // true
///
/// - Returns: a Boolean scalar; false for shapes that do not broadcast.
public func arrayEquivalent(_ first: Tensor, _ second: Tensor) -> Tensor {
  if first.isInvalid || second.isInvalid { return .invalid }
  let shape = try? broadcastShape([first, second], operation: "arrayEquivalent")
  return shape == nil ? Tensor(false) : (first .== second).all()
}
