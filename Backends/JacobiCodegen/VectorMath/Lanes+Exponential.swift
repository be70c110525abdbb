extension Lanes {
  private static let ln2High = ByFormat<Double>(float32: 0.69314718246459960938, float64: 0.69314718055994528623)
  private static let ln2Low = ByFormat<Double>(float32: -1.9046542121259335545e-9, float64: 2.3190468138462995584e-17)

  /// (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2. Minimax in the error relative to e^r - 1: 2^-29, 2^-61.
  private static let exponentialTail = ByFormat(
    float32: [0.5, 0.166666672, 0.0416664109, 0.00833327696, 0.00139377732, 0.000199122223],
    float64: [
      0.5, 0.16666666666666674, 0.041666666666666692, 0.0083333333333232926, 0.0013888888888869862,
      0.00019841269882520259, 2.4801587355939095e-5, 2.7557247426482863e-6, 2.7557245977663577e-7,
      2.5108022133190712e-8, 2.0923603694521676e-9,
    ])

  /// (2^r - 1) / r for |r| <= 1/2, minimax: 2^-29, 2^-56.
  private static let powerOfTwo = ByFormat(
    float32: [0.693147182, 0.240226507, 0.0555041097, 0.00961803645, 0.0013333431, 0.000154671361, 1.53149776e-5],
    float64: [
      0.69314718055994529, 0.24022650695910072, 0.055504108664821666, 0.0096181291076284925, 0.0013333558146396353,
      0.00015403530393344684, 1.5252733851512822e-5, 1.3215486830703976e-6, 1.0178052924667594e-7,
      7.054888977195621e-9, 4.4564417758990897e-10, 2.5740953212182274e-11,
    ])

  /// Beyond these, e^x is 0 or infinite.
  static let exponentialRange = (
    lower: ByFormat<Double>(float32: -104.5, float64: -746), upper: ByFormat<Double>(float32: 89, float64: 710)
  )
  /// From here on n in e^x = 2^n e^r is an exponent of a normal number.
  private static let normalExponential = ByFormat<Double>(float32: -86.5, float64: -708)

  /// A number whose addition leaves the integer nearest to a smaller one in the lowest bits of the sum.
  private static let roundingShift = ByFormat(float32: 0x1.8p23, float64: 0x1.8p52)

  /// A power of two, as the bits that rounding left in a sum.
  struct BinaryExponent {
    /// n + roundingShift.
    let shifted: Lanes
    var number: Lanes { shifted - Lanes.roundingShift }

    /// 2^(n + bias), provided that it is a normal number.
    func power(bias: Int = 0) -> Lanes {
      let one = shifted.constant(Double(sign: .plus, exponent: bias, significand: 1)).pattern
      return ((shifted.pattern << shifted.significandBits) + one).lanes(like: shifted)
    }
  }

  /// n = the integer nearest to `self * factor`, |n| < 2^21.
  func nearestInteger(times factor: Double) -> BinaryExponent {
    BinaryExponent(shifted: fma(factor, Lanes.roundingShift))
  }

  /// x = n ln 2 + r, |r| <= ln 2 / 2 (W. J. Cody and W. Waite, "Software Manual for the Elementary Functions", 1980).
  func reducedByLn2() -> (n: BinaryExponent, r: Lanes) {
    let n = nearestInteger(times: 1.4426950408889634)
    let high = n.number.fma(-Lanes.ln2High[self], self)
    return (n, n.number.fma(-Lanes.ln2Low[self], high))
  }

  /// e^r - 1 for |r| <= ln 2 / 2.
  var smallExpm1: Lanes { (self * self).fma(polynomial(Lanes.exponentialTail), self) }

  /// `self * 2^n`, where `argument < bound` tells that n may be too small for a normal number. One rounding, and that for
  /// subnormal results only.
  private func scaled(by n: BinaryExponent, _ argument: Lanes, normalFrom bound: some LaneOperand) -> Lanes {
    let boost = isDouble ? 128 : 64
    let isSmall = argument .< bound
    let scale = isSmall.select(n.power(bias: boost), else: n.power(bias: -1))
    return self * scale * isSmall.select(power(ofTwo: -boost), else: 2.0)
  }

  /// e^x times a factor, without regard to the range: x within ``exponentialRange``. `low` is a small correction of x.
  func boundedExp(low: Lanes? = nil, times factor: Lanes? = nil) -> Lanes {
    var (n, r) = reducedByLn2()
    if let low { r = r + low }
    let tail = r.smallExpm1
    let result = factor.map { tail.fma($0, $0) } ?? tail + 1.0
    return result.scaled(by: n, self, normalFrom: Lanes.normalExponential)
  }

  var exp: Lanes {
    atLeast(Lanes.exponentialRange.lower).atMost(Lanes.exponentialRange.upper).boundedExp()
  }

  var exp2: Lanes {
    let x = atLeast(isDouble ? -1076.0 : -151).atMost(isDouble ? 1025.0 : 129)
    let n = x.nearestInteger(times: 1)
    let r = x - n.number
    return r.fma(r.polynomial(Lanes.powerOfTwo), 1.0).scaled(by: n, x, normalFrom: isDouble ? -1021.0 : -125)
  }

  /// e^x - 1 as 2^(n + bias) (e^r - 1) + (2^(n + bias) - 2^bias), for x below the bound of overflow.
  func boundedExpm1(bias: Int = 0) -> Lanes {
    let (n, r) = reducedByLn2()
    let scale = n.power(bias: bias)
    return scale.fma(r.smallExpm1, scale - power(ofTwo: bias))
  }

  var expm1: Lanes {
    let bounded = atLeast(isDouble ? -40.0 : -20).atMost(Lanes.exponentialRange.upper)
    let isTiny = magnitude .< (isDouble ? 0x1p-60 : 0x1p-30)
    return isTiny.select(self, else: bounded.boundedExpm1(bias: -1) * 2.0)
  }

  /// 1 / (1 + e^-x), as e^-|x| / (1 + e^-|x|) for negative x so that nothing overflows or cancels.
  var logistic: Lanes {
    let small = (-magnitude).atLeast(Lanes.exponentialRange.lower).boundedExp()
    return (self .< 0.0).select(small, else: 1.0) / (1.0 + small)
  }
}
