extension Lanes {
  /// pi/2 in three parts, truncated so that the sign of a zero survives the reduction.
  private static let halfPi = ByFormat(
    float32: [1.5707962512969970703, 7.5497894158615963534e-8, 5.3903029534742383927e-15],
    float64: [1.570796326794896558, 6.1232339957367648033e-17, 1.0828566739219140311e-32])

  /// sin r = r + r^3 S(r^2) for |r| <= pi/4, minimax in the relative error: 2^-28, 2^-58.
  private static let sineTail = ByFormat(
    float32: [-0.166666552, 0.00833218731, -0.000195178975],
    float64: [
      -0.1666666666666663, 0.0083333333333218407, -0.00019841269829358528, 2.7557313538513793e-6,
      -2.505073438904188e-8, 1.5895433263654562e-10,
    ])

  /// cos r = 1 - r^2/2 + r^4 C(r^2) for |r| <= pi/4, minimax in the relative error: 2^-33, 2^-64.
  private static let cosineTail = ByFormat(
    float32: [0.0416666456, -0.00138873095, 2.44323273e-5],
    float64: [
      0.041666666666666595, -0.0013888888888873307, 2.4801587288965223e-5, -2.7557314203075856e-7,
      2.0875703138932087e-9, -1.1358616969113984e-11,
    ])

  /// Beyond these three parts of pi/2 are too few.
  private static let largestReduced = ByFormat<Double>(float32: 48000, float64: 0x1p21)

  /// The sine and cosine of r, where x = q pi/2 + r and |r| <= pi/4, and the pattern of a number that ends in q.
  private var quadrant: (sine: Lanes, cosine: Lanes, pattern: LanePattern) {
    let q = nearestInteger(times: 0.63661977236758134308)
    let r = Lanes.halfPi[self].reduce(self) { rest, part in q.number.fma(-part, rest) }
    let z = r * r
    let sine = (r * z).fma(z.polynomial(Lanes.sineTail), r)
    let cosine = (z * z).fma(z.polynomial(Lanes.cosineTail), z.fma(-0.5, 1.0))
    return (sine, cosine, q.shifted.pattern)
  }

  /// Calls the system's function for lanes that are too large; others have the same result whatever their neighbours
  /// are.
  private func correctingLarge(_ name: String, _ result: Lanes) -> Lanes {
    let isLarge = magnitude .> Lanes.largestReduced
    let merged = builder.ifElse(isLarge.any) {
      let exact = with(builder.intrinsic(name, [type], [value]))
      return [isLarge.select(exact, else: result).value]
    } else: {
      [result.value]
    }
    return with(merged[0])
  }

  /// sin(x + shift pi/2).
  private func sine(shift: Int) -> Lanes {
    let (sine, cosine, pattern) = quadrant
    let quarter = pattern + shift
    let magnitude = ((quarter & 1) .== 0).select(sine, else: cosine)
    let sign = (quarter >> 1) << (type.bits - 1)
    return (magnitude.pattern ^ sign).lanes(like: self)
  }

  var sin: Lanes { correctingLarge("llvm.sin", keepingZero(sine(shift: 0))) }
  var cos: Lanes { correctingLarge("llvm.cos", sine(shift: 1)) }

  var tan: Lanes {
    let (sine, cosine, pattern) = quadrant
    let isEven = (pattern & 1) .== 0
    let result = isEven.select(sine, else: -cosine) / isEven.select(cosine, else: sine)
    return correctingLarge("llvm.tan", keepingZero(result))
  }

  /// The sum of a series in which the sign of a zero is lost.
  private func keepingZero(_ result: Lanes) -> Lanes { (self .== 0.0).select(self, else: result) }
}
