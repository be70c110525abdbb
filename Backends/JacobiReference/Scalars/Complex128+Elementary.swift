import CJacobiReference
import JacobiCore

/// The elementary functions of C's `<complex.h>`, with its branch cuts and special values, and what C lacks.
extension ComplexNumber where Real == Double {
  private init(_ z: JacobiComplex) { self.init(z.real, z.imaginary) }
  private var c: JacobiComplex { JacobiComplex(real: real, imaginary: imaginary) }

  static func exp(_ z: Complex128) -> Complex128 { Complex128(jacobi_cexp(z.c)) }
  static func log(_ z: Complex128) -> Complex128 { Complex128(jacobi_clog(z.c)) }
  static func sqrt(_ z: Complex128) -> Complex128 { Complex128(jacobi_csqrt(z.c)) }
  static func sin(_ z: Complex128) -> Complex128 { Complex128(jacobi_csin(z.c)) }
  static func cos(_ z: Complex128) -> Complex128 { Complex128(jacobi_ccos(z.c)) }
  static func tan(_ z: Complex128) -> Complex128 { Complex128(jacobi_ctan(z.c)) }
  static func asin(_ z: Complex128) -> Complex128 { Complex128(jacobi_casin(z.c)) }
  static func acos(_ z: Complex128) -> Complex128 { Complex128(jacobi_cacos(z.c)) }
  static func atan(_ z: Complex128) -> Complex128 { Complex128(jacobi_catan(z.c)) }
  static func sinh(_ z: Complex128) -> Complex128 { Complex128(jacobi_csinh(z.c)) }
  static func cosh(_ z: Complex128) -> Complex128 { Complex128(jacobi_ccosh(z.c)) }
  static func tanh(_ z: Complex128) -> Complex128 { Complex128(jacobi_ctanh(z.c)) }
  static func asinh(_ z: Complex128) -> Complex128 { Complex128(jacobi_casinh(z.c)) }
  static func acosh(_ z: Complex128) -> Complex128 { Complex128(jacobi_cacosh(z.c)) }
  static func atanh(_ z: Complex128) -> Complex128 { Complex128(jacobi_catanh(z.c)) }

  static func exp2(_ z: Complex128) -> Complex128 {
    let modulus = CJacobiReference.exp2(z.real)
    let angle = z.imaginary * 0.6931471805599453  // log 2
    return polar(modulus, angle)
  }

  /// `exp(x + iy) - 1 = expm1(x) cos y - 2 sin²(y/2) + i exp(x) sin y`, without cancellation near 0.
  static func expm1(_ z: Complex128) -> Complex128 {
    if z.imaginary == 0 { return Complex128(CJacobiReference.expm1(z.real), z.imaginary) }
    guard z.isFinite else { return exp(z) - 1 }
    let half = CJacobiReference.sin(z.imaginary / 2)
    return Complex128(
      CJacobiReference.expm1(z.real) * CJacobiReference.cos(z.imaginary) - 2 * half * half,
      CJacobiReference.exp(z.real) * CJacobiReference.sin(z.imaginary))
  }

  /// `log|1 + z| + i arg(1 + z)` with `|1 + z|² - 1 = 2x + x² + y²` where that is small.
  static func log1p(_ z: Complex128) -> Complex128 {
    let angle = CJacobiReference.atan2(z.imaginary, 1 + z.real)
    guard z.real.magnitude < 0.5, z.imaginary.magnitude < 0.5 else {
      return Complex128(CJacobiReference.log(hypot(1 + z.real, z.imaginary)), angle)
    }
    // x (2 + x) + y² cancels where the circle |1 + z| = 1 runs through: one fused step keeps what is left.
    let excess = (z.imaginary * z.imaginary).addingProduct(z.real, 2 + z.real)
    return Complex128(CJacobiReference.log1p(excess) / 2, angle)
  }

  /// `1 / (1 + exp(-z))`, for a negative real part as `exp(z) / (1 + exp(z))`, so that nothing overflows.
  static func logistic(_ z: Complex128) -> Complex128 {
    if z.real >= 0 { return 1 / (1 + exp(-z)) }
    let growth = exp(z)
    return growth / (1 + growth)
  }

  /// As in NumPy, `z` to the power of 0 is 1 also for 0, and a positive power of 0 is 0.
  static func pow(_ base: Complex128, _ exponent: Complex128) -> Complex128 {
    if exponent.real == 0 && exponent.imaginary == 0 { return 1 }
    if base.real == 0 && base.imaginary == 0 && exponent.real > 0 && exponent.imaginary == 0 { return 0 }
    return Complex128(jacobi_cpow(base.c, exponent.c))
  }

  /// `-i log((x + iy) / √(x² + y²))`. It loses digits of small angles: it only says by which multiple of π the angle
  /// differs from the arc tangent of `y / x`.
  static func atan2(_ y: Complex128, _ x: Complex128) -> Complex128 {
    let logarithm = log((x + Complex128(0, 1) * y) / sqrt(x * x + y * y))
    let angle = Complex128(logarithm.imaginary, -logarithm.real)
    let accurate = atan(y / x)
    guard angle.isFinite, accurate.isFinite else { return angle }
    return Complex128(
      accurate.real + Double.pi * ((angle.real - accurate.real) / Double.pi).rounded(), accurate.imaginary)
  }

  private static func polar(_ modulus: Double, _ angle: Double) -> Complex128 {
    if angle == 0 { return Complex128(modulus, angle) }
    return Complex128(modulus * CJacobiReference.cos(angle), modulus * CJacobiReference.sin(angle))
  }
}
