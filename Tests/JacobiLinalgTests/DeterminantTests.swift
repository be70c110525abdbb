import JacobiCore
import JacobiGrad
import JacobiLinalg
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import Testing

/// The expected numbers are those of `jax.numpy.linalg` (JAX 0.10.2) in `float64`.
@Suite struct DeterminantTests {
  private let a = Tensor([[2.0, -1, 0, 1], [1, 3, -1, 0], [0, 2, 1, -2], [1, 0, 1, 4]], dtype: .float64)
  private let singular = Tensor([[1.0, 2, 3, 4], [2, 4, 6, 8], [0, 1, 0, 1], [1, 0, 2, 0]], dtype: .float64)
  private var z: Tensor { MakeComplex()(a, a.T) }

  private func gradient(_ x: Tensor, _ function: @escaping (Tensor) -> Tensor) throws -> Tensor {
    try grad(function)(x)
  }

  @Test func determinantsOfAllSizes() {
    expectClose(Linalg.det(a), [53], shape: [])
    expectClose(Linalg.det(a[..<3, ..<3]), [11], shape: [])
    expectClose(Linalg.det(a[..<2, ..<2]), [7], shape: [])
    expectClose(Linalg.det(a[..<1, ..<1]), [2], shape: [])
    expectClose(Linalg.det(Tensor.zeros([0, 0], dtype: .float64)), [1], shape: [])
    expectClose(Linalg.det(z), [52, 0], shape: [], dtype: .complex128)
    #expect(Linalg.det(Tensor([[1, 2], [3, 4]])).item(Float.self) == -2)
  }

  @Test func slogdetOfAllSizes() {
    func check(_ x: Tensor, _ sign: Double, _ logarithm: Double) {
      let result = Linalg.slogdet(x)
      expectClose(result.sign, [sign], shape: [])
      expectClose(result.logAbsDet, [logarithm], shape: [])
    }
    check(a, 1, 3.970291913552122)
    check(a[Tensor([1, 0, 2, 3])], -1, 3.970291913552122)
    check(a[..<2, ..<2], 1, 1.9459101490553132)
    check(singular, 0, -.infinity)
    check(Tensor.zeros([2, 2], dtype: .float64), 0, -.infinity)
    check(Tensor([[-4.0]], dtype: .float64), -1, 1.3862943611198906)
    check(Tensor.zeros([0, 0], dtype: .float64), 1, 0)
    let complex = Linalg.slogdet(z)
    expectClose(complex.sign, [1, 0], shape: [], dtype: .complex128)
    expectClose(complex.logAbsDet, [3.951243718581428], shape: [])
  }

  @Test func gradientIsTheCofactors() throws {
    expectClose(
      try gradient(a, Linalg.det), [26, -8, 2, -7, 4, 11, -16, 3, 7, 6, 25, -8, -3, 5, 12, 11], shape: [4, 4])
    expectClose(
      try gradient(z) { Imag()(Linalg.det($0)) },
      [
        -11, -11, 2, 8, -20, -10, 4, -6, 8, 2, 4, 4, -26, 18, -12, -8, -10, -20, 18, -26, 34, 34, -6, 22, -6, 4, -8,
        -12,
        22, -6, 0, 0,
      ], shape: [4, 4], dtype: .complex128)
  }

  @Test func gradientOfASingularMatrixExists() throws {
    expectClose(
      try gradient(singular, Linalg.det), [8, -2, -4, 2, -4, 1, 2, -1, 0, 0, 0, 0, 0, 0, 0, 0], shape: [4, 4])
    let none = [Double](repeating: 0, count: 16)
    expectClose(try gradient(Tensor.ones([4, 4], dtype: .float64), Linalg.det), none, shape: [4, 4])
    expectClose(try gradient(Tensor.zeros([4, 4], dtype: .float64), Linalg.det), none, shape: [4, 4])
    let small = Tensor([[1.0, 2, 3], [2, 4, 6], [0, 1, 1]], dtype: .float64)
    expectClose(try gradient(small, Linalg.det), [-2, -2, 2, 1, 1, -1, 0, 0, 0], shape: [3, 3])
  }

  @Test func gradientOfSlogdetIsTheInverse() throws {
    let gradient = try gradient(a) { Linalg.slogdet($0).logAbsDet }
    expectClose(gradient, Linalg.inv(a).T)
    let complex = try self.gradient(z) { Linalg.slogdet($0).logAbsDet }
    expectClose(complex, Linalg.inv(z).T)
    let sign = try self.gradient(z) { Imag()(Linalg.slogdet($0).sign) }
    // The first row by JAX.
    expectClose(
      sign[0],
      [
        -0.21153846153846154, -0.21153846153846148, 0.0384615384615384, 0.15384615384615383, -0.38461538461538447,
        -0.19230769230769235, 0.07692307692307697, -0.11538461538461538,
      ], shape: [4], dtype: .complex128)
  }
}
