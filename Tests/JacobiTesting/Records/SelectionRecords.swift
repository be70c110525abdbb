import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let selection: [OpRecord] = [
    OpRecord(SelectN.self, dtypes: DTypeClass.any.dtypes, isLinear: true) { dtype in
      let cases = [OperandSpec](repeating: OperandSpec(dtype, [2, 3]), count: 3)
      let selectors: [(OperandSpec, caseCount: Int)] = [
        (OperandSpec(.bool, [2, 3]), 2), (OperandSpec(.bool, []), 2),
        (OperandSpec(.int32, [2, 3], .integers(0...0)), 1),
        (OperandSpec(.int32, [2, 3], .integers(0...2)), 3), (OperandSpec(.int32, [], .integers(0...1)), 2),
      ]
      return selectors.map { OpCase(SelectN(), [$0] + cases.prefix($1)) }
        + [OpCase(SelectN(), [OperandSpec(.bool, []), OperandSpec(dtype, []), OperandSpec(dtype, [])])]
    },
    OpRecord(Clamp.self, dtypes: DTypeClass.ordered.dtypes) { dtype in
      let (lower, x, upper) = (Domain(0.5...1.5), Domain(0...5), Domain(3...4))
      return [([], [5], []), ([2, 3], [2, 3], [2, 3]), ([], [2, 2], [2, 2]), ([], [], [])].map { shapes in
        OpCase(
          Clamp(),
          [
            OperandSpec(dtype, shapes.0, lower.separated()), OperandSpec(dtype, shapes.1, x.separated()),
            OperandSpec(dtype, shapes.2, upper.separated()),
          ])
      }
    },
    OpRecord(ConvertElementType.self, dtypes: DTypeClass.any.dtypes, isLinear: true) { dtype in
      DTypeClass.any.dtypes.map { OpCase(ConvertElementType(to: $0), [OperandSpec(dtype, [2, 3])]) }
        + [OpCase(ConvertElementType(to: .float32), [OperandSpec(dtype, [])])]
    },
    OpRecord(
      BitcastConvert.self, dtypes: DTypeClass.real.dtypes, derivative: .zero
    ) { dtype in
      DTypeClass.real.dtypes.filter { $0.byteCount == dtype.byteCount }.map {
        OpCase(BitcastConvert(to: $0), [OperandSpec(dtype, [2, 3])])
      }
    },
    .unary(StopGradient.self, derivative: .zero),
  ]
}
