import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNN
import JacobiNumPy
import JacobiRandom
import JacobiReference
import JacobiVmap
import Testing

/// Functions of this module under `grad`, `vmap`, `jit` and with symbolic sizes.
@Suite struct TransformationTests {
  struct Function: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var apply: @Sendable (Tensor) -> Tensor

    init(_ name: String, _ apply: @escaping @Sendable (Tensor) -> Tensor) {
      testDescription = name
      self.apply = apply
    }
  }

  /// Of a tensor of shape `[batch, 2, 6]`.
  static let functions: [Function] = [
    Function("softmax") { softmax($0, axes: [1, 2]) * $0 },
    Function("logSoftmax") { logSoftmax($0) },
    Function("logSumExp") { logSumExp($0, axis: 1, weights: square($0)) },
    Function("activations") { gelu($0) + silu($0) * elu($0) + mish(selu($0)) + celu($0) + softplus($0) + softSign($0) },
    Function("gates") { glu($0) * logSigmoid($0[.ellipsis, ..<3]) },
    Function("layerNorm") { layerNorm($0, scale: Tensor([1.0, 2, 3, 4, 5, 6])) },
    Function("groupNorm, rmsNorm") { rmsNorm($0, axes: [1, 2]) + standardize($0, where: Tensor([1, 1, 1, 0, 1, 1])) },
    Function("convolution") {
      convolution($0, Tensor([[[1.0, -2], [0.5, 3]], [[-1, 1], [2, 0.25]]]), strides: [2], padding: .same)
    },
    Function("convolutionTransposed") { convolutionTransposed($0, Tensor([[[1.0, -2], [0.5, 3]]]), strides: [2]) },
    Function("pooling") {
      maxPool($0, window: [2]) * avgPool($0, window: [2], padding: .valid) - minPool($0, window: [2])
    },
    Function("patches") { patches($0, window: [3], strides: [2]) },
    Function("attention") { x in
      let heads = x.expandedDimensions(axis: 2)
      return dotProductAttention(heads, heads * 0.5, square(heads), isCausal: true)
    },
    Function("losses") {
      softmaxCrossEntropy(logits: $0, labels: softmax(-$0)) + huberLoss($0, 0.3).sum(axis: -1)
        + cosineSimilarity($0, square($0))
    },
  ]

  private let x = Tensor([
    [[0.3, -0.8, 1.1, 0.7, -1.6, 0.2], [1.4, 0.9, -0.4, 0.1, 0.6, -1.2]],
    [[-0.5, 1.3, 0.4, -0.9, 0.8, 1.7], [0.15, -0.25, 2.1, -1.1, 0.45, 0.95]],
    [[1.9, -0.1, 0.75, 0.35, -0.65, 1.05], [-1.3, 0.55, 0.05, 1.5, -0.35, 0.85]],
  ])

  @Test(arguments: functions) func gradientsAreThoseOfDifferences(function: Function) throws {
    let loss = { (x: Tensor) in (function.apply(x) * cos(function.apply(x))).sum() }
    let wide = x.asType(.float64)
    let gradient = try grad(loss)(wide)
    // Along one direction: central differences have an error of their own of about the step squared.
    let direction = sin(Tensor.arange(36, dtype: .float64)).reshaped(3, 2, 6)
    let step = 1e-6
    let slope = (loss(wide + direction * step) - loss(wide - direction * step)) / (2 * step)
    let derivative = (gradient * direction).sum()
    #expect(isClose(derivative, slope, relative: 1e-6, absolute: 1e-7).item(), "\(derivative), not \(slope)")
  }

  @Test(arguments: functions) func batchesAreSingleExamples(function: Function) throws {
    let single = { (x: Tensor) in function.apply(x.expandedDimensions(axis: 0)).squeezed(axis: 0) }
    let batched = try vmap(single)(x)
    let expected = stacked((0..<3).map { single(x[$0]) })
    #expect(batched.shape == expected.shape)
    #expect(allClose(batched, expected, relative: 1e-5, absolute: 1e-6).item())
  }

  @Test(arguments: functions) func compiledFunctionsAreTheSame(function: Function) throws {
    let compiled = try jit(function.apply)(x)
    #expect(allClose(compiled, function.apply(x), relative: 1e-5, absolute: 1e-6).item())
    let gradient = { (x: Tensor) throws in try grad { (x: Tensor) in function.apply(x).sum() }(x) }
    #expect(allClose(try jit(gradient)(x), try gradient(x), relative: 1e-5, absolute: 1e-5).item())
  }

  @Test(arguments: functions) func batchesMayBeSymbolic(function: Function) throws {
    let b = Dimension.symbol("b")
    let traced = try traceProgram([TensorType(.float32, [b, 2, 6])]) { [function.apply($0[0])] }
    let shape = function.apply(x).shape
    #expect(traced.program.outputTypes[0].shape.rank == shape.rank)
    let known = Array(traced.program.outputTypes[0].shape.dimensions.dropFirst())
    #expect(known == Array(shape.dimensions.dropFirst()))
    #expect(traced.program.outputTypes[0].shape[0] == b)
  }
}
