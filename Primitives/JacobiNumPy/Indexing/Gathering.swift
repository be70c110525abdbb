import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The elements at some positions along an axis; the axes of `indices` take the place of the axis.
  ///
  ///     let table = Tensor([[0.0, 1], [2, 3], [4, 5]])
  ///     table.take(Tensor([2, 0]), axis: 0)  // [[4. 5.] [0. 1.]]
  ///     table.take(Tensor([-1, 9]))  // [ 5. nan]
  ///
  /// - Parameters:
  ///   - indices: integers; negative ones count from the back.
  ///   - axis: a negative one counts from the back; without it, positions in row-major order of all elements.
  ///   - mode: what is found at positions out of range; by default NaN, for integers the smallest (unsigned: largest)
  ///     value, for Booleans true.
  ///   - fillValue: a number to be found there instead.
  public func take(
    _ indices: Tensor, axis: Int? = nil, mode: OutOfBoundsMode = .fillOrDrop, fillValue: Double? = nil
  ) -> Tensor {
    if isInvalid || indices.isInvalid { return .invalid }
    guard let axis else { return raveled().take(indices, axis: 0, mode: mode, fillValue: fillValue) }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "take")
      let fill = fillValue.map { Gather.Fill.value($0) } ?? .missing
      return try gathered([(position, indices)], place: position, mode: mode, fill: fill, named: "take")
    }
  }

  /// The elements at some positions along an axis, as if it were repeated without end: NumPy's `take` with the mode `wrap`.
  ///
  ///     let table = Tensor([[0.0, 1], [2, 3], [4, 5]])
  ///     table.take(wrapping: Tensor([-1, 3, 7]), axis: 0)  // [[4. 5.] [0. 1.] [2. 3.]]
  ///
  /// - Parameters:
  ///   - indices: integers.
  ///   - axis: a negative one counts from the back; without it, positions in row-major order of all elements.
  public func take(wrapping indices: Tensor, axis: Int? = nil) -> Tensor {
    if isInvalid || indices.isInvalid { return .invalid }
    guard let axis else { return raveled().take(wrapping: indices, axis: 0) }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "take")
      guard indices.dtype.isInteger else {
        throw .dtypeMismatch(
          expected: "positions of an integer dtype", actual: "\(indices.type)",
          operation: Operation("take", operands: [type, indices.type]))
      }
      // Narrow integers may not hold the size.
      let wide = indices.asType(DType.promoted(indices.dtype, .int32))
      return take(remainder(wide, Tensor(shape.dimensions[position])), axis: position)
    }
  }

  /// For each place of `indices` the element that stands in the same place, except that along one axis it is at the
  /// given position.
  ///
  ///     let x: Tensor = [[3.0, 1.0, 2.0], [4.0, 6.0, 5.0]]
  ///     x.takeAlong(x.argMax(axis: -1, keepDims: true), axis: -1)  // [[3.]  [6.]]
  ///     x.takeAlong(Tensor([4, 0]), axis: nil)  // [6. 3.]
  ///
  /// - Parameters:
  ///   - indices: integers, negative ones count from the back; as many axes as `self`, and except along `axis` the same
  ///     sizes, or sizes that broadcast.
  ///   - axis: a negative one counts from the back; for `nil`, the elements are taken in row-major order as a vector.
  ///   - mode: what is found at positions out of range; see ``take(_:axis:mode:fillValue:)``.
  ///   - fillValue: a number to be found there instead.
  public func takeAlong(
    _ indices: Tensor, axis: Int?, mode: OutOfBoundsMode = .fillOrDrop, fillValue: Double? = nil
  ) -> Tensor {
    if isInvalid || indices.isInvalid { return .invalid }
    guard let axis else { return raveled().takeAlong(indices, axis: 0, mode: mode, fillValue: fillValue) }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "takeAlong")
      let (operand, indices) = try alignedExcept(along: position, with: indices, named: "takeAlong")
      let positions = try indices.asPositions(onAxisOfSize: operand.shape.dimensions[position], named: "takeAlong")
      return Gather(
        dimensions: elementsAlong(position), sliceSizes: [Dimension](repeating: 1, count: rank), mode: mode,
        fill: fillValue.map { .value($0) } ?? .missing)(operand, positions.expandedDimensions(axis: -1))
    }
  }

  /// The tensor with values in the places from which ``takeAlong(_:axis:mode:fillValue:)`` takes elements.
  ///
  ///     let x: Tensor = [[3.0, 1.0, 2.0], [4.0, 6.0, 5.0]]
  ///     x.putAlong(x.argMin(axis: -1, keepDims: true), 0, axis: -1)  // [[3. 0. 2.]  [0. 6. 5.]]
  ///
  /// - Parameters:
  ///   - indices: integers, negative ones count from the back; as many axes as `self`, and except along `axis` the same
  ///     sizes, or sizes that broadcast to them.
  ///   - values: broadcast to `indices`, converted to the dtype of `self`; of several for one element the last one stays.
  ///   - axis: a negative one counts from the back; for `nil`, the positions are those in row-major order.
  ///   - mode: positions out of range are left out, or with `clip` moved inside.
  public func putAlong(
    _ indices: Tensor, _ values: Tensor, axis: Int?, mode: OutOfBoundsMode = .fillOrDrop
  ) -> Tensor {
    if isInvalid || indices.isInvalid || values.isInvalid { return .invalid }
    guard let axis else { return raveled().putAlong(indices, values, axis: 0, mode: mode).reshaped(shape) }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "putAlong")
      let (operand, indices) = try alignedExcept(along: position, with: indices, named: "putAlong")
      guard operand.shape == shape else {
        throw .shapeMismatch(
          expected: "indices that broadcast to \(shape) except along axis \(position)", actual: "\(indices.shape)",
          operation: Operation("putAlong", operands: [type, indices.type]))
      }
      let positions = try indices.asPositions(onAxisOfSize: shape.dimensions[position], named: "putAlong")
      return Scatter(dimensions: elementsAlong(position), mode: mode)(
        self.asType(dtype), positions.expandedDimensions(axis: -1), values.asType(dtype).fitted(to: indices.shape))
    }
  }

  /// Windows of one element, at positions along an axis that are given for each place along the others.
  private func elementsAlong(_ axis: Int) -> GatherDimensions {
    let others = (0..<rank).filter { $0 != axis }
    return GatherDimensions(
      offset: [], collapsed: [axis], operandBatching: others, startIndexBatching: others, start: [axis])
  }

  /// `self` and `indices` broadcast to equal sizes except along an axis.
  private func alignedExcept(
    along axis: Int, with indices: Tensor, named name: String
  ) throws(TensorError) -> (Tensor, Tensor) {
    let operation = { Operation(name, operands: [type, indices.type]) }
    guard rank == indices.rank,
      let others = try shape.removing(axes: [axis]).broadcast(with: indices.shape.removing(axes: [axis]), in: operation)
    else {
      throw .shapeMismatch(
        expected: "indices with the axes of \(shape), except for the size of axis \(axis)", actual: "\(indices.shape)",
        operation: operation())
    }
    return (
      broadcast(to: others.inserting(shape.dimensions[axis], at: axis)),
      indices.broadcast(to: others.inserting(indices.shape.dimensions[axis], at: axis))
    )
  }
}
