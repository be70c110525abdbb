import CJacobiReference

/// The unevaluated sum of two `Double`s: about 106 bits, so that long sums and cancellation leave all bits of a `Double`.
///
/// T. J. Dekker, "A floating-point technique for extending the available precision", 1971; products by fused steps. The
/// exponent range is that of `Double`; what overflows is infinite or NaN.
struct DoubleDouble {
  var high: Double
  var low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// The sum of two numbers, of which the first is larger, exactly.
  private static func fastSum(_ x: Double, _ y: Double) -> DoubleDouble {
    let sum = x + y
    return DoubleDouble(sum, y - (sum - x))
  }

  /// The sum of two numbers, exactly.
  static func exactSum(_ x: Double, _ y: Double) -> DoubleDouble {
    let sum = x + y
    let part = sum - x
    return DoubleDouble(sum, (x - (sum - part)) + (y - part))
  }

  /// The nearest `Double`.
  var rounded: Double { high + low }
  var magnitude: DoubleDouble { high < 0 ? -self : self }

  static prefix func - (x: DoubleDouble) -> DoubleDouble { DoubleDouble(-x.high, -x.low) }

  static func + (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let high = exactSum(x.high, y.high)
    guard high.high.isFinite else { return DoubleDouble(high.high) }
    let low = exactSum(x.low, y.low)
    let sum = fastSum(high.high, high.low + low.high)
    return fastSum(sum.high, sum.low + low.low)
  }

  static func - (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble { x + -y }

  static func * (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let product = x.high * y.high
    guard product.isFinite else { return DoubleDouble(product) }
    let error = (-product).addingProduct(x.high, y.high)
    return fastSum(product, error.addingProduct(x.high, y.low).addingProduct(x.low, y.high))
  }

  static func / (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let first = x.high / y.high
    guard first.isFinite, y.high.isFinite else { return DoubleDouble(first) }
    var rest = x - y * DoubleDouble(first)
    let second = rest.high / y.high
    rest = rest - y * DoubleDouble(second)
    let sum = fastSum(first, second)
    return sum + DoubleDouble(rest.high / y.high)
  }

  static func + (x: DoubleDouble, y: Double) -> DoubleDouble { x + DoubleDouble(y) }
  static func - (x: DoubleDouble, y: Double) -> DoubleDouble { x + DoubleDouble(-y) }
  static func * (x: DoubleDouble, y: Double) -> DoubleDouble { x * DoubleDouble(y) }
  static func / (x: DoubleDouble, y: Double) -> DoubleDouble { x / DoubleDouble(y) }
  static func / (x: Double, y: DoubleDouble) -> DoubleDouble { DoubleDouble(x) / y }
  static func + (x: Double, y: DoubleDouble) -> DoubleDouble { DoubleDouble(x) + y }
  static func - (x: Double, y: DoubleDouble) -> DoubleDouble { DoubleDouble(x) + -y }
  static func * (x: Double, y: DoubleDouble) -> DoubleDouble { DoubleDouble(x) * y }

  /// The number times a power of two.
  func scaled(byPowerOfTwo exponent: Int) -> DoubleDouble {
    DoubleDouble(scalbn(high, Int32(clamping: exponent)), scalbn(low, Int32(clamping: exponent)))
  }

  var squareRoot: DoubleDouble {
    guard high > 0, high.isFinite else { return DoubleDouble(high.squareRoot()) }
    let root = high.squareRoot()
    // One step of Newton's method.
    return DoubleDouble(root) + (self - DoubleDouble(root) * root).high / (2 * root)
  }

  static let pi = DoubleDouble(3.141592653589793, 1.2246467991473532e-16)
  static let log2 = DoubleDouble(0.6931471805599453, 2.3190468138462996e-17)
  static let logPi = DoubleDouble(1.1447298858494002, 1.0265951162707826e-17)
  static let halfLogTwoPi = DoubleDouble(0.9189385332046728, -3.8782941580672414e-17)
  /// 1 / √π
  static let inverseRootPi = DoubleDouble(0.5641895835477563, 7.66772980658294e-18)
}

// Elementary functions.

extension DoubleDouble {
  var exponential: DoubleDouble {
    guard high.magnitude < 760 else { return DoubleDouble(exp(high)) }
    let power = (high / DoubleDouble.log2.high).rounded()
    let rest = self - DoubleDouble.log2 * power
    return (rest.smallExponentialMinusOne + 1).scaled(byPowerOfTwo: Int(power))
  }

  /// `exp(x) - 1`, with all its bits near 0.
  var exponentialMinusOne: DoubleDouble {
    high.magnitude < 0.5 ? smallExponentialMinusOne : exponential - 1
  }

  /// `exp(x) - 1` for |x| < 1: the series at x/256, then eight times `exp(2x) - 1 = (exp(x) - 1)² + 2 (exp(x) - 1)`.
  private var smallExponentialMinusOne: DoubleDouble {
    let x = scaled(byPowerOfTwo: -8)
    var term = x
    var sum = x
    for n in 2..<11 {
      term = term * x / Double(n)
      sum = sum + term
    }
    for _ in 0..<8 { sum = sum * (sum + 2) }
    return sum
  }

  /// The logarithm of a positive number.
  var logarithm: DoubleDouble {
    guard high > 0, high.isFinite else { return DoubleDouble(log(high)) }
    if high > 0.7, high < 1.4 { return (self - 1).logarithmOfOnePlus }
    let exponent = Int(high.exponent)
    let fraction = scaled(byPowerOfTwo: -exponent)
    return (fraction - 1).logarithmOfOnePlus + DoubleDouble.log2 * Double(exponent)
  }

  /// `log(1 + x)` for `x > -1`, with all its bits near 0: one step of Newton's method.
  var logarithmOfOnePlus: DoubleDouble {
    if high >= 1 { return (self + 1).logarithm }
    guard high > -1 else { return DoubleDouble(log1p(high)) }
    let guess = log1p(high)
    let growth = DoubleDouble(guess).exponentialMinusOne
    let rest = (self - growth) / (growth + 1)
    return guess + (rest - rest * rest / 2)
  }

  /// `x - log(1 + x)` for `x > -1`, with all its bits near 0.
  var minusLogarithmOfOnePlus: DoubleDouble {
    guard high.magnitude < 0.1 else { return self - logarithmOfOnePlus }
    var power = self * self
    var sum = power / 2
    var n = 3.0
    while power.high.magnitude > 1e-34 * sum.high, n < 40 {
      power = -(power * self)
      sum = sum + power / n
      n += 1
    }
    return sum
  }

  /// The sine and cosine of `πx` for |x| ≤ 1/2.
  static func sineAndCosine(ofPiTimes x: Double) -> (sine: DoubleDouble, cosine: DoubleDouble) {
    if x.magnitude > 0.25 {
      let (sine, cosine) = sineAndCosine(ofPiTimes: 0.5 - x.magnitude)
      return (x < 0 ? -cosine : cosine, sine)
    }
    let angle = pi * x
    let square = -(angle * angle)
    var (sine, cosine) = (angle, DoubleDouble(1))
    var (sineTerm, cosineTerm) = (angle, DoubleDouble(1))
    for k in 1..<15 {
      cosineTerm = cosineTerm * square / Double((2 * k - 1) * 2 * k)
      sineTerm = sineTerm * square / Double(2 * k * (2 * k + 1))
      sine = sine + sineTerm
      cosine = cosine + cosineTerm
    }
    return (sine, cosine)
  }
}
