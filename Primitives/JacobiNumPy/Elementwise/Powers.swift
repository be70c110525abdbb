import JacobiCore
import JacobiPrimitives

/// `x` to the power of `y`. Shapes broadcast, dtypes are promoted; `bool` becomes `int32`.
///
///     let x = Tensor([1.0, 4, 9])
///     pow(x, 2)  // [ 1. 16. 81.]
///     pow(x, 0.5)  // [1. 2. 3.]
///     pow(2, Tensor([0, 1, 10]))  // [   1    2 1024]
///
/// An integer number in the program as exponent is carried out by multiplications, in the dtype of `x`; a negative one
/// is an error for integers. Powers of integers wrap around; those to tensors of negative exponents have no meaning.
public func pow(_ x: Tensor, _ y: Tensor) -> Tensor {
  if case .literal(.integer(let exponent)) = y.storage {
    return IntegerPow(exponent: exponent).elementwise(x, named: "pow", in: .numeric)
  }
  let dtype = ElementwiseDomain.numeric.promotion(of: [x, y]).dtype
  return dtype.isInteger ? integerPower(x, y) : Pow().elementwise(x, y, named: "pow")
}

/// `x` to the power of a number, which takes the dtype of `x`; see `pow` of two tensors.
@_disfavoredOverload
public func pow<Scalar: TensorScalar>(_ x: Tensor, _ y: Scalar) -> Tensor {
  pow(x, Tensor(weak: y))
}

/// A number, which takes the dtype of `y`, to the power of `y`; see `pow` of two tensors.
@_disfavoredOverload
public func pow<Scalar: TensorScalar>(_ x: Scalar, _ y: Tensor) -> Tensor {
  pow(Tensor(weak: x), y)
}

/// Exponentiation by squaring. Six bits of the exponent are enough: beyond them the power of any integer but -1, 0 and
/// 1 has overflowed, and of those the square does not change any more.
private func integerPower(_ x: Tensor, _ y: Tensor) -> Tensor {
  guard let (base, exponent) = alignedNumbers(x, y, named: "pow") else { return .invalid }
  var factor = base
  var remaining = exponent
  // The powers of 0 would be wrong for an exponent whose six low bits are 0.
  var power = which((base .== 0) & (exponent .!= 0), Tensor.zeros(like: base), Tensor.ones(like: base))
  for _ in 0..<6 {
    power = which((remaining & 1) .!= 0, power * factor, power)
    factor = factor * factor
    remaining = ShiftRightLogical().elementwise(remaining, 1, named: "pow")
  }
  return power
}
