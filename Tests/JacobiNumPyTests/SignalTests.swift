import JacobiCore
import JacobiNumPy
import JacobiReference
import Testing

/// The expected numbers are those of `jax.numpy` and `jax.scipy.signal` (JAX 0.10.2).
@Suite struct SignalTests {
  private let x = Tensor([1.0, 2, -3, 0.5, 4], dtype: .float64)
  private let y = Tensor([2.0, -1, 0.5, 3], dtype: .float64)
  private let z = Tensor([1.0, 2, 3, 4, 5, 6], dtype: .float64)

  private func expect(_ actual: Tensor, _ expected: [Double]) {
    #expect(actual.scalars(Double.self) == expected)
  }

  @Test func convolutionOfVectors() {
    expect(convolve(x, y), [2, 3, -7.5, 8, 12, -12.75, 3.5, 12])
    expect(convolve(y, x), [2, 3, -7.5, 8, 12, -12.75, 3.5, 12])
    expect(convolve(x, y, mode: .same), [3, -7.5, 8, 12, -12.75])
    expect(convolve(y, x, mode: .same), [3, -7.5, 8, 12, -12.75])
    expect(convolve(x, z, mode: .same), [4, 4.5, 9, 13.5, 11, 0.5])
    expect(convolve(x, y, mode: .valid), [8, 12])
    expect(convolve(y, x, mode: .valid), [8, 12])
    #expect(convolve(Tensor([1, 2]), Tensor([3, 4])).dtype == .float32)
  }

  @Test func correlationOfVectors() {
    expect(correlate(x, y, mode: .full), [3, 6.5, -9, 0, 19.25, -4.5, -3, 8])
    expect(correlate(y, x, mode: .full), [8, -3, -4.5, 19.25, 0, -9, 6.5, 3])
    expect(correlate(x, z, mode: .full), [6, 17, -4, -1, 22.5, 18, 13.5, 10, 8.5, 4])
    expect(correlate(x, y, mode: .same), [6.5, -9, 0, 19.25, -4.5])
    expect(correlate(y, x, mode: .same), [-4.5, 19.25, 0, -9, 6.5])
    expect(correlate(x, z, mode: .same), [-4, -1, 22.5, 18, 13.5, 10])
    expect(correlate(x, y), [0, 19.25])
    expect(correlate(y, x), [19.25, 0])
    expect(correlate(x, z), [22.5, 18])
  }

  @Test func convolutionOfImages() {
    let a = Tensor.arange(1..<13, dtype: .float64).reshaped(3, 4)
    let b = Tensor([[1, -1], [2, 0.5]], dtype: .float64)
    let full: [Double] = [1, 1, 1, 1, -4, 7, 5.5, 8, 10.5, -6, 19, 15.5, 18, 20.5, -8, 18, 24.5, 27, 29.5, 6]
    expect(convolve2D(a, b), full)
    expect(convolve2D(b, a), full)
    expect(convolve2D(a, b, mode: .same), [1, 1, 1, 1, 7, 5.5, 8, 10.5, 19, 15.5, 18, 20.5])
    expect(convolve2D(b, a, mode: .same), [5.5, 8, 15.5, 18])
    expect(convolve2D(a, b, mode: .valid), [5.5, 8, 10.5, 15.5, 18, 20.5])
    expect(convolve2D(b, a, mode: .valid), [5.5, 8, 10.5, 15.5, 18, 20.5])
  }

  @Test func correlationOfImages() {
    let a = Tensor.arange(1..<13, dtype: .float64).reshaped(3, 4)
    let b = Tensor([[1, -1], [2, 0.5]], dtype: .float64)
    let full: [Double] = [0.5, 3, 5.5, 8, 8, 1.5, 12, 14.5, 17, 20, -0.5, 22, 24.5, 27, 32, -9, -1, -1, -1, 12]
    expect(correlate2D(a, b), full)
    expect(correlate2D(b, a), full.reversed())
    expect(correlate2D(a, b, mode: .same), [12, 14.5, 17, 20, 22, 24.5, 27, 32, -1, -1, -1, 12])
    expect(correlate2D(b, a, mode: .same), [24.5, 22, 14.5, 12])
    expect(correlate2D(a, b, mode: .valid), [12, 14.5, 17, 22, 24.5, 27])
    expect(correlate2D(b, a, mode: .valid), [27, 24.5, 22, 17, 14.5, 12])
  }

  @Test func mistakesAreReported() {
    #expect(throws: TensorError.self) { try withTensorErrors { convolve(x, Tensor.zeros([0], dtype: .float64)) } }
    #expect(throws: TensorError.self) { try withTensorErrors { correlate(x, x.reshaped(5, 1)) } }
    #expect(throws: TensorError.self) { try withTensorErrors { convolve2D(x, y) } }
    let (wide, tall) = (Tensor.ones([2, 3]), Tensor.ones([3, 2]))
    #expect(throws: TensorError.self) { try withTensorErrors { convolve2D(wide, tall, mode: .valid) } }
    #expect(convolve2D(wide, tall).shape == [4, 4])
  }
}
