import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  /// Exponentials, logarithms and the error functions. (Abramowitz and Stegun, 4.2 and 7.1)
  static let exponential = RuleTable { table in
    table.unary(Exp.self) { x, y, dx in Mul()(dx, y) }
    table.unary(Exp2.self) { x, y, dx in Mul()(dx, y.scaled(by: 0.693_147_180_559_945_309_42)) }
    table.unary(Expm1.self) { x, y, dx in Mul()(dx, Add()(y, y.constant(1))) }
    table.unary(Log.self) { x, y, dx in Div()(dx, x) }
    table.unary(Log1p.self) { x, y, dx in Div()(dx, Add()(x, x.constant(1))) }
    table.unary(Logistic.self) { x, y, dx in Mul()(dx, Mul()(y, Sub()(y.constant(1), y))) }

    // erf' = 2/√π exp(-x²); of the inverse, 1 / erf'(y).
    table.unary(Erf.self) { x, y, dx in Mul()(dx, gaussian(x).scaled(by: 1.128_379_167_095_512_573_90)) }
    table.unary(Erfc.self) { x, y, dx in Mul()(dx, gaussian(x).scaled(by: -1.128_379_167_095_512_573_90)) }
    table.unary(ErfInv.self) { x, y, dx in
      Mul()(dx, Exp()(Square()(y)).scaled(by: 0.886_226_925_452_758_013_65))
    }
  }

  /// Roots and powers.
  static let powers = RuleTable { table in
    table.unary(Square.self) { x, y, dx in Mul()(dx, Add()(x, x)) }
    table.unary(Sqrt.self) { x, y, dx in Div()(dx, Add()(y, y)) }
    table.unary(Rsqrt.self) { x, y, dx in Mul()(dx, Div()(y, x).scaled(by: -0.5)) }
    table.unary(Cbrt.self) { x, y, dx in Div()(dx, Square()(y).scaled(by: 3)) }
    table.unary(IntegerPow.self) { power, x, y, dx in
      if power.exponent == 0 { return nil }
      let slope = IntegerPow(exponent: power.exponent &- 1)(x)
      return Mul()(dx, slope.scaled(by: Double(power.exponent)))
    }
    table.binary(
      Pow.self,
      // y x^(y-1); for an integer, which may be unsigned and is constant, 0 for y = 0 whatever x is.
      { x, y, z, dx in
        if y.dtype == x.dtype { return Mul()(dx, Mul()(y, Pow()(x, Sub()(y, y.constant(1))))) }
        // The integer is lowered before it is converted, which may round it to one of another parity.
        let (zero, one) = (y.constant(0), y.constant(1))
        let lowered = Sub()(SelectN()(Equal()(y, zero), y, one), one)
        return Mul()(dx, Mul()(ConvertElementType(to: x.dtype)(y), Pow()(x, lowered)))
      },
      // `z log x`, with the limit 0 at `x = 0`, where the logarithm is infinite.
      { x, y, z, dy in Mul()(dy, Mul()(z, Log()(replacingZero(x)))) })
  }
}

/// `exp(-x²)`.
private func gaussian(_ x: Tensor) -> Tensor { Exp()(Neg()(Square()(x))) }

/// `x`, with 1 in place of 0.
private func replacingZero(_ x: Tensor) -> Tensor {
  SelectN()(Equal()(x, x.constant(0)), x, x.constant(1))
}
