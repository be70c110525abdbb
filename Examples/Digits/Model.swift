import Jacobi

/// One affine map.
struct Layer: PyTree {
  var weights: Tensor
  var bias: Tensor

  /// Weights with the variance 2 / inputs that keeps the scale of signals through a ReLU (He et al., 2015).
  init(inputs: Int, outputs: Int, key: RandomKey) {
    let deviation = (2 / Double(inputs)).squareRoot()
    weights = key.normal([inputs, outputs]) * deviation
    bias = .zeros([outputs])
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    matmul(x, weights) + bias
  }
}

/// A multilayer perceptron with two hidden layers.
struct MLP: PyTree {
  var hidden1: Layer
  var hidden2: Layer
  var output: Layer

  init(inputs: Int, hidden: Int, classes: Int, key: RandomKey) {
    let keys = key.split(into: 3)
    hidden1 = Layer(inputs: inputs, outputs: hidden, key: keys[0])
    hidden2 = Layer(inputs: hidden, outputs: hidden, key: keys[1])
    output = Layer(inputs: hidden, outputs: classes, key: keys[2])
  }

  /// The scores of the classes, f32[..., classes], for pixels f32[..., inputs].
  func callAsFunction(_ images: Tensor) -> Tensor {
    output(relu(hidden2(relu(hidden1(images)))))
  }
}

/// The mean cross-entropy between the labels and the softmax of the scores.
func loss(_ model: MLP, _ images: Tensor, _ labels: Tensor) -> Tensor {
  softmaxCrossEntropy(logits: model(images), labels: labels).mean()
}
