import JacobiCore
import JacobiNumPy

/// The cross entropy of labels between 0 and 1 under the probabilities `sigmoid(logits)`, element by element.
///
///     sigmoidBinaryCrossEntropy(logits: Tensor([0.0, 1000]), labels: Tensor([1.0, 1]))  // [0.6931472 0. ]
///
/// - Parameters:
///   - logits: of a floating dtype.
///   - labels: the right probabilities; must broadcast with the logits.
public func sigmoidBinaryCrossEntropy(logits: Tensor, labels: Tensor) -> Tensor {
  -(labels * logSigmoid(logits)) - (1 - labels) * logSigmoid(-logits)
}

/// `max(0, 1 - prediction · target)`, element by element.
///
///     hingeLoss(Tensor([0.5, 2]), Tensor([1.0, -1]))  // [0.5 3. ]
///
/// - Parameters:
///   - predictions: any numbers but complex ones.
///   - targets: -1 or 1.
public func hingeLoss(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
  maximum(1 - predictions * targets, 0)
}

/// The Kullback-Leibler divergence of predicted from target distributions, along the last axis, which disappears.
///
///     klDivergence(logPredictions: log(Tensor([0.5, 0.5])), targets: Tensor([1.0, 0]))  // 0.6931472
///
/// - Parameters:
///   - logPredictions: the logarithms of the predicted probabilities.
///   - targets: the target probabilities; where they are 0, nothing is added.
public func klDivergence(logPredictions: Tensor, targets: Tensor) -> Tensor {
  let isZero = targets .== 0
  let logTargets = which(isZero, 0.0, log(which(isZero, 1.0, targets)))
  return (targets * (logTargets - logPredictions)).sum(axis: -1)
}
