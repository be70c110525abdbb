import JacobiCore
import JacobiPrimitives

/// The absolute value; of complex numbers the modulus, which is real. Booleans stay what they are.
///
///     abs(Tensor([-1.5, 2]))  // [1.5 2. ]
///     abs(Tensor(Complex64(3, 4)))  // 5.0
public func abs(_ x: Tensor) -> Tensor {
  x.dtype.isBoolean ? x : Abs().elementwise(x, named: "abs")
}

/// -1, 0 or 1 by the sign of the elements, in their dtype; for complex numbers `x / |x|`. Not of Booleans.
///
///     sign(Tensor([-2.5, 0, 7]))  // [-1. 0. 1.]
public func sign(_ x: Tensor) -> Tensor {
  Sign().elementwise(x, named: "sign")
}

/// `x * x`; `bool` becomes `int32`.
///
///     square(Tensor([-3, 2]))  // [9 4]
public func square(_ x: Tensor) -> Tensor {
  Square().elementwise(x, named: "square", in: .numeric)
}

/// The larger of two elements; NaN if one is NaN. Shapes broadcast, dtypes are promoted.
///
///     maximum(Tensor([1, 5]), Tensor([3, 2]))  // [3 5]
public func maximum(_ x: Tensor, _ y: Tensor) -> Tensor {
  Max().elementwise(x, y, named: "maximum")
}

/// The larger of each element and a number, which takes the dtype of `x`.
@_disfavoredOverload
public func maximum<Scalar: TensorScalar>(_ x: Tensor, _ y: Scalar) -> Tensor {
  maximum(x, Tensor(weak: y))
}

/// The smaller of two elements; NaN if one is NaN. Shapes broadcast, dtypes are promoted.
///
///     minimum(Tensor([1, 5]), Tensor([3, 2]))  // [1 2]
public func minimum(_ x: Tensor, _ y: Tensor) -> Tensor {
  Min().elementwise(x, y, named: "minimum")
}

/// The smaller of each element and a number, which takes the dtype of `x`.
@_disfavoredOverload
public func minimum<Scalar: TensorScalar>(_ x: Tensor, _ y: Scalar) -> Tensor {
  minimum(x, Tensor(weak: y))
}

/// The elements limited to a range: `minimum(maximum(x, lower), upper)`, without a bound that is `nil`.
///
///     let x = Tensor([-2.0, 0.5, 3])
///     clip(x, min: 0)  // [0. 0.5 3. ]
///     clip(x, min: -1, max: 1)  // [-1. 0.5 1. ]
///
/// Shapes broadcast, dtypes are promoted.
public func clip(_ x: Tensor, min lower: Tensor? = nil, max upper: Tensor? = nil) -> Tensor {
  var result = x
  if let lower { result = maximum(lower, result) }
  if let upper { result = minimum(upper, result) }
  return result
}

/// The quotient rounded down. Shapes broadcast, dtypes are promoted; `bool` becomes `int32`; not of complex numbers.
///
///     floorDivide(Tensor([-7, 7]), 2)  // [-4 3]
///     floorDivide(Tensor([7.5]), 2)  // [3.]
///
/// The quotient by an integer zero has no meaning.
public func floorDivide(_ x: Tensor, _ y: Tensor) -> Tensor {
  guard let (x, y) = alignedNumbers(x, y, named: "floorDivide") else { return .invalid }
  if x.dtype.isFloating { return floatingFloorDivide(x, y) }
  let quotient = Div()(x, y)
  if x.dtype.isUnsignedInteger { return quotient }
  // Division truncates, which rounds up where the signs differ and a remainder is left.
  let roundsUp = (sign(x) .!= sign(y)) & (Rem()(x, y) .!= 0)
  return which(roundsUp, quotient - 1, quotient)
}

/// As CPython's `float_divmod`: rounding the quotient down would be wrong where it rounds to an integer.
private func floatingFloorDivide(_ x: Tensor, _ y: Tensor) -> Tensor {
  let remainder = Rem()(x, y)
  let quotient = (x - remainder) / y
  let roundsUp = (remainder .!= 0) & (sign(y) .!= sign(remainder))
  return round(which(roundsUp, quotient - 1, quotient))
}

/// The remainder with the sign of the divisor; see `%`.
///
///     remainder(Tensor([-7, 7]), 3)  // [2 1]
public func remainder(_ x: Tensor, _ y: Tensor) -> Tensor {
  guard let (x, y) = alignedNumbers(x, y.replacingZeros(for: x), named: "%") else { return .invalid }
  let truncated = Rem()(x, y)
  if x.dtype.isUnsignedInteger { return truncated }
  let hasOtherSign = (truncated .< 0) .!= (y .< 0)
  return which(hasOtherSign & (truncated .!= 0), truncated + y, truncated)
}

extension Tensor {
  /// For an integer remainder the divisor with 1 in place of 0, which gives 0 there as in NumPy.
  func replacingZeros(for dividend: Tensor) -> Tensor {
    if case .literal(.integer(let number)) = storage, number != 0 { return self }
    let promotion = ElementwiseDomain.numeric.promotion(of: [dividend, self])
    if isInvalid || !promotion.dtype.isInteger { return self }
    let divisor = converted(to: promotion)
    return which(divisor .== 0, Tensor.ones(like: divisor), divisor)
  }
}

/// Two operands of one dtype, which is not `bool`, and one shape; `nil` after reporting that they do not broadcast.
func alignedNumbers(
  _ x: Tensor, _ y: Tensor, in domain: ElementwiseDomain = .numeric, named name: String
) -> (Tensor, Tensor)? {
  if x.isInvalid || y.isInvalid { return nil }
  let promotion = domain.promotion(of: [x, y])
  do throws(TensorError) {
    let shape = try broadcastShape([x, y], operation: name)
    return (
      x.converted(to: promotion).broadcast(to: shape), y.converted(to: promotion).broadcast(to: shape)
    )
  } catch {
    report(error)
    return nil
  }
}
