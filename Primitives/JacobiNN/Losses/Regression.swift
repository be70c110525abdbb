import JacobiCore
import JacobiNumPy

/// The squares of the differences, element by element.
///
///     squaredError(Tensor([1.0, 5]), Tensor([0.0, 2]))  // [1. 9.]
///
/// - Parameters:
///   - predictions: any numbers but complex ones.
///   - targets: must broadcast with the predictions.
public func squaredError(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
  square(predictions - targets)
}

/// Half the squares of the differences, element by element: the derivative is the difference.
///
///     l2Loss(Tensor([1.0, 5]), Tensor([0.0, 2]))  // [0.5 4.5]
///
/// - Parameters:
///   - predictions: any numbers but complex ones.
///   - targets: must broadcast with the predictions.
public func l2Loss(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
  squaredError(predictions, targets) * 0.5
}

/// Half the square of a small difference, and a straight line for a large one, element by element.
///
///     huberLoss(Tensor([0.5, 5]), Tensor([0.0, 2]))  // [0.125 2.5 ]
///
/// Huber, "Robust estimation of a location parameter", 1964.
///
/// - Parameters:
///   - predictions: any numbers but complex ones.
///   - targets: must broadcast with the predictions.
///   - delta: from which difference on the loss is linear.
public func huberLoss(_ predictions: Tensor, _ targets: Tensor, delta: Double = 1) -> Tensor {
  let distance = abs(predictions - targets)
  let quadratic = minimum(distance, delta)
  return square(quadratic) * 0.5 + (distance - quadratic) * delta
}

/// The cosine of the angle between vectors along the last axis, which disappears.
///
///     cosineSimilarity(Tensor([3.0, 4]), Tensor([3.0, 0]))  // 0.6
///
/// - Parameters:
///   - predictions: vectors of floating numbers.
///   - targets: must broadcast with the predictions.
///   - epsilon: the least length that vectors are taken to have, so that zeros do not give NaN.
public func cosineSimilarity(_ predictions: Tensor, _ targets: Tensor, epsilon: Double = 0) -> Tensor {
  func unit(_ x: Tensor) -> Tensor {
    x / maximum(sqrt(square(x).sum(axis: -1, keepDims: true)), epsilon)
  }
  return (unit(predictions) * unit(targets)).sum(axis: -1)
}

/// One minus the ``cosineSimilarity(_:_:epsilon:)``.
///
///     cosineDistance(Tensor([1.0, 0]), Tensor([0.0, 3]))  // 1.0
///
/// - Parameters:
///   - predictions: vectors of floating numbers.
///   - targets: must broadcast with the predictions.
///   - epsilon: the least length that vectors are taken to have, so that zeros do not give NaN.
public func cosineDistance(_ predictions: Tensor, _ targets: Tensor, epsilon: Double = 0) -> Tensor {
  1 - cosineSimilarity(predictions, targets, epsilon: epsilon)
}
