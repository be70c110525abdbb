import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// The gamma function `Γ(x)`; infinite at zeros, by their sign, and NaN at -1, -2, ...
///
///     gamma(Tensor([1, 2, -0.5]))  // [ 1.         1.        -3.5449078]
///
/// Below 14 by `Γ(x + 1) = x Γ(x)` from the exponential of ``logGamma(_:)`` in [1, 3], which magnifies no rounding there;
/// above by Stirling's formula (DLMF 5.11.3), and for negative numbers by reflection (DLMF 5.5.3). Narrower dtypes are
/// computed in `float64`. Booleans and integers give a floating result; complex numbers are an error.
public func gamma(_ x: Tensor) -> Tensor {
  inDouble(x) { x in
    let magnitude = positiveGamma(abs(x))
    let isReflected = (x .< 0) & (floor(x) .!= x)
    let y = which(isReflected, -x, 1)
    let sine = which(isReflected, abs(sin((y - round(y)) * Double.pi)), 1)
    return gammaSign(x) * which(isReflected, Double.pi / (y * sine) / magnitude, magnitude)
  }
}

/// `Γ(x)` for x ≥ 0.
private func positiveGamma(_ x: Tensor) -> Tensor {
  let isLarge = x .>= 14
  let small = which(isLarge, 2, x)
  let isFraction = small .< 1
  var factor = which(isFraction, 1 / which(isFraction, small, 1), 1)
  var rest = which(isFraction, small + 1, small)
  for _ in 0..<11 {
    let isAbove = rest .>= 3
    rest = which(isAbove, rest - 1, rest)
    factor = which(isAbove, factor * rest, factor)
  }
  // Γ is infinite from 172 on.
  let large = which(isLarge, minimum(x, 200), 14)
  // The root of the power, which does not overflow before the product.
  let root = pow(large, large * 0.5 - 0.25)
  let stirling = root * exp(-large) * exp(stirlingCorrection(large)) * 2.50662827463100050242 * root
  return which(isLarge, stirling, exp(logGamma(rest)) * factor)
}

/// The result of a function in the dtype of the operand, computed in `float64`, so that it magnifies no rounding of
/// narrower dtypes.
func inDouble(_ x: Tensor, _ compute: (Tensor) -> Tensor) -> Tensor {
  inDouble(x, x) { x, _ in compute(x) }
}

/// The result of a function in the dtype of the operands, computed in `float64`.
func inDouble(_ x: Tensor, _ y: Tensor, _ compute: (Tensor, Tensor) -> Tensor) -> Tensor {
  if x.isInvalid || y.isInvalid { return .invalid }
  let dtype = DType.promoted(x, y).inexactDType
  // Complex operands are left to the primitives, which say what is wrong.
  if dtype == .float64 || dtype.isComplex { return compute(x.asType(dtype), y.asType(dtype)) }
  return compute(x.asType(.float64), y.asType(.float64)).asType(dtype)
}
