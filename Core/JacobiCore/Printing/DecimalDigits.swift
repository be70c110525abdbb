/// The decimal digits of a binary floating-point number: as few as tell it from its neighbours, within limits.
///
/// ```swift
/// DecimalDigits(of: 3.140625, in: .bfloat16)   // digits [3, 1, 4], exponent 0
/// ```
///
/// Swift's own descriptions are as short, but cannot be cut to a number of digits with correct rounding, and there is
/// none for ``BFloat16``.
struct DecimalDigits: Equatable {
  /// The digits, most significant first. The first one is zero only if the number is.
  private(set) var digits: [UInt8] = []

  /// The power of ten that the first digit counts.
  private(set) var exponent = 0

  /// How many digits there may be.
  enum Limits {
    /// Limits on the number of digits in all.
    case significant(ClosedRange<Int>)
    /// Limits on the number of digits after the decimal point.
    case fractional(ClosedRange<Int>)
    /// As many digits as it takes.
    case none
  }

  /// The digits of the magnitude of a finite number of a format.
  init(of value: Double, in format: FloatingLimits, limits: Limits = .none) {
    guard value != 0 else {
      digits = [0]
      return
    }
    var generator = DecimalDigitGenerator(magnitude: value.magnitude, format: format)
    exponent = generator.nextPlace
    let lastPlaces = limits.lastPlaces(firstPlace: exponent)
    repeat {
      digits.append(generator.nextDigit())
    } while generator.nextPlace >= lastPlaces.upperBound
      || !generator.isDistinguished && generator.nextPlace >= lastPlaces.lowerBound
    if generator.roundsUp { incrementLastDigit() }
  }

  private mutating func incrementLastDigit() {
    while digits.last == 9 { digits.removeLast() }
    if digits.isEmpty {
      digits = [1]
      exponent += 1
    } else {
      digits[digits.count - 1] += 1
    }
  }
}

extension DecimalDigits.Limits {
  /// The powers of ten that the last digit may count, if the first one counts this one.
  fileprivate func lastPlaces(firstPlace: Int) -> ClosedRange<Int> {
    switch self {
    case .significant(let counts): (firstPlace + 1 - counts.upperBound)...(firstPlace + 1 - counts.lowerBound)
    case .fractional(let counts): -counts.upperBound ... -counts.lowerBound
    case .none: Int.min...firstPlace
    }
  }
}
