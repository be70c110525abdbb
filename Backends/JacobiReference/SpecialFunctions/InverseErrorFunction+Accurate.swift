extension Double {
  /// The inverse error function to the last place: the approximation, and one step of Newton's method with 106 bits.
  var accurateInverseErrorFunction: Double {
    if self == 0 { return self }
    // erf⁻¹(y) = √π/2 (y + π y³/12 + ...)
    if magnitude < 1e-9 { return (0.5 / DoubleDouble.inverseRootPi * self).rounded }
    let guess = magnitude.inverseErrorFunction
    guard guess.isFinite else { return inverseErrorFunction }
    let square = DoubleDouble(guess) * DoubleDouble(guess)
    // erf(x) = P(1/2, x²)
    let (lower, upper) = IncompleteGamma.regularized(0.5, square)
    let excess = magnitude < 0.5 ? lower - magnitude : (1 - DoubleDouble(magnitude)) - upper
    let step = excess / (DoubleDouble.inverseRootPi * 2) * square.exponential
    let root = guess - step.rounded
    return self < 0 ? -root : root
  }
}
