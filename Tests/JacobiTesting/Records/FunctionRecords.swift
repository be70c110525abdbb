import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let exponentials: [OpRecord] = [
    .unary(Exp.self, Domain(), elementary),
    .unary(Exp2.self, Domain(), elementary),
    .unary(Expm1.self, Domain(), elementary),
    .unary(Log.self, Domain(0.2...4), elementary),
    .unary(Log1p.self, Domain(-0.6...2), elementary),
    .unary(Logistic.self, Domain(), composed),
    .unary(Sqrt.self, Domain(0.3...4), elementary),
    .unary(Rsqrt.self, Domain(0.3...4), composed),
    .unary(Cbrt.self, Domain(0.3...4), elementary),
    OpRecord(Pow.self, dtypes: DTypeClass.inexact.dtypes, tolerance: elementary) { dtype in
      let base = Domain(0.4...2)
      let exponents: [(DType, Domain)] = [
        (.int32, .integers(-3...3)), (.uint8, .integers(0...5)), (.int64, .integers(-3...3)),
      ]
      let shapes: [Shape] = [[], [5], [2, 3], [0, 2]]
      return shapes.map { OpCase(Pow(), [OperandSpec(dtype, $0, base), OperandSpec(dtype, $0)]) }
        + exponents.map { OpCase(Pow(), [OperandSpec(dtype, [5], base), OperandSpec($0, [5], $1)]) }
    },
    .unary(Erf.self, Domain(), elementary),
    .unary(Erfc.self, Domain(), elementary),
    .unary(ErfInv.self, Domain(-0.7...0.7), elementary),
  ]

  // The domains keep complex numbers off branch cuts and poles.
  static let trigonometric: [OpRecord] = [
    .unary(Sin.self, Domain(), elementary),
    .unary(Cos.self, Domain(), elementary),
    .unary(Tan.self, Domain(-1...1), elementary),
    .unary(Asin.self, Domain(-0.7...0.7), elementary),
    .unary(Acos.self, Domain(-0.7...0.7), elementary),
    .unary(Atan.self, Domain(0.2...2), elementary),
    .binary(
      Atan2.self, Domain(0.3...2), Domain(),
      .ulps(
        1, [.float64: 2, .complex64: 2, .complex128: 8],
        because: "as the others; of complex numbers a quotient comes first, of which each part is rounded four times")),
    .unary(Sinh.self, Domain(), elementary),
    .unary(Cosh.self, Domain(), elementary),
    .unary(Tanh.self, Domain(-1...1), elementary),
    .unary(Asinh.self, Domain(0.2...2), elementary),
    .unary(Acosh.self, Domain(1.3...3), elementary),
    .unary(Atanh.self, Domain(-0.7...0.7), elementary),
  ]

  private static let elementary = Tolerance.ulps(
    1, [.float64: 2, .complex64: 2, .complex128: 4],
    because: "the functions of the C library are within two units for real numbers, of complex ones within four")
  private static let composed = Tolerance.ulps(
    2, [.complex128: 4], because: "composed of elementary functions, each rounded")
}
