import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  /// Circular and hyperbolic functions and their inverses. (Abramowitz and Stegun, 4.3-4.6)
  ///
  /// Squares are factored, `1 - x² = (1 - x)(1 + x)`, which keeps all digits near the ends of the domains.
  static let trigonometric = RuleTable { table in
    table.unary(Sin.self) { x, y, dx in Mul()(dx, Cos()(x)) }
    table.unary(Cos.self) { x, y, dx in Neg()(Mul()(dx, Sin()(x))) }
    table.unary(Tan.self) { x, y, dx in Mul()(dx, Add()(Square()(y), y.constant(1))) }
    table.unary(Asin.self) { x, y, dx in Mul()(dx, Rsqrt()(oneMinusSquare(x))) }
    table.unary(Acos.self) { x, y, dx in Neg()(Mul()(dx, Rsqrt()(oneMinusSquare(x)))) }
    table.unary(Atan.self) { x, y, dx in Div()(dx, onePlusSquare(x)) }
    table.binary(
      Atan2.self,
      { y, x, angle, dy in Mul()(dy, Div()(x, Add()(Square()(x), Square()(y)))) },
      { y, x, angle, dx in Neg()(Mul()(dx, Div()(y, Add()(Square()(x), Square()(y))))) })

    table.unary(Sinh.self) { x, y, dx in Mul()(dx, Cosh()(x)) }
    table.unary(Cosh.self) { x, y, dx in Mul()(dx, Sinh()(x)) }
    table.unary(Tanh.self) { x, y, dx in Mul()(dx, Sub()(y.constant(1), Square()(y))) }
    table.unary(Asinh.self) { x, y, dx in Mul()(dx, Rsqrt()(onePlusSquare(x))) }
    // Two roots, not the root of the product: for complex numbers with a negative real part they differ in sign.
    table.unary(Acosh.self) { x, y, dx in
      let one = x.constant(1)
      return Mul()(dx, Mul()(Rsqrt()(Sub()(x, one)), Rsqrt()(Add()(x, one))))
    }
    table.unary(Atanh.self) { x, y, dx in Div()(dx, oneMinusSquare(x)) }
  }
}

private func onePlusSquare(_ x: Tensor) -> Tensor { Add()(Square()(x), x.constant(1)) }

private func oneMinusSquare(_ x: Tensor) -> Tensor {
  let one = x.constant(1)
  return Mul()(Sub()(one, x), Add()(one, x))
}
