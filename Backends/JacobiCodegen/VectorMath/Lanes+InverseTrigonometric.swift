extension Lanes {
  /// (asin s - s) / s^3 in z = s^2 for |s| <= 1/2, minimax in the relative error: 2^-28, 2^-56.
  private static let arcsineTail = ByFormat(
    float32: [0.166667521, 0.0749530643, 0.0454697683, 0.0241808109, 0.0421663187],
    float64: [
      0.16666666666665403, 0.075000000003385914, 0.044642856826939581, 0.03038195919713078, 0.022371756548743689,
      0.017359728192585955, 0.013884997089928847, 0.012170818571853323, 0.0065208573913597108,
      0.019548176799296556, -0.016256141569409636, 0.031934548677430188,
    ])

  /// (atan t - t) / t^3 in z = t^2 for |t| <= 1, minimax in the relative error: 2^-27, 2^-57.
  private static let arctangentTail = ByFormat(
    float32: [
      -0.333332986, 0.199985296, -0.142640159, 0.109508812, -0.0839931741, 0.0578818172, -0.0310977791,
      0.0108693829, -0.00178305572,
    ],
    float64: [
      -0.33333333333333071, 0.19999999999951748, -0.14285714282587955, 0.11111111007337265, -0.090909070077051735,
      0.076922798877489068, -0.066664044134646577, 0.058805297485487282, -0.05253526518159321,
      0.047223474925553871, -0.042192413941838779, 0.036643117920096835, -0.029905684897365087,
      0.021987005839463555, -0.013902513413434348, 0.0071978407158248018, -0.0028855864876396998,
      0.00083155138906461964, -0.00015220935766921303, 1.3229822027053648e-5,
    ])

  private static let halfPiHigh = 1.5707963267948966
  private static let halfPiLow = ByFormat<Double>(
    float32: -4.3711388286737928865e-8, float64: 6.1232339957367660359e-17)

  /// asin s = s + tail; for |x| > 1/2 through s = sqrt((1 - |x|) / 2), asin |x| = pi/2 - 2 asin s.
  private var arcsine: (s: Lanes, tail: Lanes, isLarge: LaneMask) {
    let isLarge = magnitude .> 0.5
    let rest = (1.0 - magnitude) * 0.5
    let z = isLarge.select(rest, else: magnitude * magnitude)
    let s = isLarge.select(rest.squareRoot, else: magnitude)
    return (s, s * z * z.polynomial(Lanes.arcsineTail), isLarge)
  }

  var asin: Lanes {
    let (s, tail, isLarge) = arcsine
    let sum = s + tail
    let large = Lanes.halfPiHigh - (sum * 2.0 - Lanes.halfPiLow)
    return isLarge.select(large, else: sum).copyingSign(of: self)
  }

  var acos: Lanes {
    let (s, tail, isLarge) = arcsine
    let isNegative = self .< 0.0
    let near = (s + tail) * 2.0
    let far = constant(2 * Lanes.halfPiHigh) - (near - constant(Lanes.halfPiLow) * 2.0)
    let signed = (s.copyingSign(of: self), tail.copyingSign(of: self))
    let middle = Lanes.halfPiHigh - (signed.0 - (constant(Lanes.halfPiLow) - signed.1))
    return isLarge.select(isNegative.select(far, else: near), else: middle)
  }

  /// atan of a number from 0 to 1.
  private var smallArctangent: Lanes {
    let z = self * self
    return (self * z).fma(z.polynomial(Lanes.arctangentTail), self)
  }

  /// atan t = pi/2 - atan(1/t) for t > 1.
  var atan: Lanes {
    let isLarge = magnitude .> 1.0
    let reduced = isLarge.select(1.0 / magnitude, else: magnitude).smallArctangent
    let large = Lanes.halfPiHigh - (reduced - Lanes.halfPiLow)
    return isLarge.select(large, else: reduced).copyingSign(of: self)
  }

  /// The angle of the point (x, self), from -pi to pi, with C's values at zeros and infinities.
  func atan2(_ x: Lanes) -> Lanes {
    let (rise, run) = (magnitude, x.magnitude)
    let isSteep = rise .> run
    let (lesser, greater) = (isSteep.select(run, else: rise), isSteep.select(rise, else: run))
    let isEqual = lesser .== greater
    let ratio = isEqual.select((greater .== 0.0).select(constant(0), else: 1.0), else: lesser / greater)
    let angle = ratio.smallArctangent
    let first = isSteep.select(Lanes.halfPiHigh - (angle - Lanes.halfPiLow), else: angle)
    let isLeft = (x.pattern >> (type.bits - 1)) .== 1
    let far = 2 * Lanes.halfPiHigh - (first - constant(Lanes.halfPiLow) * 2.0)
    let result = isLeft.select(far, else: first).copyingSign(of: self)
    return (self.isNaN | x.isNaN).select(self + x, else: result)
  }
}
