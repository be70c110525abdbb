import JacobiCore
import JacobiPrimitives

extension Batching {
  static let reductionRules = RuleTable<Batching> { table in
    for primitive in standardPrimitives {
      if let reduction = primitive as? any ReductionPrimitive.Type { table[reduction] = reductionRule(reduction) }
      if let cumulative = primitive as? any CumulativePrimitive.Type { table[cumulative] = cumulativeRule(cumulative) }
    }
    table.add(Reduce.self) { reduce, operands, size in
      let tensors = Array(operands.prefix(reduce.outputCount))
      let axis = tensors.commonAxis
      let axes = reduce.axes.shifted(byInsertionAt: axis)
      let resultAxis = axis.withoutAxes(axes)
      let resultShape = tensors[0].shape.removing(axes: reduce.axes)
      let initial = operands.dropFirst(reduce.outputCount).map { value in
        // A shared scalar stays one; other initial values are of the shape of the results.
        if value.rank > 0 { return value.placed(at: resultAxis, size: size) }
        return value.isBatched ? value.spread(to: resultShape, at: resultAxis, size: size) : value.tensor
      }
      let results = Reduce(reduce.body, axes: axes).results(tensors.placed(at: axis, size: size) + initial)
      return results.map { Batched($0, axis: resultAxis) }
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
      let primitive = primitive.asRow(P.self)
      let axes = operands[0].positions(of: primitive.axes)
      return [Batched(P(axes: axes)(operands[0].tensor), axis: operands.commonAxis.withoutAxes(axes))]
    }
  }
}

extension Batching {
  /// The rule of cumulative operations: along the same axis, wherever it is in the batch.
  static func cumulativeRule<P: CumulativePrimitive>(_ cumulative: P.Type) -> Rule {
    { primitive, operands, _ in
      let primitive = primitive.asRow(P.self)
      let axis = operands[0].position(of: primitive.axis)
      return [Batched(P(axis: axis, reverse: primitive.reverse)(operands[0].tensor), axis: operands[0].axis)]
    }
  }
}

extension Int {
  /// The position of this axis once others have disappeared.
  fileprivate func withoutAxes(_ axes: [Int]) -> Int {
    self - axes.count { $0 < self }
  }
}
