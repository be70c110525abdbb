extension Lanes {
  var rsqrt: Lanes { 1.0 / squareRoot }

  /// Cube root: x^(-1/3) from the pattern, refined without divisions, times x.
  var cbrt: Lanes {
    let isSubnormal = magnitude .< constant(isDouble ? 0x1p-1022 : 0x1p-126)
    let lift = isDouble ? 54 : 24
    let x = isSubnormal.select(magnitude * power(ofTwo: lift), else: magnitude)
    let root = x.inverseCubeRoot
    // One step of Newton's method for the root itself, with the residual x - y^3 to full precision.
    let y = x * (root * root)
    let square = y * y
    let squareError = y.fma(y, -square)
    let residual = square.fma(-y, x) - squareError * y
    let refined = residual.fma(root * root * (1.0 / 3), y)
    let result = isSubnormal.select(refined * power(ofTwo: -lift / 3), else: refined)
    let isSpecial = (self .== 0.0) | !(magnitude .< Double.infinity)
    return isSpecial.select(self + self, else: result.copyingSign(of: self))
  }

  /// x^(-1/3) to about the precision: a linear guess in the logarithm, then steps of third order.
  private var inverseCubeRoot: Lanes {
    let third = -1.0 / 3
    let number = with(builder.sitofp(pattern.value, to: type))
    let magic = ByFormat<Double>(float32: 1419967116, float64: 6.142639391733356e18)
    let guess = LanePattern(
      builder, builder.fptosi(number.fma(third, magic).value, to: type.integerOfSameSize))
    var y = guess.lanes(like: self)
    for _ in 0..<2 {
      let h = (self * y).fma(-(y * y), 1.0)
      y = (y * h).fma(h.polynomial([1.0 / 3, 2.0 / 9, 14.0 / 81]), y)
    }
    return y
  }
}
