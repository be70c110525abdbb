import JacobiCore

/// Numbers of gamma distributions of scale 1. (G. Marsaglia and W. W. Tsang: "A simple method for generating gamma
/// variables", 2000.)
///
/// A normal number `x` is mapped to the candidate `d (1 + c x)³`, and accepted by comparing with a uniform number. For a
/// parameter `a` below 1, a number for `a + 1` is multiplied by `u^(1/a)` with another uniform `u`.
struct GammaSampler<Scalar: DrawnScalar> {
  var isLogarithmic: Bool

  /// The number for a parameter, drawn with a key of its own.
  func sample(_ key: ThreefryKey, _ parameter: Scalar) -> Scalar {
    // No such distribution, and candidates that would be rejected forever.
    if parameter < 0 { return .missing }
    let isBoosted = !(parameter >= 1)
    let shape = isBoosted ? parameter + 1 : parameter
    let third = Scalar(converting: 1.0 / 3)
    let d = shape - third
    let cube = acceptedCube(key.child(0), d: d, c: third.dividedByRoot(of: d))
    let exponent = Scalar.one / parameter
    if !isLogarithmic {
      return d * cube * (isBoosted ? (1 - Scalar.unit(key.child(1), 0)).power(exponent) : 1)
    }
    let logarithm = (-Scalar.unit(key.child(1), 0)).logarithmOfSuccessor
    let sum = d.logarithm + cube.logarithm
    return isBoosted && logarithm != 0 ? sum + logarithm * exponent : sum
  }

  /// The cube of `1 + c x` for the first normal number `x` that is accepted.
  private func acceptedCube(_ start: ThreefryKey, d: Scalar, c: Scalar) -> Scalar {
    // Nothing can be compared with an infinite or undefined parameter.
    guard d < .highest else { return 1 }
    var key = start
    while true {
      let (normal, uniform) = (key.child(1), key.child(2))
      key = key.child(0)
      let (x, root) = firstPositive(normal, c: c)
      let square = x * x
      let cube = root * root * root
      let u = Scalar.unit(uniform, 0)
      if u < Scalar.one.adding(-Scalar(converting: 0.0331), times: square * square) { return cube }
      let bound = (square * 0.5).adding(d, times: (1 - cube) + cube.logarithm)
      if !(u.logarithm >= bound) { return cube }
    }
  }

  /// The first normal number `x` for which `1 + c x` is positive, and that.
  private func firstPositive(_ start: ThreefryKey, c: Scalar) -> (x: Scalar, root: Scalar) {
    var key = start
    while true {
      let x = Scalar.normal(key.child(1), 0)
      let root = Scalar.one.adding(x, times: c)
      if !(root <= 0) { return (x, root) }
      key = key.child(0)
    }
  }
}
