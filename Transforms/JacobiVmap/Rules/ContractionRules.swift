import JacobiCore
import JacobiPrimitives

extension Batching {
  static let contractionRules = RuleTable<Batching> { table in
    table.add(DotGeneral.self) { dot, operands, _ in
      let (left, right) = (operands[0], operands[1])
      var product = DotGeneral(
        contracting: (left.positions(of: dot.leftContracting), right.positions(of: dot.rightContracting)),
        batch: (left.positions(of: dot.leftBatch), right.positions(of: dot.rightBatch)),
        preferredElementType: dot.preferredElementType)
      // With both sides batched, their batch axes run together. A single one is just one more free axis, so that the
      // whole batch stays one product of matrices.
      if let leftAxis = left.axis, let rightAxis = right.axis {
        product.leftBatch.insert(leftAxis, at: 0)
        product.rightBatch.insert(rightAxis, at: 0)
      }
      return [Batched(product(left.tensor, right.tensor), axis: resultAxis(of: product, left, right))]
    }
  }

  /// Where the batch axis is in a product: among the batch axes, the free axes of the left, or those of the right.
  private static func resultAxis(of product: DotGeneral, _ left: Batched, _ right: Batched) -> Int? {
    let leftFree = product.leftFree(rank: left.tensor.rank)
    if let axis = left.axis {
      return leftFree.firstIndex(of: axis).map { product.leftBatch.count + $0 } ?? 0
    }
    let rightFree = product.rightFree(rank: right.tensor.rank)
    return right.axis.flatMap(rightFree.firstIndex).map { product.leftBatch.count + leftFree.count + $0 }
  }
}
