/// How the real numbers of one array are printed, so that they line up: NumPy's rules.
struct FloatingFormat {
  private let limits: FloatingLimits
  private let showsPlus: Bool
  private let usesExponents: Bool

  /// The width of what is left of the point, with its sign, and of what is right of it: digits and exponent.
  private var leftWidth = 0
  private var rightWidth = 0

  /// With exponents: the number of digits right of the point, and of the exponent. The same for all numbers.
  private var fractionDigitCount = FloatingFormat.precision
  private var exponentDigitCount = 2

  /// The greatest number of digits right of the point.
  private static let precision = 8

  /// The format for these numbers, which are of type `scalar`.
  init<Scalar: TensorScalar>(for values: [Double], of scalar: Scalar.Type, showsPlus: Bool = false) {
    guard let limits = scalar.dtype.floatingLimits else {
      preconditionFailure("internal error: \(scalar.dtype) is not a floating-point type")
    }
    let finite = values.filter(\.isFinite)
    self.limits = limits
    self.showsPlus = showsPlus
    usesExponents = Self.needsExponents(finite, of: scalar, limits: limits)
    measure(finite)
    if finite.count < values.count { widenForNonFinite(values) }
  }

  /// Whether some number is large or small, or they are of too different sizes to be shown without exponents.
  private static func needsExponents<Scalar: TensorScalar>(
    _ values: [Double], of scalar: Scalar.Type, limits: FloatingLimits
  ) -> Bool {
    let magnitudes = values.lazy.filter { $0 != 0 }.map(\.magnitude)
    guard let least = magnitudes.min(), let greatest = magnitudes.max() else { return false }
    // NumPy computes the ratio, and rounds the bound, in the type of the array.
    let ratio = Scalar(converting: greatest / least).doubleValue
    let leastWithoutExponent = Scalar(converting: 0.0001).doubleValue
    var greatestWithoutExponent = 1.0
    for _ in 0..<min(precision, limits.decimalPrecision) { greatestWithoutExponent *= 10 }
    return greatest >= greatestWithoutExponent || least < leastWithoutExponent || ratio > 1000
  }
}

// MARK: - Measuring

extension FloatingFormat {
  /// Finds the widths that the longest numbers need.
  private mutating func measure(_ values: [Double]) {
    let parts = values.map { self.parts(of: $0) }
    leftWidth = parts.map(\.left.utf8.count).max() ?? 0
    if usesExponents {
      fractionDigitCount = parts.map(\.fraction.utf8.count).max() ?? 0
      exponentDigitCount = parts.map(\.exponent.utf8.count).max().map { $0 - 2 } ?? 0
      rightWidth = fractionDigitCount + exponentDigitCount + 2
    } else {
      rightWidth = parts.map(\.fraction.utf8.count).max() ?? 0
    }
  }

  private mutating func widenForNonFinite(_ values: [Double]) {
    let signedInfinity = showsPlus || values.contains(-.infinity)
    leftWidth = max(leftWidth, (signedInfinity ? 4 : 3) - (rightWidth + 1))
  }
}

// MARK: - Printing

extension FloatingFormat {
  /// The number, as wide as all others.
  func text(of value: Double) -> String {
    guard value.isFinite else {
      let text = value.isNaN ? (showsPlus ? "+nan" : "nan") : sign(of: value) + "inf"
      return text.paddedLeft(to: leftWidth + 1 + rightWidth)
    }
    let minimum = usesExponents ? fractionDigitCount : 0
    let (left, fraction, exponent) = parts(of: value, minimumFractionDigitCount: minimum)
    if usesExponents {
      return left.paddedLeft(to: leftWidth) + "." + fraction.paddedRight(to: fractionDigitCount, with: "0") + exponent
    } else {
      return left.paddedLeft(to: leftWidth) + "." + fraction.paddedRight(to: rightWidth)
    }
  }

  /// The signed digits left of the point, those right of it without trailing zeros, and the exponent with its "e".
  private func parts(
    of value: Double, minimumFractionDigitCount minimum: Int = 0
  ) -> (left: String, fraction: String, exponent: String) {
    if usesExponents {
      let counts = (minimum + 1)...(fractionDigitCount + 1)
      let number = DecimalDigits(of: value, in: limits, limits: .significant(counts))
      let (left, fraction) = number.positional(exponent: 0)
      let exponent = "\(number.exponent.magnitude)".paddedLeft(to: exponentDigitCount, with: "0")
      return (sign(of: value) + left, fraction, (number.exponent < 0 ? "e-" : "e+") + exponent)
    } else {
      let number = DecimalDigits(of: value, in: limits, limits: .fractional(minimum...Self.precision))
      let (left, fraction) = number.positional(exponent: number.exponent)
      return (sign(of: value) + left, fraction, "")
    }
  }

  private func sign(of value: Double) -> String {
    value.sign == .minus ? "-" : showsPlus ? "+" : ""
  }
}
