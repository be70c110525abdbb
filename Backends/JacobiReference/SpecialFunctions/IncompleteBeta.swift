/// The regularized incomplete beta function (DLMF 8.17).
enum IncompleteBeta {
  static func regularized(_ a: Double, _ b: Double, _ x: Double) -> Double {
    if a.isNaN || b.isNaN || x.isNaN || a < 0 || b < 0 || x < 0 || x > 1 { return .nan }
    if (a == 0 && b == 0) || (a == .infinity && b == .infinity) { return .nan }
    if x == 0 || x == 1 { return x.magnitude }
    if a == 0 || b == .infinity { return 1 }
    if b == 0 || a == .infinity { return 0 }
    let complement = 1 - DoubleDouble(x)
    // I_x(a, b) = 1 - I_(1-x)(b, a), whose fraction converges better beyond the mean.
    if x > (a + 1) / (a + b + 2) { return (1 - direct(b, a, complement, DoubleDouble(x))).rounded }
    return direct(a, b, DoubleDouble(x), complement).rounded
  }

  /// By the continued fraction 8.17.22, evaluated by Lentz's algorithm; `complement` is `1 - x`.
  private static func direct(
    _ a: Double, _ b: Double, _ x: DoubleDouble, _ complement: DoubleDouble
  ) -> DoubleDouble {
    let (first, second) = (DoubleDouble(a), DoubleDouble(b))
    let logBeta = first.logGamma + second.logGamma - (first + second).logGamma
    let logFactor = x.logarithm * a + complement.logarithm * b - logBeta - first.logarithm
    // The fraction is not large: the product is zero. The logarithm is NaN where that of huge operands overflows.
    guard logFactor.high > -900 else { return DoubleDouble(0) }
    let sum = first + second
    var numerator = DoubleDouble(1)
    var denominator = 1 / (1 - sum * x / (first + 1))
    var result = denominator
    for m in 1..<100_000 {
      let m = Double(m)
      let even = (second - m) * m * x / ((first + (2 * m - 1)) * (first + 2 * m))
      denominator = 1 / (1 + even * denominator)
      numerator = 1 + even / numerator
      result = result * (numerator * denominator)
      let odd = -((first + m) * (sum + m) * x / ((first + 2 * m) * (first + (2 * m + 1))))
      denominator = 1 / (1 + odd * denominator)
      numerator = 1 + odd / numerator
      let factor = numerator * denominator
      result = result * factor
      if (factor - 1).high.magnitude < 1e-24 { break }
    }
    return logFactor.exponential(times: result)
  }
}
