import CJacobiReference

/// The modified Bessel functions of order 0 and 1, times `exp(-|x|)` (DLMF 10.25.2 and 10.40.1).
enum ScaledBesselI {
  static func order0(_ x: Double) -> Double { value(order: 0, x.magnitude) }
  static func order1(_ x: Double) -> Double { x == 0 ? x : x < 0 ? -value(order: 1, -x) : value(order: 1, x) }

  private static func value(order: Int, _ x: Double) -> Double {
    if x.isNaN { return x }
    if x == .infinity { return 0 }
    return (x < 30 ? series(order, DoubleDouble(x)) : expansion(order, x)).rounded
  }

  /// `∑ (x/2)^(2k + order) / (k! (k + order)!)`
  private static func series(_ order: Int, _ x: DoubleDouble) -> DoubleDouble {
    let square = x * x / 4
    var term = order == 0 ? DoubleDouble(1) : x / 2
    var sum = term
    for k in 1..<200 where term.high > 1e-22 * sum.high {
      term = term * square / Double(k * (k + order))
      sum = sum + term
    }
    return sum * (-x).exponential
  }

  /// `1 / √(2πx) ∑ (-1)^k aₖ / x^k` with `aₖ = (4ν² - 1) (4ν² - 9) ... (4ν² - (2k-1)²) / (k! 8^k)`
  private static func expansion(_ order: Int, _ x: Double) -> DoubleDouble {
    var term = DoubleDouble(1)
    var sum = term
    for k in 1..<50 where term.high.magnitude > 1e-22 {
      let factor = Double((2 * k - 1) * (2 * k - 1) - 4 * order * order)
      term = term * factor / Double(8 * k) / x
      sum = sum + term
    }
    // Not the root of 2πx, which overflows for the largest numbers.
    return sum * (DoubleDouble.inverseRootPi / DoubleDouble(2).squareRoot) / DoubleDouble(x).squareRoot
  }
}
