import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  /// Primitives without a derivative: piecewise constant, of integers and Booleans, or barred on purpose.
  static let constant = RuleTable { table in
    table.constant(Floor.self, Ceil.self, Round.self, IsFinite.self, StopGradient.self, BitcastConvert.self)
    table.constant(Equal.self, NotEqual.self, Less.self, LessOrEqual.self, Greater.self, GreaterOrEqual.self)
    table.constant(EqualInTotalOrder.self, LessInTotalOrder.self, LessOrEqualInTotalOrder.self)
    table.constant(CountLeadingZeros.self, PopulationCount.self, MultiplyHigh.self)
    table.constant(Not.self, And.self, Or.self, Xor.self)
    table.constant(ShiftLeft.self, ShiftRightLogical.self, ShiftRightArithmetic.self)
    table.constant(ArgMax.self, ArgMin.self, ReduceAnd.self, ReduceOr.self, ReduceXor.self)
    table.constant(Iota.self, Threefry2x32.self)
    table.constant(RandomPoisson.self, RandomBinomial.self, RngBitGenerator.self)
  }

  static let arithmetic = RuleTable { table in
    table.linear(Neg.self, Copy.self, Name.self, ReducePrecision.self)
    table.binary(Add.self, { _, _, _, dx in dx }, { _, _, _, dy in dy })
    table.binary(Sub.self, { _, _, _, dx in dx }, { _, _, _, dy in Neg()(dy) })
    table.bilinear(Mul.self)
    table.binary(
      Div.self, { x, y, z, dx in Div()(dx, y) }, { x, y, z, dy in Neg()(Mul()(dy, Div()(z, y))) })
    // rem(x, y) = x - y trunc(x/y), and the quotient is piecewise constant.
    table.binary(
      Rem.self, { _, _, _, dx in dx }, { x, y, z, dy in Neg()(Mul()(dy, truncated(Div()(x, y)))) })
    // One step of rounding away from `x`.
    table.binary(NextAfter.self, { _, _, _, dx in dx }, { _, y, _, _ in y.constant(0) })
    table.binary(
      Max.self, { x, y, z, dx in Mul()(dx, share(of: x, in: z, with: y)) },
      { x, y, z, dy in Mul()(dy, share(of: y, in: z, with: x)) })
    table.binary(
      Min.self, { x, y, z, dx in Mul()(dx, share(of: x, in: z, with: y)) },
      { x, y, z, dy in Mul()(dy, share(of: y, in: z, with: x)) })
  }
}

/// `x` rounded toward zero.
private func truncated(_ x: Tensor) -> Tensor { Mul()(Sign()(x), Floor()(Abs()(x))) }

/// How much of the extreme value `z` is `x`: all, nothing, or one half if `other` is as large.
private func share(of x: Tensor, in z: Tensor, with other: Tensor) -> Tensor {
  let (zero, one) = (x.constant(0), x.constant(1))
  let winning = SelectN()(Equal()(other, z), one, x.constant(0.5))
  return SelectN()(Equal()(x, z), zero, winning)
}
