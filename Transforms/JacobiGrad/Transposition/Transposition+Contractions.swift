import JacobiCore
import JacobiPrimitives

extension RuleTable<Transposition> {
  static let contractions = RuleTable { table in
    table.bilinear(
      DotGeneral.self,
      left: { dot, operand, ct, y in
        let (left, right) = (dot.left(rank: operand.rank), dot.right(rank: y.rank))
        return cotangent(of: left, ct, y, right, sharedAxes: ct.rank - right.free.count..<ct.rank)
          .converted(to: operand.dtype)
      },
      right: { dot, operand, ct, x in
        let (left, right) = (dot.left(rank: x.rank), dot.right(rank: operand.rank))
        let firstFree = left.batch.count
        return cotangent(of: right, ct, x, left, sharedAxes: firstFree..<firstFree + left.free.count)
          .converted(to: operand.dtype)
      })
  }
}

/// The axes of one operand of a contraction by their roles.
private struct Side {
  var batch: [Int]
  var contracting: [Int]
  var free: [Int]
}

extension DotGeneral {
  fileprivate func left(rank: Int) -> Side {
    Side(batch: leftBatch, contracting: leftContracting, free: leftFree(rank: rank))
  }

  fileprivate func right(rank: Int) -> Side {
    Side(batch: rightBatch, contracting: rightContracting, free: rightFree(rank: rank))
  }
}

/// The cotangent of one operand: the cotangent of the product contracted with the other operand along the axes that the
/// two share, which are the free axes of the other operand.
///
/// - Parameter sharedAxes: where these axes are in the cotangent.
private func cotangent(
  of operand: Side, _ ct: Tensor, _ other: Tensor, _ otherSide: Side, sharedAxes: Range<Int>
) -> Tensor {
  let product = DotGeneral(
    contracting: (Array(sharedAxes), otherSide.free), batch: (Array(0..<operand.batch.count), otherSide.batch))(
      ct, other)
  // Its axes are the batch, the operand's free axes, and the other's contracting axes in ascending order.
  let contracting = zip(otherSide.contracting, operand.contracting).sorted { $0.0 < $1.0 }.map(\.1)
  let axes = operand.batch + operand.free + contracting
  return axes == Array(axes.indices) ? product : Transpose(permutation: inverse(of: axes))(product)
}

extension Tensor {
  /// The cotangent in the dtype of its operand, which may be narrower than that of the product, or real.
  fileprivate func converted(to dtype: DType) -> Tensor {
    isInvalid || self.dtype == dtype ? self : ConvertElementType(to: dtype)(self)
  }
}
