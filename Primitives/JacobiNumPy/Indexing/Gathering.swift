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
  public func take(_ indices: Tensor, axis: Int? = nil, mode: OutOfBoundsMode = .fillOrDrop) -> Tensor {
    if isInvalid || indices.isInvalid { return .invalid }
    guard let axis else { return raveled().take(indices, axis: 0, mode: mode) }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "take")
      return try gathered([(position, indices)], place: position, mode: mode, named: "take")
    }
  }

  /// For each place of `indices` the element that stands in the same place, except that along one axis it is at the
  /// given position.
  ///
  ///     let x = Tensor([[1, 5, 2], [7, 0, 3]])
  ///     x.takeAlong(x.argMax(axis: -1, keepDims: true), axis: -1)  // [[5] [7]]
  ///
  /// - Parameters:
  ///   - indices: integers, negative ones count from the back; as many axes as `self`, and except along `axis` the same
  ///     sizes, or sizes that broadcast.
  ///   - axis: a negative one counts from the back.
  ///   - mode: what is found at positions out of range; see `take(_:axis:mode:)`.
  public func takeAlong(_ indices: Tensor, axis: Int, mode: OutOfBoundsMode = .fillOrDrop) -> Tensor {
    if isInvalid || indices.isInvalid { return .invalid }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "takeAlong")
      let (operand, indices) = try alignedExcept(along: position, with: indices)
      let positions = try indices.asPositions(onAxisOfSize: operand.shape.dimensions[position], named: "takeAlong")
      let batch = (0..<rank).filter { $0 != position }
      let dimensions = GatherDimensions(
        offset: [], collapsed: [position], operandBatching: batch, startIndexBatching: batch, start: [position])
      return Gather(dimensions: dimensions, sliceSizes: [Dimension](repeating: 1, count: rank), mode: mode)(
        operand, positions.expandedDimensions(axis: -1))
    }
  }

  /// `self` and `indices` broadcast to equal sizes except along an axis.
  private func alignedExcept(along axis: Int, with indices: Tensor) throws(TensorError) -> (Tensor, Tensor) {
    let operation = { Operation("takeAlong", operands: [type, indices.type]) }
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

  /// The elements at positions along some axes, one position for each element of the broadcast tensors of positions.
  ///
  /// - Parameter place: where in the result the axes of the positions go, among the other axes.
  func gathered(
    _ positions: [(axis: Int, tensor: Tensor)], place: Int, mode: OutOfBoundsMode, named name: String
  ) throws(TensorError) -> Tensor {
    var vectors: [Tensor] = []
    for (axis, tensor) in positions {
      vectors.append(try tensor.asPositions(onAxisOfSize: shape.dimensions[axis], named: name))
    }
    if vectors.contains(where: { $0.dtype != vectors[0].dtype }) { vectors = vectors.map { $0.asType(.int64) } }
    let batch = try broadcastShape(vectors, operation: name)
    let indices = stacked(vectors.map { $0.broadcast(to: batch) }, axis: -1)
    let axes = positions.map(\.axis)
    let others = (0..<rank - axes.count).map { $0 < place ? $0 : $0 + batch.rank }
    let sliceSizes = shape.indices.map { axes.contains($0) ? 1 : shape.dimensions[$0] }
    return Gather(
      dimensions: GatherDimensions(offset: others, collapsed: axes, start: axes), sliceSizes: sliceSizes, mode: mode)(
        self, indices)
  }

  /// Positions that do not count from the back any more, in a dtype that holds them.
  private func asPositions(onAxisOfSize size: Dimension, named name: String) throws(TensorError) -> Tensor {
    guard dtype.isInteger else {
      throw .dtypeMismatch(
        expected: "positions of an integer dtype (for a mask, use `which`)", actual: "\(type)",
        operation: Operation(name, operands: [type]))
    }
    let isLarge = Dimension.decide(size, .lessOrEqual, Dimension(Int(Int32.max))) == false || dtype == .uint32
    let wide = asType(dtype == .uint64 ? .uint64 : dtype == .int64 || isLarge ? .int64 : .int32)
    return dtype.isSignedInteger ? which(wide .< 0, wide + Tensor(size), wide) : wide
  }
}
