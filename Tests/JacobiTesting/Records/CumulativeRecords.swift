import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let cumulative: [OpRecord] = [
    .cumulative(CumSum.self, Domain().specials(.withoutExtremes), sum, isLinear: true),
    .cumulative(
      CumProd.self, Domain().specials(.withoutExtremes),
      .ulps(4, because: "the order of the multiplications is free, and each one rounds, four times at most here")),
    .cumulative(CumMax.self, Domain().separated()),
    .cumulative(CumMin.self, Domain().separated()),
    .cumulative(
      CumLogSumExp.self, Domain().specials(.withoutExtremes),
      .accumulated(4, because: "exponentials, their sum and a logarithm are each rounded, and may cancel")),
  ]
}

extension OpRecord {
  /// A cumulative operation, along several axes in both directions.
  fileprivate static func cumulative<P: CumulativePrimitive>(
    _ primitive: P.Type, _ domain: Domain, _ tolerance: Tolerance = .exact, isLinear: Bool = false
  ) -> OpRecord {
    OpRecord(primitive, dtypes: P.accepts.dtypes, tolerance: tolerance, isLinear: isLinear) { dtype in
      let domain = domain.suited(to: dtype)
      let cases: [(Shape, axis: Int, reverse: Bool)] = [
        ([5], 0, false), ([2, 4], 1, true), ([3, 2, 2], 0, false), ([1, 2], 0, true), ([2, 0], 1, false),
        ([0, 2], 1, true),
      ]
      return cases.map { OpCase(P(axis: $0.axis, reverse: $0.reverse), [OperandSpec(dtype, $0.0, domain)]) }
    }
  }
}
