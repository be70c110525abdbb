extension Lanes {
  private static let ln2High = ByFormat<Double>(float32: 0.69314718246459960938, float64: 0.69314718055994528623)
  private static let ln2Low = ByFormat<Double>(float32: -1.9046542121259335545e-9, float64: 2.3190468138462995584e-17)

  /// (log(1 + f) - f + f^2/2) / f^3 for 1 + f from sqrt(1/2) to sqrt(2), minimax in the relative error: 2^-28.
  private static let singleTail = [
    0.333333254, -0.249999925, 0.200013816, -0.166685432, 0.142326966, -0.124022819, 0.117975429, -0.116679221,
    0.0692998245,
  ]

  /// (log((1 + s) / (1 - s)) - 2s) / s^3 in z = s^2 for s = f / (2 + f), minimax in the relative error: 2^-59.
  private static let doubleTail = [
    0.6666666666666734, 0.39999999999416941, 0.28571428741932653, 0.2222219861616456, 0.18183562249240939,
    0.15314100259680008, 0.14795482570022142,
  ]

  /// The pattern of sqrt(1/2) in float32 and float64.
  private static let rootOfHalf = ByFormat(float32: 0x3f35_04f3, float64: 0x3fe6_a09e_667f_3bcd)

  /// A number as `significand * 2^exponent`, with a significand from sqrt(1/2) to sqrt(2).
  struct BinaryParts {
    let significand: Lanes
    let exponent: Lanes
    /// The exponent in its place in the pattern.
    let exponentPattern: LanePattern
  }

  /// The parts of a normal positive number. `offset` is added to the exponent.
  func binaryParts(offset: Lanes? = nil) -> BinaryParts {
    let distance = pattern - pattern.constant(Lanes.rootOfHalf[self])
    let significandMask = 1 << significandBits - 1
    let significand = (distance & significandMask) + Lanes.rootOfHalf[self]
    // Placed in the significand of 2^bits, the biased exponent is a number: no conversion from integers, which not
    // every processor has for 64 bits.
    let shift = power(ofTwo: significandBits)
    let biased = (distance + exponentBias << significandBits) >> significandBits
    let exponent = (biased | shift.pattern).lanes(like: self) - (shift + Double(exponentBias))
    return BinaryParts(
      significand: significand.lanes(like: self), exponent: offset.map { exponent + $0 } ?? exponent,
      exponentPattern: distance & ~significandMask)
  }

  /// The parts of a positive number that may be subnormal.
  var binaryPartsOfAny: BinaryParts {
    let lift = isDouble ? 54 : 25
    let isSubnormal = self .< constant(isDouble ? 0x1p-1022 : 0x1p-126)
    return isSubnormal.select(self * power(ofTwo: lift), else: self)
      .binaryParts(offset: isSubnormal.select(constant(Double(-lift)), else: 0.0))
  }

  /// log(1 + f) + exponent ln 2.
  private func logarithm(f: Lanes, exponent: Lanes) -> Lanes {
    let low = exponent * Lanes.ln2Low
    guard isDouble else {
      let square = f * f
      let tail = square.fma(f.fma(f.polynomial(Lanes.singleTail), -0.5), low)
      return exponent.fma(Lanes.ln2High, f + tail)
    }
    let half = 0.5 * (f * f)
    let s = f / (f + 2.0)
    let z = s * s
    let tail = s.fma(z.fma(z.polynomial(Lanes.doubleTail), half), low)
    return exponent.fma(Lanes.ln2High, f - (half - tail))
  }

  /// The result of a logarithm with the values at the ends of its domain, which is above zero in `self`.
  private func logarithmEnds(_ result: Lanes) -> Lanes {
    let finite = (self .< Double.infinity).select(result, else: self)
    let outside = (self .== 0.0).select(constant(-.infinity), else: Double.nan)
    return (self .> 0.0).select(finite, else: outside)
  }

  var log: Lanes {
    let parts = binaryPartsOfAny
    return logarithmEnds(logarithm(f: parts.significand - 1.0, exponent: parts.exponent))
  }

  var log2: Lanes {
    let parts = binaryPartsOfAny
    let natural = logarithm(f: parts.significand - 1.0, exponent: constant(0))
    let low = ByFormat<Double>(float32: 1.925963033500011079e-8, float64: 2.0355273740931033111e-17)
    return logarithmEnds(natural.fma(1.4426950408889634, natural.fma(low, parts.exponent)))
  }

  /// With 1 + x = 2^k m, f = 2^-k x + (2^-k - 1) has no error where k is 0 and one rounding elsewhere; 2^-k x is a
  /// subtraction from the exponent.
  var log1p: Lanes {
    let sum = self + 1.0
    let parts = sum.binaryParts()
    let scaled = (pattern - parts.exponentPattern).lanes(like: self)
    let power = (constant(1).pattern - parts.exponentPattern).lanes(like: self)
    let f = scaled + ((self .> 0x1p64).select(constant(0), else: power) - 1.0)
    let result = sum.logarithmEnds(logarithm(f: f, exponent: parts.exponent))
    return (self .== 0.0).select(self, else: result)
  }
}
