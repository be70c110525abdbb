extension Lanes {
  private static let ln2 = 0.6931471805599453

  /// log(1 + |x| + x^2 / (1 + sqrt(1 + x^2))), and log |x| + ln 2 where the square says nothing any more.
  var asinh: Lanes {
    let isLarge = magnitude .> (isDouble ? 0x1p28 : 0x1p13)
    let x = isLarge.select(constant(0), else: magnitude)
    let square = x * x
    let excess = x + square / ((square + 1.0).squareRoot + 1.0)
    let logarithm = isLarge.select(magnitude - 1.0, else: excess).log1p
    return isLarge.select(logarithm + Lanes.ln2, else: logarithm).copyingSign(of: self)
  }

  /// log(1 + t + sqrt(2t + t^2)) with t = x - 1, and log x + ln 2 where the square says nothing any more.
  var acosh: Lanes {
    let isLarge = self .> (isDouble ? 0x1p28 : 0x1p13)
    let t = self - 1.0
    let excess = t + t.fma(t, t * 2.0).squareRoot
    let logarithm = isLarge.select(t, else: excess).log1p
    return (self .< 1.0).select(constant(.nan), else: isLarge.select(logarithm + Lanes.ln2, else: logarithm))
  }

  /// log(1 + 2|x| / (1 - |x|)) / 2.
  var atanh: Lanes {
    let x = magnitude
    let result = (x * 2.0 / (1.0 - x)).log1p * 0.5
    let isTiny = x .< (isDouble ? 0x1p-28 : 0x1p-13)
    return isTiny.select(self, else: result.copyingSign(of: self))
  }
}
