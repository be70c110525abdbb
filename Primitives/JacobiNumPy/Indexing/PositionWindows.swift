import JacobiCore
import JacobiPrimitives

/// The windows of a tensor at positions along some of its axes, whole along the others: what gather and scatter take.
struct PositionWindows {
  /// The index vectors: for each element of the broadcast tensors of positions a window.
  let indices: Tensor
  let dimensions: GatherDimensions
  let sliceSizes: [Dimension]
  /// Of all windows together, with the axes of the positions among the other axes.
  let shape: Shape

  /// - Parameters:
  ///   - positions: integers, negative ones count from the back, for some axes of the tensor.
  ///   - tensor: what the windows belong to.
  ///   - place: where the axes of the positions go, among the other axes.
  ///   - name: what the user called, for messages.
  init(
    _ positions: [(axis: Int, tensor: Tensor)], in tensor: Tensor, place: Int, named name: String
  ) throws(TensorError) {
    var vectors: [Tensor] = []
    for (axis, positions) in positions {
      vectors.append(try positions.asPositions(onAxisOfSize: tensor.shape.dimensions[axis], named: name))
    }
    if vectors.contains(where: { $0.dtype != vectors[0].dtype }) { vectors = vectors.map { $0.asType(.int64) } }
    let batch = try broadcastShape(vectors, operation: name)
    indices = stacked(vectors.map { $0.broadcast(to: batch) }, axis: -1)
    let axes = positions.map(\.axis)
    var sizes = tensor.shape.removing(axes: axes).dimensions
    let offset = sizes.indices.map { $0 < place ? $0 : $0 + batch.rank }
    dimensions = GatherDimensions(offset: offset, collapsed: axes, start: axes)
    sliceSizes = tensor.shape.indices.map { axes.contains($0) ? 1 : tensor.shape.dimensions[$0] }
    sizes.insert(contentsOf: batch.dimensions, at: place)
    shape = Shape(sizes)
  }
}

extension Tensor {
  /// The elements at positions along some axes, one position for each element of the broadcast tensors of positions.
  ///
  /// - Parameter place: where in the result the axes of the positions go, among the other axes.
  func gathered(
    _ positions: [(axis: Int, tensor: Tensor)], place: Int, mode: OutOfBoundsMode, fill: Gather.Fill = .missing,
    named name: String
  ) throws(TensorError) -> Tensor {
    if mode == .clip, positions.allSatisfy({ $0.tensor.rank == 0 }) { return try element(at: positions, named: name) }
    let windows = try PositionWindows(positions, in: self, place: place, named: name)
    // No window fits into an empty axis, but none is asked for either.
    if windows.shape.dimensions.contains(0), positions.contains(where: { shape.dimensions[$0.axis] == 0 }) {
      return .zeros(windows.shape, dtype: dtype)
    }
    return Gather(dimensions: windows.dimensions, sliceSizes: windows.sliceSizes, mode: mode, fill: fill)(
      self, windows.indices)
  }

  /// The elements at one position along some axes, which disappear; one beyond the axis is moved inside.
  private func element(
    at positions: [(axis: Int, tensor: Tensor)], named name: String
  ) throws(TensorError) -> Tensor {
    var starts = shape.dimensions.map { _ in Tensor(TensorValue(scalar: Int32(0))) }
    var sizes = shape.dimensions
    for (axis, position) in positions {
      guard Dimension.decide(shape.dimensions[axis], .greaterOrEqual, 1) != false else {
        throw .indexOutOfRange(
          index: 0, size: shape.dimensions[axis], axis: axis,
          operation: Operation(name, operands: [type, position.type]))
      }
      starts[axis] = try position.asPositions(onAxisOfSize: shape.dimensions[axis], named: name)
      sizes[axis] = 1
    }
    return DynamicSlice(sizes: sizes).results([self] + starts)[0]
      .reshaped(shape.removing(axes: positions.map(\.axis)))
  }

  /// Positions that do not count from the back any more, in a dtype that holds them.
  func asPositions(onAxisOfSize size: Dimension, named name: String) throws(TensorError) -> Tensor {
    guard dtype.isInteger else {
      throw .dtypeMismatch(
        expected: "positions of an integer dtype (for a mask, use `which`)", actual: "\(type)",
        operation: Operation(name, operands: [type]))
    }
    let isLarge = Dimension.decide(size, .lessOrEqual, Dimension(Int(Int32.max))) == false || dtype == .uint32
    let wide = asType(dtype == .uint64 ? .uint64 : dtype == .int64 || isLarge ? .int64 : .int32)
    return dtype.isSignedInteger ? which(wide .< 0, wide + Tensor(size), wide) : wide
  }

  /// This value broadcast to the shape of what it is assigned to; leading axes of size 1 may be too many.
  func fitted(to shape: Shape) -> Tensor {
    var value = self
    while value.rank > shape.rank, value.shape.dimensions[0].known == 1 {
      value = value.reshaped(Shape(value.shape.dimensions.dropFirst()))
    }
    return value.broadcast(to: shape)
  }
}
