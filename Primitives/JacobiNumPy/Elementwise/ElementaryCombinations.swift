import JacobiCore
import JacobiPrimitives

// Functions of each element that are made of others. Shapes broadcast, dtypes are promoted.

/// `1 / x`; integers become floating.
///
///     reciprocal(Tensor([2, 4]))  // [0.5 0.25]
public func reciprocal(_ x: Tensor) -> Tensor {
  IntegerPow(exponent: -1).elementwise(x, named: "reciprocal", in: .inexact)
}

/// The length of the hypotenuse, `sqrt(x² + y²)`, without overflow on the way; not of complex numbers.
///
///     hypot(Tensor([3.0, 5]), Tensor([4.0, 12]))  // [ 5. 13.]
///
/// Infinite when one side is, even if the other is NaN.
public func hypot(_ x: Tensor, _ y: Tensor) -> Tensor {
  guard var (x, y) = alignedNumbers(x, y, in: .inexact, named: "hypot") else { return .invalid }
  (x, y) = (abs(x), abs(y))
  let largest = maximum(x, y)
  let isSimple = (largest .== 0) .|| isInfinite(x) .|| isInfinite(y)
  let ratio = minimum(x, y) / which(isSimple, 1, largest)
  let length = largest * sqrt(1 + square(which(isSimple, 0, ratio)))
  return which(isInfinite(x) .|| isInfinite(y), Tensor(.infinity, like: length), length)
}

/// `log2(2^x + 2^y)`, without overflow.
///
///     logAddExp2(Tensor([1000.0, 3]), Tensor([1000.0, 3]))  // [1001. 4.]
public func logAddExp2(_ x: Tensor, _ y: Tensor) -> Tensor {
  guard let (x, y) = alignedNumbers(x, y, in: .inexact, named: "logAddExp2") else { return .invalid }
  let largest = maximum(x, y)
  // Equal operands share the derivatives of both extremes, and so have the right one.
  let distance = minimum(x, y) - largest
  let sum = largest + log1p(exp2(distance)) / 0.693147180559945309417
  // Equal infinities have a distance of NaN; with them the sum of the operands is as infinite.
  return which(isNaN(distance), x + y, sum)
}

/// `x` to the power of `y` in a floating dtype, also of integers.
///
///     floatPower(Tensor([2, 4]), -1)  // [0.5 0.25]
public func floatPower(_ x: Tensor, _ y: Tensor) -> Tensor {
  Pow().elementwise(x, y, named: "floatPower", in: .inexact)
}

/// The sine of `πx`, divided by `πx`; 1 at 0. Integers become floating.
///
///     sinc(Tensor([0.0, 0.5]))  // [1. 0.63661975]
///
/// Its derivatives at 0 are right up to the fifth.
public func sinc(_ x: Tensor) -> Tensor {
  let angle = x * Double.pi
  let isZero = angle .== 0
  let nonzero = which(isZero, 1, angle)
  let squared = square(which(isZero, angle, 0))
  return which(isZero, 1 - squared / 6 + square(squared) / 120, sin(nonzero) / nonzero)
}

/// Angles in degrees as radians. Integers become floating.
///
///     deg2rad(Tensor([0, 180]))  // [0. 3.1415927]
public func deg2rad(_ x: Tensor) -> Tensor {
  Mul().elementwise(x, Tensor(weak: Double.pi / 180), named: "deg2rad", in: .inexact)
}

/// Angles in radians as degrees. Integers become floating.
///
///     rad2deg(Tensor([0, Double.pi]))  // [ 0. 180.]
public func rad2deg(_ x: Tensor) -> Tensor {
  Mul().elementwise(x, Tensor(weak: 180 / Double.pi), named: "rad2deg", in: .inexact)
}

/// The step function: 0 for negative `x`, 1 for positive ones, `value` at 0, NaN at NaN. Integers become floating.
///
///     heaviside(Tensor([-2.0, 0, 3]), 0.5)  // [0. 0.5 1. ]
public func heaviside(_ x: Tensor, _ value: Tensor) -> Tensor {
  guard let (x, value) = alignedNumbers(x, value, in: .inexact, named: "heaviside") else { return .invalid }
  return which(x .< 0, 0, which(x .> 0, 1, which(isNaN(x), x, value)))
}

/// The larger of two elements; if one is NaN, the other.
///
///     fmax(Tensor([1, .nan]), 0)  // [1. 0.]
public func fmax(_ x: Tensor, _ y: Tensor) -> Tensor { which(isNaN(x), y, which(isNaN(y), x, maximum(x, y))) }

/// The smaller of two elements; if one is NaN, the other.
///
///     fmin(Tensor([1, .nan]), 0)  // [0. 0.]
public func fmin(_ x: Tensor, _ y: Tensor) -> Tensor { which(isNaN(x), y, which(isNaN(y), x, minimum(x, y))) }

/// The elements as they are: the counterpart of the negation. Not of Booleans.
///
///     positive(Tensor([1, -2]))  // [ 1 -2]
public func positive(_ x: Tensor) -> Tensor {
  if x.isInvalid || !x.dtype.isBoolean { return x }
  report(.dtypeMismatch(expected: "numbers", actual: "\(x.type)", operation: Operation("positive", operands: [x.type])))
  return .invalid
}

/// The elements with numbers in place of NaN and infinities. Integers stay what they are; of complex numbers both parts.
///
///     nanToNum(Tensor([1, .nan]))  // [1. 0.]
///     nanToNum(Tensor([1.0, 0]) / 0, positiveInfinity: 9)  // [9. 0.]
///
/// - Parameters:
///   - x: the elements.
///   - nan: what takes the place of NaN.
///   - positiveInfinity: what takes the place of infinity; by default the largest number of the dtype.
///   - negativeInfinity: what takes the place of minus infinity; by default the most negative number of the dtype.
public func nanToNum(
  _ x: Tensor, nan: Tensor = 0, positiveInfinity: Tensor? = nil, negativeInfinity: Tensor? = nil
) -> Tensor {
  if x.isInvalid || !x.dtype.isInexact { return x }
  if x.dtype.isComplex {
    let parts = [real(x), imag(x)].map {
      nanToNum($0, nan: nan, positiveInfinity: positiveInfinity, negativeInfinity: negativeInfinity)
    }
    return parts.contains(where: \.isInvalid) ? .invalid : MakeComplex()(parts[0], parts[1])
  }
  let limits = x.dtype.floatingLimits
  let largest = positiveInfinity ?? Tensor(limits?.largest ?? 0, like: x)
  let lowest = negativeInfinity ?? Tensor(limits?.lowest ?? 0, like: x)
  let numbers = which(isNaN(x), nan, which(isPosInf(x), largest, which(isNegInf(x), lowest, x)))
  return numbers.asType(x.dtype)
}
