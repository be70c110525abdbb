import CJacobiReference

/// The regularized incomplete gamma functions and their derivatives with respect to the parameter.
///
/// Series and continued fraction (DLMF 8.7.1, 8.9.2), and for large parameters near the argument the uniform expansion of
/// N. M. Temme, "The asymptotic expansion of the incomplete gamma functions", 1979 (DLMF 8.12).
enum IncompleteGamma {
  static func lower(_ a: Double, _ x: Double) -> Double {
    settled(a, x, at: 1) ?? regularized(a, DoubleDouble(x)).lower.rounded
  }

  static func upper(_ a: Double, _ x: Double) -> Double {
    settled(a, x, at: 0) ?? regularized(a, DoubleDouble(x)).upper.rounded
  }

  /// The value where it is known without a computation; `limit` is that for infinite `x`.
  private static func settled(_ a: Double, _ x: Double, at limit: Double) -> Double? {
    if a.isNaN || x.isNaN || a < 0 || x < 0 || (a == 0 && x == 0) { return .nan }
    if x == .infinity || a == 0 { return limit }
    return x == 0 || a == .infinity ? 1 - limit : nil
  }

  /// P and Q for positive, finite operands.
  static func regularized(_ a: Double, _ x: DoubleDouble) -> (lower: DoubleDouble, upper: DoubleDouble) {
    if isUniform(a, x) { return UniformIncompleteGamma(a, x).regularized }
    if a < 0.5, x.high < 1.5 { return nearZero(a, x) }
    let logFactor = logPrefactor(a, x)
    if x.high < a + 1 {
      let sum = logFactor.high > negligible ? series(a, x).value : DoubleDouble(0)
      let lower = (logFactor - DoubleDouble(a).logarithm).exponential(times: sum)
      return (lower, 1 - lower)
    }
    let fraction = logFactor.high > negligible ? continuedFraction(a, x).value : DoubleDouble(0)
    let upper = logFactor.exponential(times: fraction)
    return (1 - upper, upper)
  }

  /// ∂P/∂a.
  static func gradient(_ a: Double, _ x: Double) -> Double {
    guard let x = differentiable(a, x) else { return x == 0 && a > 0 ? 0 : .nan }
    if isUniform(a, x) { return UniformIncompleteGamma(a, x).gradient.rounded }
    if logPrefactor(a, x).high < negligible { return 0 }
    let (logFactor, slope) = derivative(a, x)
    return logFactor.exponential(times: slope).rounded
  }

  /// The derivative of `x` with respect to `a` where P stays as it is: -∂P/∂a / ∂P/∂x, with ∂P/∂x = exp(prefactor) / x.
  static func sampleGradient(_ a: Double, _ x: Double) -> Double {
    guard let x = differentiable(a, x) else { return x == 0 && a > 0 ? 0 : .nan }
    // For a parameter so large, no sample is outside of the domain of the expansion.
    if isUniform(a, x) || a > 1e6 { return UniformIncompleteGamma(a, x).sampleGradient.rounded }
    let slope = derivative(a, x).slope
    let isSeries = x.high < a + 1
    return -(isSeries ? slope / a * x : slope * x).rounded
  }

  /// The argument, if there is something to compute.
  private static func differentiable(_ a: Double, _ x: Double) -> DoubleDouble? {
    a > 0 && x > 0 && a.isFinite && x.isFinite ? DoubleDouble(x) : nil
  }

  /// ∂P/∂a as `exp(logFactor) slope`.
  private static func derivative(_ a: Double, _ x: DoubleDouble) -> (logFactor: DoubleDouble, slope: DoubleDouble) {
    if x.high < a + 1 {
      let sum = series(a, x)
      let growth = x.logarithm - (DoubleDouble(a) + 1).digamma
      return (logPrefactor(a, x) - DoubleDouble(a).logarithm, sum.value * growth + sum.derivative)
    }
    let fraction = continuedFraction(a, x)
    let growth = x.logarithm - DoubleDouble(a).digamma
    return (logPrefactor(a, x), -(fraction.value * growth + fraction.derivative))
  }

  /// What logarithms of zero are below: series for huge parameters, which converge slowly, are not summed for nothing.
  private static let negligible = -900.0

  private static func isUniform(_ a: Double, _ x: DoubleDouble) -> Bool {
    a > 1e4 && (x.high - a).magnitude < 0.1 * a
  }

