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
        (OperandSpec(.uint8, [2, 3], .integers(0...200)), 3), (OperandSpec(.int64, [2, 3], .integers(-3...3)), 3),
      ]
      return selectors.map { OpCase(SelectN(), [$0] + cases.prefix($1)) }
        + [OpCase(SelectN(), [OperandSpec(.bool, []), OperandSpec(dtype, []), OperandSpec(dtype, [])])]
    },
    OpRecord(Clamp.self, dtypes: DTypeClass.any.dtypes) { dtype in
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
      BitcastConvert.self, dtypes: DTypeClass.any.dtypes, derivative: .zero
    ) { dtype in
      if !DTypeClass.real.contains(dtype) { return [OpCase(BitcastConvert(to: dtype), [OperandSpec(dtype, [2, 3])])] }
      return DTypeClass.real.dtypes.filter { $0.byteCount == dtype.byteCount }.map {
        OpCase(BitcastConvert(to: $0), [OperandSpec(dtype, [2, 3])])
      } + otherWidths(dtype)
    },
    OpRecord(ReducePrecision.self, dtypes: DTypeClass.floating.dtypes, isLinear: true) { dtype in
      // Differences see nothing but steps in a format that is much narrower, which also rounds tangents.
      [(11, 52), (12, 60), (5, 4), (8, 7), (1, 0)].map { exponentBits, mantissaBits in
        let operand = OperandSpec(TensorType(dtype, [2, 3]), isDifferentiable: mantissaBits >= 52)
        return OpCase(ReducePrecision(exponentBits: exponentBits, mantissaBits: mantissaBits), [operand])
      }
    },
    .unary(Copy.self, isLinear: true),
    .unary(StopGradient.self, derivative: .zero),
  ]
}

/// Conversions of a dtype to narrower and to wider ones.
private func otherWidths(_ dtype: DType) -> [OpCase] {
  DTypeClass.real.dtypes.compactMap { target in
    let (width, targetWidth) = (dtype.byteCount, target.byteCount)
    if width == targetWidth { return nil }
    let shape: Shape = width > targetWidth ? [2, 3] : [2, Dimension(targetWidth / width)]
    return OpCase(BitcastConvert(to: target), [OperandSpec(dtype, shape)])
  }
}
