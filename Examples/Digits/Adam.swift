import Jacobi

/// The optimiser of Kingma and Ba, 2015: steps of about `rate`, scaled by running moments of the gradient.
struct Adam: PyTree {
  var mean: MLP
  var square: MLP
  var count: Tensor
  /// Static fields belong to the structure: another value compiles the step again.
  let rate: Float

  init(for model: MLP, rate: Float) throws {
    mean = try treeMap(model) { .zeros($0.shape) }
    square = mean
    count = .zeros([])
    self.rate = rate
  }

  /// The model after a step against the gradient.
  mutating func update(_ model: MLP, gradient: MLP) throws -> MLP {
    count = count + 1
    mean = try treeMap(mean, gradient) { 0.9 * $0 + 0.1 * $1 }
    square = try treeMap(square, gradient) { 0.999 * $0 + 0.001 * $1 * $1 }
    let meanBias = 1 - pow(0.9, count)
    let squareBias = 1 - pow(0.999, count)
    return try treeMap(model, mean, square) { parameter, mean, square in
      parameter - rate * (mean / meanBias) / (sqrt(square / squareBias) + 1e-8)
    }
  }
}

/// Everything that a training step changes.
struct TrainingState: PyTree {
  var model: MLP
  var optimizer: Adam
}

/// One step on a minibatch, and the loss before it.
func trainingStep(_ state: TrainingState, _ images: Tensor, _ labels: Tensor) throws -> (TrainingState, Tensor) {
  let (value, gradient) = try valueAndGrad(loss)(state.model, images, labels)
  var next = state
  next.model = try next.optimizer.update(state.model, gradient: gradient)
  return (next, value)
}
