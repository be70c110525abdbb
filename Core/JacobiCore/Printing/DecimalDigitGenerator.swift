/// Takes one decimal digit after the other from a number, and knows when what is left no longer matters.
///
/// This is the algorithm of Steele and White ("How to print floating-point numbers accurately", 1990) in the form that
/// NumPy uses (R. Juckett: "Dragon4", 2014), so that arrays print alike.
struct DecimalDigitGenerator {
  /// What is left of the number once the digits so far are taken away, over the denominator, in units of the last digit.
  private var remainder: BigNatural
  private var denominator: BigNatural

  /// Half of the distances to the neighbouring numbers, in the same units: what lies closer rounds to the number.
  private var marginBelow: BigNatural
  private var marginAbove: BigNatural

  /// Whether a decimal number exactly between two neighbours rounds to this one: ties go to the even significand.
  private let includesTies: Bool

  /// The power of ten that the next digit counts.
  private(set) var nextPlace: Int

  private var lastDigit: UInt8 = 0
  private var hasStarted = false

  /// Starts with the first digit of a positive number.
  init(magnitude: Double, format: FloatingLimits) {
    let leastExponent = 2 - (1 << (format.exponentBitCount - 1))
    let exponent = max(Int(magnitude.exponent), leastExponent)
    let lastPlace = exponent - format.significandBitCount
    let significand = UInt64(Double(sign: .plus, exponent: -lastPlace, significand: magnitude))
    // Below a power of two, numbers are half as far apart as above it.
    let isFirstOfBinade = significand == 1 << UInt64(format.significandBitCount) && exponent > leastExponent

    // Everything is an integer in quarters of the last place.
    remainder = BigNatural(significand * 4)
    denominator = BigNatural(4)
    marginBelow = BigNatural(isFirstOfBinade ? 1 : 2)
    marginAbove = BigNatural(2)
    includesTies = significand % 2 == 0
    // 30103 / 100000 is log10(2), so this is the place of the first digit or the one below.
    nextPlace = (lastPlace + significand.bitWidth - significand.leadingZeroBitCount - 1) * 30103 / 100_000 - 1
    scale(byPowerOfTwo: lastPlace)
    scale(byPowerOfTen: -nextPlace)
    while let tenfold = tenfoldDenominatorIfFirstPlaceIsHigher {
      denominator = tenfold
      nextPlace += 1
    }
  }

  private var tenfoldDenominatorIfFirstPlaceIsHigher: BigNatural? {
    var tenfold = denominator
    tenfold *= 10
    return remainder >= tenfold ? tenfold : nil
  }

  private mutating func scale(byPowerOfTwo exponent: Int) {
    if exponent < 0 {
      denominator <<= -exponent
    } else {
      remainder <<= exponent
      marginBelow <<= exponent
      marginAbove <<= exponent
    }
  }

  private mutating func scale(byPowerOfTen exponent: Int) {
    if exponent < 0 {
      denominator.multiply(byPowerOfTen: -exponent)
    } else {
      remainder.multiply(byPowerOfTen: exponent)
      marginBelow.multiply(byPowerOfTen: exponent)
      marginAbove.multiply(byPowerOfTen: exponent)
    }
  }
}

extension DecimalDigitGenerator {
  mutating func nextDigit() -> UInt8 {
    if hasStarted { scale(byPowerOfTen: 1) }
    hasStarted = true
    lastDigit = remainder.removeMultiples(of: denominator)
    nextPlace -= 1
    return lastDigit
  }

  /// Whether the digits so far round to the number.
  private var mayRoundDown: Bool { includesTies ? remainder <= marginBelow : remainder < marginBelow }

  /// Whether the digits so far, with the last one incremented, round to the number.
  private var mayRoundUp: Bool {
    let upperEnd = remainder + marginAbove
    return includesTies ? upperEnd >= denominator : upperEnd > denominator
  }

  /// Whether the digits so far are enough to tell the number from its neighbours.
  var isDistinguished: Bool { mayRoundDown || mayRoundUp }

  /// Whether the last digit is to be incremented, if no other follows it.
  var roundsUp: Bool {
    if mayRoundDown != mayRoundUp { return mayRoundUp }
    let twice = remainder + remainder
    return twice == denominator ? lastDigit % 2 == 1 : twice > denominator
  }
}
