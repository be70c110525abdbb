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
  softmax(x, axes: [axis], where: mask)
}

/// `exp(x)`, divided by its sum along several axes, without overflow: positive numbers that add up to 1.
///
///     softmax(Tensor.zeros([2, 2]), axes: [0, 1])  // [[0.25 0.25] [0.25 0.25]]
///
/// - Parameters:
///   - x: the logits.
///   - axes: those along which the exponentials add up; negative ones count from the back.
///   - mask: the elements that take part, by default all; the others give 0.
public func softmax(_ x: Tensor, axes: [Int], where mask: Tensor? = nil) -> Tensor {
  if x.isInvalid { return x }
  let logits = mask.map { which($0, x, -Tensor.infinity) } ?? x
  let exponentials = exp(logits - StopGradient()(largest(logits, .some(axes))))
  let result = exponentials / exponentials.sum(axes: axes, keepDims: true, where: mask)
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
  logSoftmax(x, axes: [axis], where: mask)
}

/// The logarithm of ``softmax(_:axes:where:)``, without a loss of precision.
///
///     logSoftmax(Tensor.zeros([1, 2]), axes: [0, 1])  // [[-0.6931472 -0.6931472]]
///
/// - Parameters:
///   - x: the logits.
///   - axes: those along which the exponentials add up; negative ones count from the back.
///   - mask: the elements that take part, by default all; the others give `-inf`.
public func logSoftmax(_ x: Tensor, axes: [Int], where mask: Tensor? = nil) -> Tensor {
  if x.isInvalid { return x }
  let logits = mask.map { which($0, x, -Tensor.infinity) } ?? x
  let shifted = logits - StopGradient()(largest(logits, .some(axes)))
  let result = shifted - log(exp(shifted).sum(axes: axes, keepDims: true, where: mask))
  return mask.map { which($0, result, -Tensor.infinity) } ?? result
}

/// The largest elements along some axes, which stay with size 1; `-inf` of none.
func largest(_ x: Tensor, _ axes: ReducedAxes) -> Tensor {
  x.reduced(by: ReduceMax.self, axes, keepDims: true, named: "max")
}

extension Tensor {
  /// A number in the program, which takes the dtype of what it is combined with.
  static var infinity: Tensor { Tensor(weak: Double.infinity) }
}
