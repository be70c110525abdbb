extension Lanes {
  /// self^y with the special values of C (ISO/IEC 9899, F.10.4.4).
  func pow(_ y: Lanes) -> Lanes {
    let base = magnitude
    let ordinary = isDouble ? base.doublePower(y) : base.singlePower(y)
    let isEndless = y.magnitude .== Double.infinity
    let isSpecial = (base .== 0.0) | (base .== Double.infinity) | isEndless
    let extreme = ((base .> 1.0) ^ (y .< 0.0)).select(constant(.infinity), else: 0.0)
    let size = isSpecial.select(extreme, else: ordinary)
    let isInteger = y.rounded .== y
    let half = y * 0.5
    let isOdd = isInteger & !(half.rounded .== half)
    let signed = isOdd.select(size.copyingSign(of: self), else: size)
    let isUndefined = (self .< 0.0) & (base .< Double.infinity) & !isInteger
    let number = isUndefined.select(constant(.nan), else: signed)
    let result = (self.isNaN | y.isNaN).select(self + y, else: number)
    let isOne = (self .== 1.0) | (y .== 0.0) | ((base .== 1.0) & isEndless)
    return isOne.select(constant(1), else: result)
  }

  /// log2((1 + s) / (1 - s)) / s in z = s^2, minimax in the relative error: 2^-44.
  private static let binaryLogarithm = [
    2.8853900817778499, 0.96179669411343427, 0.57707794233895515, 0.41220925498852606, 0.31990558839921068,
    0.28290174359984449,
  ]

  /// 2^r for |r| <= 1/2, minimax in the relative error: 2^-34.
  private static let binaryExponential = [
    0.9999999999616288, 0.69314718072872739, 0.24022651198742834, 0.055504103527985189, 0.0096180271722232872,
    0.0013333922887008504, 0.00015469317727125227, 1.5201893620712503e-5,
  ]

  /// Float32 through float64: 2^(y log2 x), with nothing lost that float32 would show.
  private func singlePower(_ y: Lanes) -> Lanes {
    let wide = IRType.float64.with(lanes: type.lanes)
    let parts = with(builder.fpext(value, to: wide)).binaryParts()
    let f = parts.significand - 1.0
    let s = f / (f + 2.0)
    let logarithm = s.fma((s * s).polynomial(Lanes.binaryLogarithm), parts.exponent)
    let product = (logarithm * with(builder.fpext(y.value, to: wide))).atLeast(-200.0).atMost(200.0)
    let n = product.nearestInteger(times: 1)
    let result = (product - n.number).polynomial(Lanes.binaryExponential) * n.power()
    return with(builder.fptrunc(result.value, to: type))
  }

  private func doublePower(_ y: Lanes) -> Lanes {
    let logarithm = preciseLogarithm
    let high = y * logarithm.high
    let low = y.fma(logarithm.high, -high) + y * logarithm.low
    let bounded = high.atLeast(Lanes.exponentialRange.lower).atMost(Lanes.exponentialRange.upper)
    let isBounded = high.magnitude .< 746.0
    return bounded.boundedExp(low: isBounded.select(low, else: 0.0))
  }

  /// (log((1 + s) / (1 - s)) / s - 2 - 2z/3) / z^2 in z = s^2, minimax in the error relative to the logarithm: 2^-73.
  private static let preciseTail = [
    0.3999999999999998, 0.28571428571443835, 0.22222222217791715, 0.18181818843715664, 0.15384558448329255,
    0.13336263735795661, 0.11675795873587828, 0.11981631651506389,
  ]

  /// The natural logarithm of a positive number as an unevaluated sum, to about 68 bits: the series in s of which the
  /// first two terms are summed in doubled precision (T. J. Dekker, "A floating-point technique for extending the
  /// available precision", 1971).
  private var preciseLogarithm: (high: Lanes, low: Lanes) {
    let parts = binaryPartsOfAny
    let f = parts.significand - 1.0
    let d = f + 2.0
    let dLow = f - (d - 2.0)
    let inverse = 1.0 / d
    let s = f * inverse
    let sLow = (s.fma(-d, f) - s * dLow) * inverse
    let z = s * s
    let zLow = s.fma(s, -z) + s * sLow * 2.0
    // c = 2/3 + z T(z), p = z c, u = 2 + p, log(1 + f) = s u.
    let c = constant(2.0 / 3).addingSmaller(z * z.polynomial(Lanes.preciseTail), low: constant(0x1.5555555555555p-55))
    let pHigh = z * c.high
    let p = (pHigh, z.fma(c.high, -pHigh) + (z * c.low + zLow * c.high))
    let u = constant(2).addingSmaller(p.0, low: p.1)
    let uHigh = s * u.high
    let product = (uHigh, s.fma(u.high, -uHigh) + (s * u.low + sLow * u.high))
    // The first part of ln 2 has so few bits that its product with an exponent is exact.
    let whole = parts.exponent * 0x1.62e42fefa38p-1
    let sum = whole.addingSmaller(product.0, low: parts.exponent.fma(0x1.ef35793c7673p-45, product.1))
    return sum.high.addingSmaller(sum.low, low: constant(0))
  }

  /// `self + other + low` as an unevaluated sum, where `self` is zero or larger than `other`.
  private func addingSmaller(_ other: Lanes, low: Lanes) -> (high: Lanes, low: Lanes) {
    let sum = self + other
    return (sum, ((self - sum) + other) + low)
  }
}
