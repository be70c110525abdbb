import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let reductions: [OpRecord] = [
    .reduction(ReduceSum.self, Domain().specials(.withoutExtremes), sum, isLinear: true),
    .reduction(ReduceProd.self, Domain().specials(.withoutExtremes), product),
    .reduction(ReduceMax.self, Domain().separated()),
    .reduction(ReduceMin.self, Domain().separated()),
    .reduction(ReduceAnd.self, Domain(), derivative: .zero),
    .reduction(ReduceOr.self, Domain(), derivative: .zero),
    .reduction(ReduceXor.self, Domain(), derivative: .zero),
    argReduction(ArgMax.self) { ArgMax(axis: $0, indexDType: $1) },
    argReduction(ArgMin.self) { ArgMin(axis: $0, indexDType: $1) },
  ]

  private static func argReduction<P: ArgReductionPrimitive>(
    _ primitive: P.Type, _ make: @escaping @Sendable (_ axis: Int, _ indexDType: DType) -> P
  ) -> OpRecord {
    OpRecord(primitive, dtypes: DTypeClass.ordered.dtypes, derivative: .zero) { dtype in
      [
        OpCase(make(0, .int32), [OperandSpec(dtype, [5])]),
        OpCase(make(1, .int64), [OperandSpec(dtype, [2, 3])]),
        OpCase(make(1, .uint8), [OperandSpec(dtype, [2, 3, 2])]),
        OpCase(make(1, .int32), [OperandSpec(dtype, [0, 2])]),
      ]
    }
  }

  static let sum = Tolerance.accumulated(4, because: "the order of the additions is free, and each one rounds")
  private static let product = Tolerance.ulps(
    3, because: "the order of the multiplications is free, and each one rounds, four times at most here")
}
