import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The tensor with copies of a value around it.
  ///
  ///     Tensor([1, 2]).padded([(2, 1)])  // [0 0 1 2 0]
  ///     Tensor([1, 2, 3]).padded([(-1, 1)], with: 9)  // [2 3 9]
  ///
  /// - Parameters:
  ///   - widths: for each axis how many elements are added before and after; negative numbers remove elements.
  ///   - value: a scalar, converted to the dtype of `self`.
  public func padded(_ widths: [(before: Int, after: Int)], with value: Tensor = 0) -> Tensor {
    if isInvalid || value.isInvalid { return .invalid }
    let padding = widths.map { Pad.Widths(before: Dimension($0.before), after: Dimension($0.after)) }
    return Pad(widths: padding)(self, value.converted(to: Promotion(of: self)))
  }

  /// The tensor with `width` copies of a value before and after the elements of each axis.
  public func padded(_ width: Int, with value: Tensor = 0) -> Tensor {
    padded([(before: Int, after: Int)](repeating: (width, width), count: rank), with: value)
  }

  /// The tensor `count` times along an axis, as a whole: `[1, 2]` becomes `[1, 2, 1, 2]`.
  ///
  ///     Tensor([1, 2]).tiled(2)  // [1 2 1 2]
  ///     Tensor([[1, 2]]).tiled(2, axis: 0)  // [[1 2] [1 2]]
  ///
  /// - Parameters:
  ///   - count: how often, not negative.
  ///   - axis: a negative one counts from the back; by default the last one, and a scalar becomes a vector.
  public func tiled(_ count: Int, axis: Int? = nil) -> Tensor {
    guard let axis else { return rank == 0 ? reshaped(1).tiled(count, axis: 0) : tiled(count, axis: -1) }
    return repeated(count, axis: axis, named: "tiled", offset: 0)
  }

  /// Each element `count` times along an axis: `[1, 2]` becomes `[1, 1, 2, 2]`.
  ///
  ///     Tensor([1, 2]).repeated(2)  // [1 1 2 2]
  ///     Tensor([[1], [2]]).repeated(2, axis: 1)  // [[1 1] [2 2]]
  ///
  /// - Parameters:
  ///   - count: how often, not negative.
  ///   - axis: a negative one counts from the back; by default the elements are taken in row-major order as a vector.
  public func repeated(_ count: Int, axis: Int? = nil) -> Tensor {
    guard let axis else { return raveled().repeated(count, axis: 0) }
    return repeated(count, axis: axis, named: "repeated", offset: 1)
  }

  /// The tensor several times along each of its last axes, as a whole; missing axes are added in front.
  ///
  ///     Tensor([1, 2]).tiled([2, 2])  // [[1 2 1 2] [1 2 1 2]]
  ///
  /// - Parameter counts: how often along each axis, the last number for the last axis.
  public func tiled(_ counts: [Int]) -> Tensor {
    if isInvalid { return self }
    let missing = [Dimension](repeating: 1, count: Swift.max(counts.count - rank, 0))
    let whole = reshaped(Shape(missing + shape.dimensions))
    return zip((0..<whole.rank).suffix(counts.count), counts).reduce(whole) { copies, axis in
      axis.1 == 1 ? copies : copies.tiled(axis.1, axis: axis.0)
    }
  }

  /// Each element of an axis a number of times of its own.
  ///
  ///     Tensor([1, 2, 3]).repeated([2, 0, 1])  // [1 1 3]
  ///
  /// - Parameters:
  ///   - counts: for each position of the axis how often, not negative.
  ///   - axis: a negative one counts from the back; by default the elements are taken in row-major order as a vector.
  public func repeated(_ counts: [Int], axis: Int? = nil) -> Tensor {
    if isInvalid { return self }
    guard let axis else { return raveled().repeated(counts, axis: 0) }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "repeated")
      guard Dimension.decide(shape.dimensions[position], .equal, Dimension(counts.count)) == true,
        counts.allSatisfy({ $0 >= 0 })
      else {
        throw .invalidArgument(
          name: "counts", expected: "\(shape.dimensions[position]) non-negative numbers", actual: "\(counts)",
          operation: Operation("repeated", operands: [type]))
      }
      let positions = counts.enumerated().flatMap { [Int32](repeating: Int32(clamping: $0.offset), count: $0.element) }
      return take(Tensor(positions, shape: [positions.count]), axis: position, mode: .promiseInBounds)
    }
  }

  /// Each element of an axis a number of times of its own, where the numbers may be traced.
  ///
  ///     let counts = Tensor([2, 0, 1])
  ///     Tensor([1, 2, 3]).repeated(counts, total: 3)  // [1 1 3]
  ///     Tensor([1, 2, 3]).repeated(counts, total: 5)  // [1 1 3 3 3]
  ///
  /// - Parameters:
  ///   - counts: for each position of the axis how often, not negative: a vector of integers.
  ///   - axis: a negative one counts from the back; by default the elements are taken in row-major order as a vector.
  ///   - total: how many elements the axis has in the result; further ones are left out, and the last position stands for
  ///     missing ones.
  public func repeated(_ counts: Tensor, axis: Int? = nil, total: Dimension) -> Tensor {
    if isInvalid || counts.isInvalid { return .invalid }
    guard let axis else { return raveled().repeated(counts, axis: 0, total: total) }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "repeated")
      let size = shape.dimensions[position]
      guard counts.rank == 1, counts.dtype.isInteger,
        Dimension.decide(counts.shape.dimensions[0], .equal, size) == true
      else {
        throw .invalidArgument(
          name: "counts", expected: "\(size) integers", actual: "\(counts.type)",
          operation: Operation("repeated", operands: [type, counts.type]))
      }
      let ends = counts.asType(DType.promoted(counts.dtype, .int32)).cumsum()
      let positions = ends.searchSorted(Tensor.arange(total, dtype: ends.dtype), side: .right)
      return take(positions, axis: position, mode: .clip)
    }
  }

  /// - Parameter offset: where the copies stand, before or after the elements of the axis.
  private func repeated(_ count: Int, axis: Int, named name: String, offset: Int) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: name)
      let copies = shape.inserting(Dimension(count), at: position + offset)
      let size = shape.dimensions[position] * Dimension(count)
      let dimensions = copies.indices.filter { $0 != position + offset }
      return BroadcastInDim(to: copies, dimensions: dimensions)(self)
        .reshaped(shape.replacing(axis: position, with: size))
    }
  }

  /// Of matrices, the elements on the diagonal `offset` places above the main one, and below it; 0 elsewhere.
  ///
  ///     Tensor([[1, 2], [3, 4]]).tril()  // [[1 0] [3 4]]
  public func tril(offset: Int = 0) -> Tensor {
    masked(named: "tril") { row, column in row + offset .>= column }
  }

  /// Of matrices, the elements on the diagonal `offset` places above the main one, and above it; 0 elsewhere.
  ///
  ///     Tensor([[1, 2], [3, 4]]).triu()  // [[1 2] [0 4]]
  public func triu(offset: Int = 0) -> Tensor {
    masked(named: "triu") { row, column in row + offset .<= column }
  }

  private func masked(named name: String, _ condition: (_ row: Tensor, _ column: Tensor) -> Tensor) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      guard rank >= 2 else {
        throw .shapeMismatch(
          expected: "at least 2 axes", actual: "\(type)", operation: Operation(name, operands: [type]))
      }
      let mask = Tensor.diagonalMask(TensorType(.int32, Shape(shape.suffix(2))), condition)
      return which(mask, self, Tensor.zeros(like: self))
    }
  }
}
