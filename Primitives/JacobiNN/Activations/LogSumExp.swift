import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// The logarithm of the sum of `exp(x)`, without overflow; `-inf` where all elements are.
///
///     logSumExp(Tensor([1000.0, 1000]))  // 1000.6932
///     logSumExp(Tensor([1000.0, 1000]), weights: Tensor([3.0, -2]))  // 1000.0
///
/// Integers give a floating result.
///
/// - Parameters:
///   - x: the exponents.
///   - axis: a negative one counts from the back; without it all axes.
///   - weights: the factors of the exponentials, by default 1; they broadcast with `x`. Where the sum is negative the result
///     is NaN, see ``signedLogSumExp(_:axes:weights:keepDims:where:)``.
///   - keepDims: whether the axes taken together stay, with size 1.
///   - mask: the elements that take part, by default all.
public func logSumExp(
  _ x: Tensor, axis: Int? = nil, weights: Tensor? = nil, keepDims: Bool = false, where mask: Tensor? = nil
) -> Tensor {
  logSumExp(x, ReducedAxes(axis), weights: weights, keepDims: keepDims, where: mask)
}

/// The logarithm of the sum of `exp(x)` along several axes, without overflow; `-inf` where all elements are.
///
///     logSumExp(Tensor.full([2, 2], 1000.0), axes: [0, 1])  // 1001.3863
///
/// - Parameters:
///   - x: the exponents.
///   - axes: negative ones count from the back.
///   - weights: the factors of the exponentials, by default 1; they broadcast with `x`.
///   - keepDims: whether the axes taken together stay, with size 1.
///   - mask: the elements that take part, by default all.
public func logSumExp(
  _ x: Tensor, axes: [Int], weights: Tensor? = nil, keepDims: Bool = false, where mask: Tensor? = nil
) -> Tensor {
  logSumExp(x, .some(axes), weights: weights, keepDims: keepDims, where: mask)
}

/// The sign of a weighted sum of `exp(x)`, and the logarithm of its absolute value, without overflow.
///
///     let sum = signedLogSumExp(Tensor([1000.0, 1000]), axes: [0], weights: Tensor([1.0, -2]))
///     sum.sign  // -1.0
///     sum.logarithm  // 1000.0
///
/// - Parameters:
///   - x: the exponents.
///   - axes: negative ones count from the back.
///   - weights: the factors of the exponentials; they broadcast with `x`.
///   - keepDims: whether the axes taken together stay, with size 1.
///   - mask: the elements that take part, by default all.
public func signedLogSumExp(
  _ x: Tensor, axes: [Int], weights: Tensor, keepDims: Bool = false, where mask: Tensor? = nil
) -> (sign: Tensor, logarithm: Tensor) {
  if x.isInvalid || weights.isInvalid { return (.invalid, .invalid) }
  let (sum, shift) = shiftedSum(x, .some(axes), weights: weights, keepDims: keepDims, where: mask)
  return (sign(sum), log(abs(sum)) + shift)
}

/// The logarithm of the mean of `exp(x)`, without overflow.
///
///     logMeanExp(Tensor([1000.0, 1000]))  // 1000.0
///
/// - Parameters:
///   - x: the exponents.
///   - axis: a negative one counts from the back; without it all axes.
///   - keepDims: whether the axes taken together stay, with size 1.
///   - mask: the elements that take part, by default all.
public func logMeanExp(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false, where mask: Tensor? = nil) -> Tensor {
  logMeanExp(x, ReducedAxes(axis), keepDims: keepDims, where: mask)
}

/// The logarithm of the mean of `exp(x)` along several axes, without overflow.
///
///     logMeanExp(Tensor.full([2, 2], 1000.0), axes: [0, 1])  // 1000.0
///
/// - Parameters:
///   - x: the exponents.
///   - axes: negative ones count from the back.
///   - keepDims: whether the axes taken together stay, with size 1.
///   - mask: the elements that take part, by default all.
public func logMeanExp(_ x: Tensor, axes: [Int], keepDims: Bool = false, where mask: Tensor? = nil) -> Tensor {
  logMeanExp(x, .some(axes), keepDims: keepDims, where: mask)
}

private func logMeanExp(_ x: Tensor, _ axes: ReducedAxes, keepDims: Bool, where mask: Tensor?) -> Tensor {
  if x.isInvalid { return x }
  let sum = logSumExp(x, axes, weights: nil, keepDims: keepDims, where: mask)
  let ones = mask.map { $0.broadcast(to: x.shape).asType(sum.dtype) } ?? Tensor.ones(x.shape, dtype: sum.dtype)
  return sum - log(ones.sum(over: axes, keepDims: keepDims))
}

private func logSumExp(
  _ x: Tensor, _ axes: ReducedAxes, weights: Tensor?, keepDims: Bool, where mask: Tensor?
) -> Tensor {
  if x.isInvalid || weights?.isInvalid == true { return .invalid }
  let (sum, shift) = shiftedSum(x, axes, weights: weights, keepDims: keepDims, where: mask)
  return log(sum) + shift
}

/// The sum of `exp(x - shift)`, and the shift, which is the largest exponent.
private func shiftedSum(
  _ x: Tensor, _ axes: ReducedAxes, weights: Tensor?, keepDims: Bool, where mask: Tensor?
) -> (sum: Tensor, shift: Tensor) {
  var x = mask.map { which($0, x, -Tensor.infinity) } ?? x
  // Elements without weight do not take part, even if they are infinite.
  if let weights { x = which(weights .!= 0, x, -Tensor.infinity) }
  let largest = StopGradient()(largest(x, axes))
  // An infinite shift would give NaN for infinities, whose exponentials need none.
  let shift = which(isFinite(largest), largest, Tensor.zeros(like: largest))
  let exponentials = exp(x - shift)
  let terms = weights.map { exponentials * $0 } ?? exponentials
  let sum = terms.sum(over: axes, keepDims: keepDims)
  return (sum, keepDims ? shift : shift.reshaped(sum.shape))
}

extension Tensor {
  fileprivate func sum(over axes: ReducedAxes, keepDims: Bool) -> Tensor {
    switch axes {
    case .all: sum(keepDims: keepDims)
    case .some(let axes): sum(axes: axes, keepDims: keepDims)
    }
  }
}
