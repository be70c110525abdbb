import JacobiCore
import JacobiGrad
import JacobiNN
import JacobiNumPy
import JacobiReference
import JacobiVmap
import Testing

/// The expected numbers are those of `jax.lax` (JAX 0.10.2).
@Suite struct ConvolutionTests {
  private let x = Tensor.arange(1..<13, dtype: .float64).reshaped(1, 2, 6) / 4
  private let kernel = Tensor([1.0, -2, 0.5, 3, 0, 1, 2, 1, -1, 0.5, 1, -3], shape: [2, 2, 3])

  private func expect(_ actual: Tensor, _ shape: Shape, _ expected: [Double]) {
    #expect(actual.shape == shape)
    #expect(actual.scalars(Double.self) == expected)
  }

  @Test func paddingAndDilation() {
    expect(
      convolution(x, kernel, strides: [2], padding: .same), [1, 2, 3], [7.125, 8.875, 6.5, -3.625, -3.375, 8.375])
    expect(
      convolution(x, kernel, strides: [2], padding: .sameLower), [1, 2, 3], [1.75, 8, 9.75, -4.5, -3.5, -3.25])
    expect(convolution(x, kernel, kernelDilation: [2]), [1, 2, 2], [7.375, 8.25, -5.125, -5])
    expect(
      convolution(x, kernel, padding: .explicit([(1, -2)]), inputDilation: [2]), [1, 2, 8],
      [-0.5, 7.75, -1, 9.125, -1.5, 10.5, -2, 11.875, 2, -5.125, 2.5, -5.5, 3, -5.875, 3.5, -6.25])
    expect(
      convolution(x, kernel[.all, ..<1], groups: 2), [1, 2, 4], [-0.375, -0.5, -0.625, -0.75, 3.25, 3.75, 4.25, 4.75])
  }

  @Test func featuresLast() {
    let image = Tensor.arange(16, dtype: .float64).reshaped(1, 4, 4, 1) / 2
    let kernel = Tensor([1.0, 2, -1, 0.5, 0, 1, 1, -1], shape: [2, 2, 1, 2])
    expect(
      convolution(image, kernel, strides: [2, 1], padding: .same, layout: .featuresLast), [1, 2, 4, 2],
      [2, -0.25, 2.5, 1, 3, 2.25, 1.5, 6.5, 6, 9.75, 6.5, 11, 7, 12.25, 5.5, 18.5])
  }

  @Test func transposes() {
    expect(
      convolutionTransposed(x, kernel, strides: [2]), [1, 2, 12],
      [
        1.875, -0.5, 7.75, -1, 9.125, -1.5, 10.5, -2, 11.875, -2.5, 13.25, -3, -5.5, 2, -5.125, 2.5, -5.5, 3, -5.875,
        3.5, -6.25, 4, -6.625, 4.5,
      ])
    let three = x[.all, .all, ..<3]
    expect(
      convolutionTransposed(three, kernel, strides: [3], padding: .valid), [1, 2, 9],
      [1.875, -0.5, 5.5, 2.25, -1, 6.5, 2.625, -1.5, 7.5, -5.5, 2, 1.375, -6.5, 2.5, 2, -7.5, 3, 2.625])
    expect(
      convolutionTransposed(x[.all, .all, ..<2], kernel, strides: [4]), [1, 2, 8],
      [1.875, -0.5, 5.5, 0, 2.25, -1, 6.5, 0, -5.5, 2, 1.375, 0, -6.5, 2.5, 2, 0])
    expect(
      convolutionTransposed(three, kernel, strides: [2], isKernelOfForward: true), [1, 2, 6],
      [3.75, 1.25, 2.875, 1, 3.5, 0.75, 1.625, 1.75, -2.5, 2, -2.125, 2.25])
  }

  @Test func patchesBecomeFeatures() {
    expect(
      patches(x, window: [2], strides: [2]), [1, 4, 3], [0.25, 0.75, 1.25, 0.5, 1, 1.5, 1.75, 2.25, 2.75, 2, 2.5, 3])
    let image = Tensor.arange(9, dtype: .float64).reshaped(1, 3, 3, 1)
    expect(
      patches(image, window: [2, 2], layout: .featuresLast), [1, 2, 2, 4],
      [0, 1, 3, 4, 1, 2, 4, 5, 3, 4, 6, 7, 4, 5, 7, 8])
  }

  @Test func pooling() throws {
    let image = Tensor([1.0, 5, 5, 2, 0, -1], shape: [1, 1, 6])
    expect(maxPool(image, window: [3], strides: [2], padding: .same), [1, 1, 3], [5, 5, 0])
    expect(minPool(image, window: [2]), [1, 1, 3], [1, 2, -1])
    expect(avgPool(image, window: [2], strides: [3], padding: .explicit([(1, 0)])), [1, 1, 2], [0.5, 3.5])
    expect(
      avgPool(image, window: [2], strides: [3], padding: .explicit([(1, 0)]), countsPadding: false), [1, 1, 2],
      [1, 3.5])
    // Of two equal elements the first has the derivative.
    expect(try grad { maxPool($0, window: [3], strides: [1]).sum() }(image), [1, 1, 6], [0, 2, 1, 1, 0, 0])
    expect(try grad { avgPool($0, window: [3]).sum() }(image * 1), [1, 1, 6], [Double](repeating: 1 / 3, count: 6))
    let images = concatenated([image, -image])
    expect(try vmap { maxPool($0, window: [3]) }(images.expandedDimensions(axis: 1)), [2, 1, 1, 2], [5, 2, -1, 1])
  }

  @Test func mistakesAreReported() {
    #expect(throws: TensorError.self) { try withTensorErrors { convolution(x, kernel, strides: [0]) } }
    #expect(throws: TensorError.self) { try withTensorErrors { convolution(x, kernel, strides: [1, 1]) } }
    #expect(throws: TensorError.self) { try withTensorErrors { convolution(x, kernel[.all, ..<1]) } }
    #expect(throws: TensorError.self) { try withTensorErrors { convolution(x, kernel, padding: .explicit([])) } }
    #expect(throws: TensorError.self) { try withTensorErrors { convolution(x, kernel, padding: .explicit([(-9, 0)])) } }
    #expect(throws: TensorError.self) { try withTensorErrors { maxPool(x, window: [2, 2]) } }
    #expect(throws: TensorError.self) { try withTensorErrors { maxPool(x, window: [0]) } }
    #expect(throws: TensorError.self) { try withTensorErrors { patches(x, window: [-1]) } }
    #expect(throws: TensorError.self) { try withTensorErrors { convolution(Tensor(1.0), Tensor(2.0)) } }
  }
}
