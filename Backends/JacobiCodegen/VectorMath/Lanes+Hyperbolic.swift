extension Lanes {
  /// (e^2x - 1) / (e^2x - 1 + 2), which is 1 to rounding where the exponential is bounded.
  var tanh: Lanes {
    let doubled = (magnitude * 2.0).atMost(isDouble ? 44.0 : 20)
    let growth = doubled.boundedExpm1()
    return (growth / (growth + 2.0)).copyingSign(of: self)
  }

  /// Above the largest argument of sinh and cosh with a finite result, below that of half the exponential.
  private static let endOfHyperbolic = ByFormat<Double>(float32: 89.5, float64: 710.6)

  /// With h = (e^|x| - 1) / 2: h + h / (2h + 1). Halves, because e^x overflows before sinh x.
  var sinh: Lanes {
    let half = magnitude.atMost(Lanes.endOfHyperbolic).boundedExpm1(bias: -2) * 2.0
    let result = (half .< Double.infinity).select(half + half / half.fma(2.0, 1.0), else: half)
    let isTiny = magnitude .< (isDouble ? 0x1p-28 : 0x1p-13)
    return isTiny.select(self, else: result.copyingSign(of: self))
  }

  /// With h = e^|x| / 2: h + 1 / 4h.
  var cosh: Lanes {
    let (n, r) = magnitude.atMost(Lanes.endOfHyperbolic).reducedByLn2()
    let scale = n.power(bias: -2)
    let half = scale.fma(r.smallExpm1, scale) * 2.0
    return half + 0.25 / half
  }
}
