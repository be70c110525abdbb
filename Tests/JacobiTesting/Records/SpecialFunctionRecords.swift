import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let specialFunctions: [OpRecord] = [
    .special(Lgamma(), [Domain(-0.9...4, excluding: 0)]),
    .special(Digamma(), [Domain(-0.9...4, excluding: 0)]),
    .special(
      Polygamma(), [.integers(0...0), Domain(0.5...4)], [.integers(1...1), Domain(0.5...4)],
      [.integers(2...2), Domain(0.5...4)], differentiable: [1]),
    .special(Zeta(), [Domain(1.2...4), Domain(0.5...4)], differentiable: [1]),
    // There are no second derivatives with respect to the parameter.
    .special(Igamma(), [Domain(0.5...4), Domain(0.5...4)], order: 1),
    .special(Igammac(), [Domain(0.5...4), Domain(0.5...4)], order: 1),
    .special(IgammaGradA(), [Domain(0.5...4), Domain(0.5...4)], differentiable: [1]),
    .special(RandomGammaGrad(), [Domain(0.5...4), Domain(0.5...4)], differentiable: []),
    .special(
      RegularizedIncompleteBeta(), [Domain(0.5...4), Domain(0.5...4), Domain(0.2...0.8)], differentiable: [2]),
    .special(BesselI0e(), [Domain(-3...3, excluding: 0)]),
    .special(BesselI1e(), [Domain(-3...3, excluding: 0)]),
  ]
}

extension OpRecord {
  /// A function of one or several operands of the same shape.
  ///
  /// - Parameters:
  ///   - primitive: the operation.
  ///   - domains: of each operand, in several variants that the cases take in turn.
  ///   - differentiable: the operands with respect to which there is a derivative; by default all.
  ///   - order: of the derivatives that are compared.
  fileprivate static func special<P: Primitive>(
    _ primitive: P, _ domains: [Domain]..., differentiable: [Int]? = nil, order: Int = 2
  ) -> OpRecord {
    let tolerance = Tolerance.ulps(2, because: "computed with twice the precision of float64 and rounded")
    let derivative: OpRecord.Derivative = differentiable == [] ? .zero : .differences(order: order)
    return OpRecord(
      P.self, dtypes: DTypeClass.floating.dtypes, tolerance: tolerance, derivative: derivative
    ) { dtype in
      ([[], [5], [2, 3], [0, 2]] as [Shape]).enumerated().map { position, shape in
        let operands = domains[position % domains.count].enumerated().map { index, domain in
          OperandSpec(
            TensorType(dtype, shape), domain, isDifferentiable: differentiable?.contains(index) ?? true)
        }
        return OpCase(primitive, operands)
      }
    }
  }
}
