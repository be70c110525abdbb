import JacobiCore
import JacobiNumPy

/// For each label a vector with a 1 at its position and 0 elsewhere, along a new axis; all 0 for a label out of range.
///
///     oneHot(Tensor([0, 2]), classes: 3)  // [[1. 0. 0.] [0. 0. 1.]]
///
/// - Parameters:
///   - labels: integers, as numbers of any integer or floating dtype.
///   - classes: the size of the new axis.
///   - dtype: the dtype of the result.
///   - axis: its place in the result; a negative one counts from the back of the result.
public func oneHot(_ labels: Tensor, classes: Int, dtype: DType = .float32, axis: Int = -1) -> Tensor {
  if labels.isInvalid { return labels }
  guard labels.dtype.isInteger || labels.dtype.isFloating else {
    report(
      .dtypeMismatch(
        expected: "labels of an integer or floating dtype", actual: "\(labels.type)",
        operation: Operation("oneHot", operands: [labels.type])))
    return .invalid
  }
  let expanded = labels.expandedDimensions(axis: axis)
  if expanded.isInvalid { return expanded }
  var sizes = expanded.shape.map { _ in Dimension(1) }
  sizes[axis < 0 ? axis + expanded.rank : axis] = Dimension(classes)
  return (expanded .== Tensor.arange(classes).reshaped(Shape(sizes))).asType(dtype)
}

/// The cross entropy of labels under the probabilities `softmax(logits)`, for each example: the last axis disappears.
///
///     let logits = Tensor([[0.0, 0], [3, 0]])
///     let losses = softmaxCrossEntropy(logits: logits, labels: Tensor([0, 1]))
///     losses  // [0.6931472 3.0485873]
///
/// - Parameters:
///   - logits: of a floating dtype.
///   - labels: either integers, the numbers of the right classes, without the last axis of the logits; or floating
///     numbers, the right probabilities, of the shape of the logits. The loss of an integer that is not the number of a
///     class is NaN; negative ones count from the back.
public func softmaxCrossEntropy(logits: Tensor, labels: Tensor) -> Tensor {
  if logits.isInvalid || labels.isInvalid { return .invalid }
  let logProbabilities = logSoftmax(logits)
  guard labels.dtype.isInteger else { return -(labels * logProbabilities).sum(axis: -1) }
  guard labels.rank == logits.rank - 1 else {
    report(
      .shapeMismatch(
        expected: "integer labels without the last axis of the logits", actual: "\(logits.shape) and \(labels.shape)",
        operation: Operation("softmaxCrossEntropy", operands: [logits.type, labels.type])))
    return .invalid
  }
  return -logProbabilities.takeAlong(labels.expandedDimensions(axis: -1), axis: -1).squeezed(axis: -1)
}
