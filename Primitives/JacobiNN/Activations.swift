import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// `x` where it is positive, else 0; NaN stays. The derivative at 0 is 0.
///
///     relu(Tensor([-1.0, 2]))  // [0. 2.]
public func relu(_ x: Tensor) -> Tensor {
  which(x .<= 0, Tensor.zeros(like: x), x)
}

/// `exp(x)`, divided by its sum along an axis, without overflow: positive numbers that add up to 1.
///
///     softmax(Tensor([[0.0, 0], [0, 1000]]))  // [[0.5 0.5] [0. 1. ]]
///
/// Integers give a floating result. A row of `-inf` alone gives NaN.
///
/// - Parameters:
///   - x: the logits.
///   - axis: the one along which the exponentials add up; a negative one counts from the back.
public func softmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  if x.isInvalid { return x }
  let exponentials = exp(x - StopGradient()(x.max(axis: axis, keepDims: true)))
  return exponentials / exponentials.sum(axis: axis, keepDims: true)
}

/// The logarithm of ``softmax(_:axis:)``, without a loss of precision.
///
///     logSoftmax(Tensor([0.0, 0]))  // [-0.6931472 -0.6931472]
///
/// - Parameters:
///   - x: the logits.
///   - axis: the one along which the exponentials add up; a negative one counts from the back.
public func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  if x.isInvalid { return x }
  let shifted = x - StopGradient()(x.max(axis: axis, keepDims: true))
  return shifted - log(exp(shifted).sum(axis: axis, keepDims: true))
}

/// The logarithm of the sum of `exp(x)`, without overflow; `-inf` where all elements are.
///
///     logSumExp(Tensor([1000.0, 1000]))  // 1000.6932
///
/// Integers give a floating result.
///
/// - Parameters:
///   - x: the exponents.
///   - axis: a negative one counts from the back; without it all axes.
///   - keepDims: whether the axes taken together stay, with size 1.
public func logSumExp(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor {
  if x.isInvalid { return x }
  let largest = StopGradient()(x.max(axis: axis, keepDims: true))
  // An infinite shift would give NaN for infinities, whose exponentials need none.
  let shift = which(isFinite(largest), largest, Tensor.zeros(like: largest))
  let sum = log(exp(x - shift).sum(axis: axis, keepDims: keepDims))
  return sum + (keepDims ? shift : shift.reshaped(sum.shape))
}
