import JacobiCore
import JacobiPrimitives

extension Batching {
  static let fourierRules = RuleTable<Batching> { table in
    // The axes of the transform are the last ones, so the batch axis has to be in front of them.
    table.add(FourierTransform.self) { transform, operands, size in
      let axis = min(operands.commonAxis, operands[0].rank - transform.lengths.count)
      return [Batched(transform(operands[0].placed(at: axis, size: size)), axis: axis)]
    }
  }
}
