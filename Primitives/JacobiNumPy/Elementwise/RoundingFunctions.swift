import JacobiCore
import JacobiPrimitives

/// The largest integer not above each element, in the same dtype. Booleans and integers stay what they are.
///
///     floor(Tensor([-1.5, 1.5]))  // [-2. 1.]
public func floor(_ x: Tensor) -> Tensor { rounded(x, by: Floor(), named: "floor") }

/// The smallest integer not below each element, in the same dtype. Booleans and integers stay what they are.
///
///     ceil(Tensor([-1.5, 1.5]))  // [-1. 2.]
public func ceil(_ x: Tensor) -> Tensor { rounded(x, by: Ceil(), named: "ceil") }

/// The integer nearest to each element, in the same dtype; of two equally near ones the even one: `round(Tensor(2.5))`
/// is 2. Booleans and integers stay what they are.
///
///     round(Tensor([0.5, 1.5, 2.6]))  // [0. 2. 3.]
public func round(_ x: Tensor) -> Tensor { rounded(x, by: Round(ties: .toEven), named: "round") }

/// The number with so many decimal places that is nearest to each element, in the same dtype; of two equally near ones the even
/// one.
///
///     round(Tensor([1.257, -0.5]), decimals: 1)  // [ 1.3 -0.5]
///     round(Tensor([1250, 1350]), decimals: -2)  // [1200 1400]
///
/// Computed as `round(x * 10^decimals) / 10^decimals`, which decimal fractions may miss by a rounding; `nan` where the power
/// is too large for the dtype.
public func round(_ x: Tensor, decimals: Int) -> Tensor {
  if decimals == 0 || x.isInvalid || x.dtype.isBoolean { return round(x) }
  if x.dtype.isInteger { return decimals > 0 ? x : roundedInteger(x, zeros: decimals.magnitude) }
  // The scaled numbers may be out of the range of a narrow dtype.
  if x.dtype == .float16 || x.dtype == .bfloat16 {
    return round(x.asType(.float32), decimals: decimals).asType(x.dtype)
  }
  var factor = 1.0
  for _ in 0..<Swift.min(decimals.magnitude, 400) { factor *= 10 }
  let scale = Tensor(weak: factor)
  return decimals > 0 ? round(x * scale) / scale : round(x / scale) * scale
}

/// Integers rounded to multiples of a power of ten, exactly.
private func roundedInteger(_ x: Tensor, zeros: UInt) -> Tensor {
  guard zeros < 19, let limits = x.dtype.integerLimits else { return Tensor.zeros(like: x) }
  let factor = (0..<zeros).reduce(1) { product, _ in product * 10 }
  guard UInt64(factor) <= limits.maximum else { return Tensor.zeros(like: x) }
  let quotient = floorDivide(x, Tensor(weak: factor))
  let twice = (x - quotient * Tensor(weak: factor)) - Tensor(weak: factor / 2)
  let roundsUp = (twice .> 0) .|| ((twice .== 0) .&& (quotient & 1 .== 1))
  return (quotient + roundsUp.asType(x.dtype)) * Tensor(weak: factor)
}

/// The integer part of each element, rounded toward zero, in the same dtype. Booleans and integers stay what they are.
///
///     trunc(Tensor([-1.5, 1.5]))  // [-1. 1.]
public func trunc(_ x: Tensor) -> Tensor {
  x.dtype.isFloating ? which(x .< 0, ceil(x), floor(x)) : floor(x)
}

private func rounded(_ x: Tensor, by primitive: some Primitive, named name: String) -> Tensor {
  x.dtype.isInteger || x.dtype.isBoolean ? x : primitive.elementwise(x, named: name)
}

/// Whether each element is not a number, or for complex numbers one of its parts. The result is of `bool`.
///
///     isNaN(Tensor([1, .nan]))  // [false true]
public func isNaN(_ x: Tensor) -> Tensor { x .!= x }

/// Whether each element is neither infinite nor NaN. The result is of `bool`; all integers are finite.
///
///     isFinite(Tensor([1, .infinity, .nan]))  // [ true false false]
public func isFinite(_ x: Tensor) -> Tensor {
  x.dtype.isInexact ? IsFinite().elementwise(x, named: "isFinite") : x .== x
}

/// Whether each element is infinite, or for complex numbers one of its parts. The result is of `bool`.
///
///     isInfinite(Tensor([1.0, 0]) / 0)  // [ true false]
public func isInfinite(_ x: Tensor) -> Tensor {
  guard x.dtype.isInexact else { return x .!= x }
  if x.dtype.isComplex { return isInfinite(Real()(x)) | isInfinite(Imag()(x)) }
  return abs(x) .== Tensor(.infinity, like: x)
}

/// Whether each element is plus infinity; not of complex numbers. The result is of `bool`.
///
///     isPosInf(Tensor([1.0, -1]) / 0)  // [ true false]
public func isPosInf(_ x: Tensor) -> Tensor { isInfinite(x) .&& (x .> 0) }

/// Whether each element is minus infinity; not of complex numbers. The result is of `bool`.
///
///     isNegInf(Tensor([1.0, -1]) / 0)  // [false true]
public func isNegInf(_ x: Tensor) -> Tensor { isInfinite(x) .&& (x .< 0) }
