import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  /// Parts and moduli. As functions of the two parts these have derivatives that are linear over the reals only.
  static let complex = RuleTable { table in
    table.linear(Real.self, Imag.self, Conj.self, MakeComplex.self)

    // |x|' = sign(x), and 1 at 0, the slope to the right. For complex numbers d|z| = Re(conj(z/|z|) dz), 0 at 0.
    table.unary(Abs.self) { x, y, dx in
      if x.dtype.isComplex { return Real()(Mul()(dx, Conj()(Sign()(x)))) }
      return SelectN()(GreaterOrEqual()(x, x.constant(0)), Neg()(dx), dx)
    }

    // The sign of a real number is piecewise constant. For complex numbers, with s = z/|z|:
    // ds = (dz - s Re(conj(s) dz)) / |z|, which turns s on the circle; 0 at 0.
    table.unary(Sign.self) { _, x, y, dx in
      guard x.dtype.isComplex else { return nil }
      let modulus = Abs()(x)
      let isZero = Equal()(modulus, modulus.constant(0))
      let inverse = Div()(modulus.constant(1), SelectN()(isZero, modulus, modulus.constant(1)))
      let radial = ConvertElementType(to: x.dtype)(Real()(Mul()(dx, Conj()(y))))
      let turning = Mul()(Sub()(dx, Mul()(radial, y)), ConvertElementType(to: x.dtype)(inverse))
      return SelectN()(isZero, turning, x.constant(0))
    }
  }
}
