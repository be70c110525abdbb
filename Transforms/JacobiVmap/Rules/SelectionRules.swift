import JacobiCore
import JacobiPrimitives

// Primitives that take some operands either as scalars or in the shape of the others.

extension Batching {
  static let selectionRules = RuleTable<Batching> { table in
    table.add(SelectN.self) { select, operands, size in
      applyWithScalars(select, operands, scalars: [0], like: operands[1].shape, size)
    }
    table.add(Clamp.self) { clamp, operands, size in
      applyWithScalars(clamp, operands, scalars: [0, 2], like: operands[1].shape, size)
    }
  }

  /// Applies a primitive whose operands at the positions `scalars` may be scalars; the others have the shape `shape`.
  private static func applyWithScalars(
    _ primitive: some Primitive, _ operands: [Batched], scalars: [Int], like shape: Shape, _ size: Dimension
  ) -> [Batched] {
    // The batch axis of a batch of scalars is 0 and says nothing about the others.
    let axis = operands.filter { $0.rank == shape.rank }.commonAxis
    let placed = operands.indices.map { index in
      let operand = operands[index]
      guard scalars.contains(index), operand.rank == 0 else { return operand.placed(at: axis, size: size) }
      // A shared scalar may stay one.
      return operand.isBatched ? operand.spread(to: shape, at: axis, size: size) : operand.tensor
    }
    return primitive.results(placed).map { Batched($0, axis: axis) }
  }
}

extension Batched {
  /// A batch of scalars, each repeated to an example of the given shape.
  func spread(to shape: Shape, at target: Int, size: Dimension) -> Tensor {
    if shape.rank == 0 { return tensor }
    return BroadcastInDim(to: shape.inserting(size, at: target), dimensions: [target])(tensor)
  }
}
