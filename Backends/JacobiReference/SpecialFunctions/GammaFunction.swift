import CJacobiReference

// The gamma function's logarithm and its derivatives. Formulas of the NIST Digital Library of Mathematical Functions (DLMF),
// chapters 5 and 25.

extension DoubleDouble {
  /// `log Γ(x)` for positive numbers.
  var logGamma: DoubleDouble {
    if high > 2.5e305 { return DoubleDouble(.infinity) }
    if (high - 1).magnitude < 0.25 {
      let z = self - 1
      return z.logGammaOfTwoPlus - z.logarithmOfOnePlus
    }
    if (high - 2).magnitude < 0.25 { return (self - 2).logGammaOfTwoPlus }
    var (x, product) = (self, DoubleDouble(1))
    while x.high < 20 {
      product = product * x
      x = x + 1
    }
    let leading = (x - 0.5) * x.logarithm - x + .halfLogTwoPi
    return leading + x.logStirlingCorrection - product.logarithm
  }

  /// `log Γ(2 + z) = (1 - γ) z + ∑ (-1)^k (ζ(k) - 1) z^k / k`, with all its bits near 0 (DLMF 5.7.3).
  private var logGammaOfTwoPlus: DoubleDouble {
    let oneMinusGamma = 1 - DoubleDouble(0.5772156649015329, -4.942915152430645e-18)
    var power = self
    var sum = self * oneMinusGamma
    for (index, coefficient) in GammaConstants.zetaMinusOne.enumerated() {
      power = -(power * self)
      sum = sum - power * coefficient / Double(index + 2)
    }
    return sum
  }

  /// `∑ B₂ₖ / (2k (2k - 1) x^(2k-1))` for x ≥ 20: what `log Γ` has beyond Stirling's formula (DLMF 5.11.1).
  var logStirlingCorrection: DoubleDouble {
    let inverse = 1 / self
    let square = inverse * inverse
    var power = inverse
    var sum = DoubleDouble(0)
    for (index, number) in GammaConstants.bernoulli.enumerated() {
      let order = 2 * index + 2
      sum = sum + number * power / Double(order * (order - 1))
      power = power * square
    }
    return sum
  }

  /// The digamma function of positive numbers (DLMF 5.5.2 and 5.11.2).
  var digamma: DoubleDouble {
    var (x, sum) = (self, DoubleDouble(0))
    while x.high < 20 {
      sum = sum - 1 / x
      x = x + 1
    }
    let inverse = 1 / x
    let square = inverse * inverse
    sum = sum + x.logarithm - inverse / 2
    var power = square
    for (index, number) in GammaConstants.bernoulli.enumerated() {
      sum = sum - number * power / Double(2 * index + 2)
      power = power * square
    }
    return sum
  }
}

/// The gamma function's logarithm and derivatives of `Double`s.
enum GammaFunction {
  static func logarithm(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x.isInfinite || (x <= 0 && x == x.rounded()) { return .infinity }
    if x.magnitude < 1e-20 { return -log(x.magnitude) }
    if x > 0 { return DoubleDouble(x).logGamma.rounded }
    // Γ(x) Γ(1 - x) = π / sin(πx)
    let sine = DoubleDouble.sineAndCosine(ofPiTimes: x - x.rounded()).sine.magnitude
    let value = (DoubleDouble.logPi - sine.logarithm - (1 - DoubleDouble(x)).logGamma).rounded
    guard value.magnitude < 1e-12 else { return value }
    return valueNearRoot(of: x, in: GammaConstants.logGammaRoots, digamma(x), polygamma(1, x)) ?? value
  }

  static func digamma(_ x: Double) -> Double {
    if x.isNaN || x == -.infinity || (x <= 0 && x == x.rounded()) { return .nan }
    if x == .infinity { return x }
    if x.magnitude < 1e-20 { return -1 / x }
    let value = accurateDigamma(x).rounded
    guard value.magnitude < 1e-12 else { return value }
    return valueNearRoot(of: x, in: GammaConstants.digammaRoots, polygamma(1, x), polygamma(2, x)) ?? value
  }

