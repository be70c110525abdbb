import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNN
import JacobiNumPy
import JacobiRandom
import JacobiReference
import JacobiVmap
import Testing

/// The expected numbers are those of `jax.lax.reduce_window` (JAX 0.10.2).
@Suite struct WindowReductionTests {
  private let x = Tensor.arange(6).reshaped(2, 3)

  @Test func sumsAndProducts() {
    let sums = reduceWindow([x.asType(.float32)], from: [0], window: [2, 2]) { sum, next in [sum[0] + next[0]] }
    #expect(sums[0].value == Tensor([[8.0, 12]]).value)
    let products = reduceWindow(
      [x], from: [1], window: [1, 2], strides: [1, 2], padding: .explicit([(0, 0), (1, 1)])
    ) { product, next in [product[0] * next[0]] }
    #expect(products[0].value == Tensor([[0, 2], [3, 20]]).value)
  }

  @Test func positionsOfTheLargest() throws {
    let position = Tensor.iota([2, 3], axis: 1)
    let pair = { (x: Tensor) in
      reduceWindow([x, position], from: [-1, -1], window: [1, 2]) { best, next in
        let isBetter = next[0] .> best[0]
        return [which(isBetter, next[0], best[0]), which(isBetter, next[1], best[1])]
      }[1]
    }
    #expect(pair(x).value == Tensor([[1, 2], [1, 2]]).value)
    #expect(try jit(pair)(x).value == pair(x).value)
  }

  @Test func mistakesAreReported() {
    #expect(throws: TensorError.self) {
      try withTensorErrors { reduceWindow([x], from: [0], window: [2]) { sum, next in [sum[0] + next[0]] } }
    }
    #expect(throws: TensorError.self) {
      try withTensorErrors { reduceWindow([x], from: [], window: [1, 1]) { sum, next in [sum[0] + next[0]] } }
    }
  }

  /// Errors name the parameters by the labels of the function that was called.
  @Test func errorsNameTheLabels() {
    let images = Tensor.ones([1, 1, 4])
    let kernel = Tensor.ones([1, 1, 2])
    func message(_ body: () -> Tensor) -> String {
      do {
        try withTensorErrors { _ = body() }
        return ""
      } catch { return "\(error)" }
    }
    #expect(message { maxPool(images, window: [2], windowDilation: [0]) }.contains("`windowDilation`"))
    #expect(message { convolution(images, kernel, kernelDilation: [0]) }.contains("`kernelDilation`"))
    #expect(message { convolution(images, kernel, inputDilation: [1, 1]) }.contains("`inputDilation`"))
    #expect(message { convolutionTransposed(images, kernel, strides: [0]) }.contains("`strides`"))
    #expect(message { patches(images, window: [2], windowDilation: [-1]) }.contains("`windowDilation`"))
  }
}
