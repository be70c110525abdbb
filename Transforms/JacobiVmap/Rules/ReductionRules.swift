import JacobiCore
import JacobiPrimitives

extension Batching {
  static let reductionRules = RuleTable<Batching> { table in
    for primitive in standardPrimitives {
      guard let reduction = primitive as? any ReductionPrimitive.Type else { continue }
      table[reduction] = reductionRule(reduction)
    }
    table.addUnary(ArgMax.self) { argMax, x, axis in
      let reduced = x.position(of: argMax.axis)
      return Batched(
        ArgMax(axis: reduced, indexDType: argMax.indexDType)(x.tensor), axis: axis.withoutAxes([reduced]))
    }
    table.addUnary(ArgMin.self) { argMin, x, axis in
      let reduced = x.position(of: argMin.axis)
      return Batched(
        ArgMin(axis: reduced, indexDType: argMin.indexDType)(x.tensor), axis: axis.withoutAxes([reduced]))
    }
  }

  /// The rule of reductions: reduce the same axes, wherever they are in the batch.
  static func reductionRule<P: ReductionPrimitive>(_ reduction: P.Type) -> Rule {
    { primitive, operands, _ in
      guard let primitive = primitive as? P else {
        preconditionFailure("internal error: a rule was applied to another primitive")
      }
      let axes = operands[0].positions(of: primitive.axes)
      return [Batched(P(axes: axes)(operands[0].tensor), axis: operands.commonAxis.withoutAxes(axes))]
    }
  }
}

extension Int {
  /// The position of this axis once others have disappeared.
  fileprivate func withoutAxes(_ axes: [Int]) -> Int {
    self - axes.count { $0 < self }
  }
}
