import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// The distribution function of the standard normal distribution, `erfc(-x/√2) / 2`: the probability of a number below `x`.
///
///     ndtr(Tensor([-1.0, 0]))  // [0.15865526 0.5       ]
///
/// In the left tail the rounding of `x/√2` would count `x²` times, and is corrected for. Booleans and integers give a
/// floating result; complex numbers are an error.
public func ndtr(_ x: Tensor) -> Tensor {
  inDouble(x) { x in
    // Beyond ±40 the result is 0 or 1; without infinities its derivatives are 0 there, and not NaN.
    let bounded = clip(x, min: -40, max: 40)
    let argument = bounded * -rootOfHalf
    // erfc(z + e) = erfc(z) - 2/√π exp(-z²) e, for what the rounding has taken from the argument.
    let rest = StopGradient()(restOfProduct(bounded))
    return 0.5 * (erfc(argument) - 1.12837916709551257390 * exp(-square(argument)) * rest)
  }
}

private let rootOfHalf = 0.707106781186547524401

/// `-x/√2` less its rounding to `float64`: by products of halves of the significands, which are exact (T. J. Dekker, "A
/// floating-point technique for extending the available precision", 1971).
private func restOfProduct(_ x: Tensor) -> Tensor {
  let high = ReducePrecision(exponentBits: 11, mantissaBits: 25)(x)
  let low = x - high
  // 1/√2 in halves, and what is beyond its rounding.
  let (rootHigh, rootLow) = (0.707106769084930419921875, 1.210161710447896957e-08)
  return -((high * rootHigh - x * rootOfHalf) + high * rootLow + low * rootHigh + low * rootLow)
}

/// The logarithm of ``ndtr(_:)``, accurate where that would be 0 or 1.
///
/// Far left by the asymptotic expansion, DLMF 7.12.1.
///
///     logNdtr(Tensor([-100.0, 0]))  // [-5.005524e+03 -6.931472e-01]
public func logNdtr(_ x: Tensor) -> Tensor {
  let x = x.inexact
  let isWide = x.dtype == .float64
  let (far, near) = isWide ? (-20.0, 5.0) : (-10.0, 5.0)
  let (isLeft, isRight) = (x .< far, x .> near)
  let right = log1p(-ndtr(-which(isRight, x, Tensor(weak: near))))
  let middle = log(ndtr(which(isLeft | isRight, 0, x)))
  return which(
    isLeft, farLeft(which(isLeft, x, Tensor(weak: far)), terms: isWide ? 10 : 4), which(isRight, right, middle))
}

/// `-x²/2 - log(-x) - log √(2π) + log(1 - 1/x² + 3/x⁴ - 15/x⁶ ...)`
private func farLeft(_ x: Tensor, terms: Int) -> Tensor {
  let inverse = 1 / x
  let square = inverse * inverse
  var series = Tensor(weak: 0.0)
  for k in stride(from: terms, through: 1, by: -1) { series = (series + 1) * square * Double(1 - 2 * k) }
  return x * x * -0.5 - log(-x) - 0.918938533204672741780 + log1p(series)
}

/// The quantile function of the standard normal distribution, the inverse of ``ndtr(_:)``; NaN outside of [0, 1].
///
/// By M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution", 1988.
///
///     ndtri(Tensor([0, 0.5, 0.975]))  // [     -inf 0.        1.9599642]
public func ndtri(_ p: Tensor) -> Tensor {
  let p = p.inexact
  let distance = p - 0.5
  let isCentral = abs(distance) .<= 0.425
  let central = which(isCentral, distance, 0)
  let middle = central * rational(0.180625 - central * central, Wichura.central)
  // The smaller of the two tails; at its end the root is infinite.
  let tail = which(distance .< 0, p, 1 - p)
  let isInside = tail .> 0
  let root = sqrt(-log(which(isInside & (tail .< 0.1), tail, 0.05)))
  let isNear = root .<= 5
  let near = rational(which(isNear, root, 5) - 1.6, Wichura.near)
  let far = rational(which(isNear, 5, root) - 5, Wichura.far)
  let limit = which(tail .== 0, Tensor(weak: Double.infinity), Tensor(weak: Double.nan))
  let magnitude = which(isInside, which(isNear, near, far), limit)
  return which(isCentral, middle, which(distance .< 0, -magnitude, magnitude))
}

/// The quotient of two polynomials, given by their coefficients of increasing powers.
private func rational(_ x: Tensor, _ coefficients: (numerator: [Double], denominator: [Double])) -> Tensor {
  func polynomial(_ coefficients: [Double]) -> Tensor {
    coefficients.reversed().dropFirst().reduce(Tensor(weak: coefficients[coefficients.count - 1])) { $0 * x + $1 }
  }
  return polynomial(coefficients.numerator) / polynomial(coefficients.denominator)
}

private enum Wichura {
  static let central: ([Double], [Double]) = (
    [
      3.3871328727963666080, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
      4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3,
    ],
    [
      1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3, 2.1213794301586595867e+4,
      3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3,
    ]
  )
  static let near: ([Double], [Double]) = (
    [
      1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
      1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ],
    [
      1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
      1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ]
  )
  static let far: ([Double], [Double]) = (
    [
      6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
      2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ],
    [
      1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ]
  )
}
