import JacobiCore
import JacobiNN
import JacobiNumPy
import JacobiReference
import Testing

/// The expected numbers are those of `jax.nn` and `jax.scipy.special` (JAX 0.10.2) in `float64`.
@Suite struct NNTests {
  private let x = Tensor([1, -2, 0.5, 1000, 1001, -Double.infinity], shape: [2, 3])
  private let logits = Tensor([0.2, -1.3, 2.5, 3, 0, -1], shape: [2, 3])

  /// Whether two tensors of `float64` agree but for a few roundings.
  private func agree(_ actual: Tensor, _ expected: [Double], shape: Shape) -> Bool {
    actual.type == TensorType(.float64, shape)
      && allClose(actual, Tensor(expected, shape: shape), relative: 1e-14, absolute: 0).item(Bool.self)
  }

  @Test func reluKeepsPositiveNumbersAndNaN() {
    let y = relu(Tensor([-1, 0, 2, Float.nan], shape: [4])).scalars(Float.self)
    #expect(y.prefix(3) == [0, 0, 2])
    #expect(y[3].isNaN)
    #expect(relu(Tensor([-3, 4])).scalars() == [0, 4] as [Int32])
  }

  @Test func softmaxDoesNotOverflow() {
    let expected = [
      0.6037488961486258, 0.030058887569574023, 0.3661922162818002, 0.2689414213699951, 0.7310585786300049, 0,
    ]
    #expect(agree(softmax(x), expected, shape: [2, 3]))
    #expect(agree(softmax(x, axis: 0)[.all, ..<2], [0, 0, 1, 1], shape: [2, 2]))
  }

  @Test func logSoftmaxDoesNotOverflow() {
    let expected = [
      -0.5045969023422835, -3.5045969023422834, -1.0045969023422834, -1.3132616875182228, -0.31326168751822286,
      -.infinity,
    ]
    #expect(agree(logSoftmax(x), expected, shape: [2, 3]))
  }

  @Test func logSumExpDoesNotOverflow() {
    #expect(agree(logSumExp(x, axis: -1), [1.5045969023422834, 1001.3132616875182], shape: [2]))
    #expect(agree(logSumExp(x, axis: 1, keepDims: true), [1.5045969023422834, 1001.3132616875182], shape: [2, 1]))
    #expect(agree(logSumExp(x), [1001.3132616875182], shape: []))
    #expect(logSumExp(Tensor([-Float.infinity, -.infinity], shape: [2])).item(Float.self) == -.infinity)
    #expect(logSumExp(Tensor([Float.infinity, 0], shape: [2])).item(Float.self) == .infinity)
    #expect(logSumExp(Tensor([1, 2, 3])).dtype == .float32)
  }

  @Test func oneHotMarksThePosition() {
    let labels = Tensor([0, 2, 5, -1])
    #expect(oneHot(labels, classes: 3).scalars() == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0] as [Float])
    #expect(oneHot(labels, classes: 3).shape == [4, 3])
    let first = oneHot(labels, classes: 3, dtype: .int8, axis: 0)
    #expect(first.type == TensorType(.int8, [3, 4]))
    #expect(first.scalars() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0] as [Int8])
  }

  @Test func crossEntropyTakesClassesAndProbabilities() {
    let classes = softmaxCrossEntropy(logits: logits, labels: Tensor([2, 1]))
    #expect(agree(classes, [0.11567380441704374, 3.0658839037574293], shape: [2]))
    let probabilities = Tensor([0.1, 0.2, 0.7, 0, 1, 0], shape: [2, 3])
    let loss = softmaxCrossEntropy(logits: logits, labels: probabilities)
    #expect(agree(loss, [1.1056738044170438, 3.0658839037574293], shape: [2]))
  }

  @Test func crossEntropyOfAWrongClassIsNaN() {
    let loss = softmaxCrossEntropy(logits: logits, labels: Tensor([3, -1])).scalars(Double.self)
    #expect(loss[0].isNaN)
    #expect(loss[1] == -logSoftmax(logits)[1, 2].item(Double.self))
  }

  @Test func mistakesAreReported() {
    #expect(oneHot(Tensor([1, 0.5]), classes: 3).scalars() == [0, 1, 0, 0, 0, 0] as [Float])
    #expect(throws: TensorError.self) { try withTensorErrors { oneHot(Tensor([true]), classes: 3) } }
    #expect(throws: TensorError.self) { try withTensorErrors { softmax(logits, axis: 2) } }
    let error = #expect(throws: TensorError.self) {
      try withTensorErrors { softmaxCrossEntropy(logits: logits, labels: Tensor([[0], [1]])) }
    }
    #expect("\(error!)".contains("softmaxCrossEntropy(f64[2,3], i32[2,1])"))
  }

  @Test func allFunctionsCanBeTracedWithSymbolicSizes() throws {
    let batch = Dimension.symbol("b")
    let inputs = [TensorType(.float32, [batch, 10]), TensorType(.int32, [batch])]
    let traced = try traceProgram(inputs) { operands in
      let hidden = relu(operands[0])
      return [
        softmax(hidden), logSumExp(hidden, axis: 0), oneHot(operands[1], classes: 10),
        softmaxCrossEntropy(logits: hidden, labels: operands[1]),
      ]
    }
    #expect(traced.program.outputTypes.map(\.shape) == [[batch, 10], [10], [batch, 10], [batch]])
  }
}

/// Sums of exponentials with weights and along several axes; the expected numbers are those of JAX 0.10.2.
@Suite struct LogSumExpTests {
  private let x = Tensor([3, -1, 2, 5, 0.5, -4], shape: [2, 3])

  @Test func weights() {
    let exponents = Tensor([1.0, 2, 3], dtype: .float64)
    let logarithm = logSumExp(exponents, weights: Tensor([4.0, 0.5, 1], dtype: .float64))
    #expect(isClose(logarithm, 3.5453898906707764, relative: 1e-6).item())
    let weights = Tensor([1.0, 0.5, -1], dtype: .float64)
    #expect(isNaN(logSumExp(exponents, weights: weights)).item())
    let signed = signedLogSumExp(exponents, axes: [0], weights: weights)
    #expect(signed.sign.item(Double.self) == -1)
    #expect(isClose(signed.logarithm, 2.615403175354004, relative: 1e-6).item())
    // An infinite element without weight does not count.
    #expect(logSumExp(Tensor([.infinity, 2]), weights: Tensor([0.0, 1])).item(Float.self) == 2)
  }

  @Test func severalAxes() {
    let sum = 5.18134880065918
    #expect(isClose(logSumExp(x, axes: [0, 1]), Tensor(weak: sum), relative: 1e-6).item())
    #expect(isClose(logMeanExp(x, axes: [0, 1]), 3.389589309692383, relative: 1e-6).item())
    #expect(allClose(logSoftmax(x, axes: [0, 1]), x - sum, absolute: 1e-6).item())
    #expect(allClose(softmax(x, axes: [0, 1]), exp(x - sum), relative: 1e-6).item())
    #expect(softmax(x, axes: [0]).value == softmax(x, axis: 0).value)
  }
}
