import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// `exp(x)`, divided by its sum along an axis, without overflow: positive numbers that add up to 1.
///
///     softmax(Tensor([[0.0, 0], [0, 1000]]))                                 // [[0.5 0.5] [0. 1. ]]
///     softmax(Tensor([0.0, 0, 5]), where: Tensor([true, true, false]))      // [0.5 0.5 0. ]
///
/// Integers give a floating result. A row of `-inf` alone gives NaN.
///
/// - Parameters:
///   - x: the logits.
///   - axis: the one along which the exponentials add up; a negative one counts from the back.
///   - mask: the elements that take part, by default all; the others give 0.
public func softmax(_ x: Tensor, axis: Int = -1, where mask: Tensor? = nil) -> Tensor {
  if x.isInvalid { return x }
  let logits = mask.map { which($0, x, -Tensor.infinity) } ?? x
  let exponentials = exp(logits - StopGradient()(largest(logits, axis: axis)))
  let included = mask.map { which($0, exponentials, 0.0) } ?? exponentials
  let result = exponentials / included.sum(axis: axis, keepDims: true)
  return mask.map { which($0, result, 0.0) } ?? result
}

/// The logarithm of ``softmax(_:axis:where:)``, without a loss of precision.
///
///     logSoftmax(Tensor([0.0, 0]))  // [-0.6931472 -0.6931472]
///
/// - Parameters:
///   - x: the logits.
///   - axis: the one along which the exponentials add up; a negative one counts from the back.
///   - mask: the elements that take part, by default all; the others give `-inf`.
public func logSoftmax(_ x: Tensor, axis: Int = -1, where mask: Tensor? = nil) -> Tensor {
  if x.isInvalid { return x }
  let logits = mask.map { which($0, x, -Tensor.infinity) } ?? x
  let shifted = logits - StopGradient()(largest(logits, axis: axis))
  let exponentials = exp(shifted)
  let included = mask.map { which($0, exponentials, 0.0) } ?? exponentials
  let result = shifted - log(included.sum(axis: axis, keepDims: true))
  return mask.map { which($0, result, -Tensor.infinity) } ?? result
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
///   - mask: the elements that take part, by default all.
public func logSumExp(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false, where mask: Tensor? = nil) -> Tensor {
  if x.isInvalid { return x }
  let x = mask.map { which($0, x, -Tensor.infinity) } ?? x
  let largest = StopGradient()(largest(x, axis: axis))
  // An infinite shift would give NaN for infinities, whose exponentials need none.
  let shift = which(isFinite(largest), largest, Tensor.zeros(like: largest))
  let sum = log(exp(x - shift).sum(axis: axis, keepDims: keepDims))
  return sum + (keepDims ? shift : shift.reshaped(sum.shape))
}

/// The largest elements along an axis, or along all of them, which stay with size 1; `-inf` of none.
private func largest(_ x: Tensor, axis: Int?) -> Tensor {
  x.reduced(by: ReduceMax.self, ReducedAxes(axis), keepDims: true, named: "max")
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
  if x.isInvalid { return x }
  let sum = logSumExp(x, axis: axis, keepDims: keepDims, where: mask)
  let ones = mask.map { $0.broadcast(to: x.shape).asType(sum.dtype) } ?? Tensor.ones(x.shape, dtype: sum.dtype)
  return sum - log(ones.sum(axis: axis, keepDims: keepDims))
}

extension Tensor {
  /// A number in the program, which takes the dtype of what it is combined with.
  static var infinity: Tensor { Tensor(weak: Double.infinity) }
}
