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