  /// The digamma function of any number that is not a pole: by reflection, DLMF 5.5.4, where it is negative.
  static func accurateDigamma(_ x: Double) -> DoubleDouble {
    if x > 0 { return DoubleDouble(x).digamma }
    let (sine, cosine) = DoubleDouble.sineAndCosine(ofPiTimes: x - x.rounded())
    return (1 - DoubleDouble(x)).digamma - DoubleDouble.pi * cosine / sine
  }

  /// A function very near one of its roots, from the derivatives: there even 106 bits cancel.
  private static func valueNearRoot(
    of x: Double, in roots: [GammaConstants.Root], _ slope: Double, _ curvature: Double
  ) -> Double? {
    guard let root = roots.min(by: { (x - $0.high).magnitude < (x - $1.high).magnitude }) else { return nil }
    let distance = (DoubleDouble.exactSum(x, -root.high) - root.middle - root.low).rounded
    return distance.magnitude < 1e-11 ? distance * (slope - curvature * distance / 2) : nil
  }

  /// Hurwitz's zeta function of `s` and `q`.
  static func zeta(_ s: Double, _ q: Double) -> Double {
    if s == 1 { return .infinity }
    let isPole = q <= 0 && q == q.rounded()
    if isPole, s == 2 * (s / 2).rounded(.down), s.isFinite { return .infinity }
    if !(s > 1) || s.isInfinite || q.isNaN || q == .infinity || isPole { return .nan }
    if q < 0, s != s.rounded() { return .nan }
    return hurwitz(s, q, logFactor: DoubleDouble(0)).rounded
  }

  static func polygamma(_ order: Double, _ x: Double) -> Double {
    if order == 0 { return digamma(x) }
    guard order > 0, order == order.rounded(), order.isFinite else { return .nan }
    let isOdd = order != 2 * (order / 2).rounded(.down)
    if x <= 0, x == x.rounded() { return isOdd ? .infinity : .nan }
    if x.isNaN || x == .infinity { return .nan }
    // ψ⁽ᵐ⁾(x) = (-1)^(m+1) m! ζ(m + 1, x), DLMF 5.15.1 and 25.11.12
    let value = hurwitz(order + 1, x, logFactor: DoubleDouble(order + 1).logGamma).rounded
    return isOdd ? value : -value
  }

  /// `exp(logFactor) ζ(s, q)` for `s > 1`; if `q` is negative `s` is an integer.
  private static func hurwitz(_ s: Double, _ q: Double, logFactor: DoubleDouble) -> DoubleDouble {
    if q > 0 { return positiveHurwitz(s, DoubleDouble(q), logFactor) }
    // The terms (q + k)^-s with q + k = -f, -(f + 1), ..., q, and those with q + k > 0, which begin at 1 - f.
    let fraction = -q - (-q).rounded(.down)
    let above = positiveHurwitz(s, 1 - DoubleDouble(fraction), logFactor)
    let below =
      positiveHurwitz(s, DoubleDouble(fraction), logFactor) - positiveHurwitz(s, 1 - DoubleDouble(q), logFactor)
    return s == 2 * (s / 2).rounded(.down) ? above + below : above - below
  }

  /// Euler and Maclaurin's summation, DLMF 25.11.28, of the terms in proportion to the first one.
  private static func positiveHurwitz(_ s: Double, _ q: DoubleDouble, _ logFactor: DoubleDouble) -> DoubleDouble {
    let first = (logFactor - q.logarithm * s).exponential
    if first.high.isInfinite { return first }
    var sum = DoubleDouble(0)
    var (term, x) = (DoubleDouble(1), q)
    while x.high < 20 + s / 2, term.high > 1e-34 {
      sum = sum + term
      x = x + 1
      let growth = x / q
      term = growth.high.isFinite ? (-(growth.logarithm * s)).exponential : DoubleDouble(0)
    }
    sum = sum + term * (x / (s - 1)) + term / 2
    guard term.high > 1e-34 else { return first * sum }
    let inverse = 1 / x
    // s (s+1) ... (s+2k-2) / (2k)! / x^(2k-1)
    var factor = term * s * inverse / 2
    for (index, number) in GammaConstants.bernoulli.enumerated() {
      sum = sum + number * factor
      let k = Double(2 * index + 1)
      factor = factor * ((s + k) * inverse) * ((s + k + 1) * inverse) / ((k + 2) * (k + 3))
    }
    return first * sum
  }
}