  /// The logarithm of `x^a exp(-x) / Γ(a)`.
  private static func logPrefactor(_ a: Double, _ x: DoubleDouble) -> DoubleDouble {
    let parameter = DoubleDouble(a)
    if a < 1e4 { return x.logarithm * a - x - parameter.logGamma }
    // Γ(a) by Stirling's formula, so that a log a - a cancels before it is large.
    let excess = ((x - a) / a).minusLogarithmOfOnePlus * a
    return parameter.logarithm / 2 - excess - .halfLogTwoPi - parameter.logStirlingCorrection
  }

  /// For small operands, where Q can be tiny although x is not large: `P = x^a / Γ(1 + a) (1 + a ∑ (-x)^n / (n! (a + n)))`.
  private static func nearZero(_ a: Double, _ x: DoubleDouble) -> (lower: DoubleDouble, upper: DoubleDouble) {
    var term = DoubleDouble(1)
    var sum = DoubleDouble(0)
    for n in 1..<60 where term.high.magnitude > 1e-36 {
      term = -(term * x / Double(n))
      sum = sum + term / (DoubleDouble(a) + Double(n))
    }
    let tail = sum * a
    let logFactor = x.logarithm * a - (DoubleDouble(a) + 1).logGamma
    let factor = logFactor.exponential
    return (factor * (tail + 1), -(logFactor.exponentialMinusOne + factor * tail))
  }

  /// `∑ xⁿ / ((a + 1) ... (a + n))`
  private static func series(_ a: Double, _ x: DoubleDouble) -> Dual {
    var (term, slope) = (DoubleDouble(1), DoubleDouble(0))
    var sum = Dual(term, slope)
    var divisor = DoubleDouble(a)
    for _ in 0..<100_000 {
      divisor = divisor + 1
      let inverse = 1 / divisor
      term = term * x * inverse
      slope = (slope * x - term) * inverse
      sum.value = sum.value + term
      sum.derivative = sum.derivative + slope
      if term.high < 1e-24 * sum.value.high, slope.high.magnitude <= 1e-24 * sum.derivative.high.magnitude { break }
    }
    return sum
  }

  /// `Γ(a, x) exp(x) x^-a` by Lentz's algorithm, with its derivative with respect to `a`.
  private static func continuedFraction(_ a: Double, _ x: DoubleDouble) -> Dual {
    let parameter = Dual(DoubleDouble(a), DoubleDouble(1))
    var divisor = Dual(x + 1, DoubleDouble(0)) - parameter
    let tiny = Dual(DoubleDouble(1e-290), DoubleDouble(0))
    var denominator = divisor.value.high == 0 ? tiny.inverse : divisor.inverse
    var numerator = Dual(DoubleDouble(1e290), DoubleDouble(0))
    var result = denominator
    for n in 1..<100_000 {
      let coefficient = (parameter - Double(n)) * Double(n)
      divisor = divisor + 2
      denominator = (coefficient * denominator + divisor).inverse
      numerator = divisor + coefficient * numerator.inverse
      let factor = numerator * denominator
      result = result * factor
      if (factor.value - 1).high.magnitude < 1e-25, factor.derivative.high.magnitude < 1e-25 { break }
    }
    return result
  }
}

extension DoubleDouble {
  /// `exp(x) factor`, where the exponential alone may be subnormal.
  func exponential(times factor: DoubleDouble) -> DoubleDouble {
    if high > -600 { return exponential * factor }
    return ((self + DoubleDouble.log2 * 200).exponential * factor).scaled(byPowerOfTwo: -200)
  }
}

/// A number and its derivative.
struct Dual {
  var value: DoubleDouble
  var derivative: DoubleDouble

  init(_ value: DoubleDouble, _ derivative: DoubleDouble) {
    self.value = value
    self.derivative = derivative
  }

  var inverse: Dual {
    let inverse = 1 / value
    return Dual(inverse, -(derivative * inverse * inverse))
  }

  static func + (x: Dual, y: Dual) -> Dual { Dual(x.value + y.value, x.derivative + y.derivative) }
  static func - (x: Dual, y: Dual) -> Dual { Dual(x.value - y.value, x.derivative - y.derivative) }
  static func + (x: Dual, y: Double) -> Dual { Dual(x.value + y, x.derivative) }
  static func - (x: Dual, y: Double) -> Dual { Dual(x.value - y, x.derivative) }
  static func * (x: Dual, y: Double) -> Dual { Dual(x.value * y, x.derivative * y) }
  static func * (x: Dual, y: Dual) -> Dual {
    Dual(x.value * y.value, x.derivative * y.value + x.value * y.derivative)
  }
}
