import JacobiPrimitives

extension OpTable {
  static let arithmetic: [OpRecord] = [
    .unary(Neg.self, isLinear: true),
    .unary(Sign.self, Domain(-2...2, excluding: 0), complexQuotient),
    .unary(Abs.self, Domain(-2...2, excluding: 0), modulus),
    .unary(Square.self, Domain(), complexProduct),
    .binary(Add.self, isLinear: true),
    .binary(Sub.self, isLinear: true),
    .binary(Mul.self, Domain(), nil, complexProduct, isLinear: true),
    .binary(Div.self, Domain(), Domain(0.4...2), complexQuotient, isLinear: true),
    // The quotient stays between 2 and 3, away from its jumps.
    .binary(Rem.self, Domain(2.2...2.6), Domain(0.9...1)),
    .binary(Max.self, Domain().separated()),
    .binary(Min.self, Domain().separated()),
    integerPower,
  ]

  static let rounding: [OpRecord] = [
    .unary(Floor.self, Domain(-2...2, excluding: -2, -1, 0, 1, 2)),
    .unary(Ceil.self, Domain(-2...2, excluding: -2, -1, 0, 1, 2)),
    .elementwise(
      Round.self, .floating, [Domain(-2...2, excluding: -1.5, -0.5, 0.5, 1.5)], .exact,
      derivative: .differences(order: 2), isLinear: false, [Round(ties: .toEven), Round(ties: .awayFromZero)]),
    .unary(IsFinite.self, derivative: .zero),
    .binary(NextAfter.self, Domain().separated()),
  ]

  static let complexParts: [OpRecord] = [
    .unary(Real.self, isLinear: true),
    .unary(Imag.self, isLinear: true),
    conjugate,
    OpRecord(MakeComplex.self, dtypes: [.float32, .float64], isLinear: true) { dtype in
      [[], [5], [2, 3]].map { shape in OpCase(MakeComplex(), [OperandSpec(dtype, shape), OperandSpec(dtype, shape)]) }
    },
  ]

  private static let conjugate: OpRecord = {
    var record = OpRecord.unary(Conj.self, isLinear: true)
    record.dtypes = [.float32, .float64, .complex64, .complex128]
    return record
  }()

  private static let integerPower = OpRecord(
    IntegerPow.self, dtypes: DTypeClass.numeric.dtypes,
    tolerance: .ulps(
      4, because: "repeated multiplication rounds at each step, five times at most here, and the inverse once more")
  ) { dtype in
    [0, 1, 2, 5, -1, -3].filter { $0 >= 0 || dtype.isInexact }.map { exponent in
      OpCase(
        IntegerPow(exponent: exponent),
        [OperandSpec(dtype, [2, 3], Domain(0.5...2).suited(to: dtype))])
    }
  }

  private static let complexProduct = Tolerance.ulps(
    0, [.complex64: 2, .complex128: 2], because: "a complex product is two products and a sum, each rounded")
  private static let complexQuotient = Tolerance.ulps(
    0, [.complex64: 4, .complex128: 4], because: "scaling, products, sums and quotients are each rounded")
  private static let modulus = Tolerance.ulps(
    0, [.complex64: 1, .complex128: 1], because: "hypot of the C library is not always correctly rounded")
}
