import JacobiCore
import JacobiLinalg
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import Testing

/// The expected numbers are those of `jax.numpy.linalg.norm` (JAX 0.10.2) in `float64`.
@Suite struct NormTests {
  private let a = Tensor([[2.0, -1, 0, 1], [1, 3, -1, 0], [0, 2, 1, -2], [1, 0, 1, 4]], dtype: .float64)
  private var x: Tensor { a[..<2, ..<3] }
  private let v = Tensor([1.0, -2, 3], shape: [3])

  @Test(
    arguments: [
      (nil, 4), (.frobenius, 4), (1, 4), (-1, 1), (.infinity, 5), (.negativeInfinity, 3),
    ] as [(NormOrder?, Double)])
  func normsOfMatrices(order: NormOrder?, expected: Double) {
    expectClose(Linalg.norm(x, order: order), [expected], shape: [])
    if let order {
      expectClose(Linalg.matrixNorm(stacked([x, x * 2]), order: order), [expected, 2 * expected], shape: [2])
    }
  }

  @Test(
    arguments: [
      (nil, 3.7416573867739413), (1, 6), (2, 3.7416573867739413), (3, 3.3019272488946263), (0.5, 17.191508225450303),
      (0, 3), (-1, 0.5454545454545455), (.infinity, 3), (.negativeInfinity, 1),
    ] as [(NormOrder?, Double)])
  func normsOfVectors(order: NormOrder?, expected: Double) {
    expectClose(Linalg.norm(v, order: order), [expected], shape: [])
    expectClose(Linalg.vectorNorm(v, order: order ?? 2, keepDims: true), [expected], shape: [1])
  }

  @Test func axesAreChosen() {
    expectClose(Linalg.norm(x, order: 1, axes: [0]), [3, 4, 1], shape: [3])
    expectClose(Linalg.norm(x, axes: [1], keepDims: true), [2.23606797749979, 3.3166247903554], shape: [2, 1])
    let cube = a.reshaped(2, 2, 4)
    expectClose(Linalg.norm(cube, order: 1, axes: [0, 2]), [3, 4], shape: [2])
    expectClose(Linalg.norm(cube, order: 1, axes: [2, 0]), [5, 6], shape: [2])
    expectClose(Linalg.norm(cube, order: .infinity, axes: [0, -1], keepDims: true), [5, 6], shape: [1, 2, 1])
    expectClose(Linalg.norm(cube), [6.6332495807108], shape: [])
  }

  @Test func emptyComplexAndIntegerOperands() {
    expectClose(Linalg.norm(Tensor.zeros([0, 2], dtype: .float64), order: 1), [0], shape: [])
    expectClose(Linalg.vectorNorm(Tensor.zeros([0], dtype: .float64), order: .infinity), [0], shape: [])
    let z = MakeComplex()(a[..<3, ..<3], a[1..., 1...])
    expectClose(Linalg.norm(z), [7.54983443527075], shape: [])
    #expect(Linalg.norm(Tensor([3, 4])).item(Float.self) == 5)
  }

  @Test func mistakesAreReported() {
    func fails(_ body: () -> Tensor) { #expect(throws: TensorError.self) { try withTensorErrors { body() } } }
    fails { Linalg.norm(x, order: 3) }
    fails { Linalg.norm(v, order: .frobenius) }
    fails { Linalg.norm(a.reshaped(2, 2, 4), order: 1) }
    fails { Linalg.norm(x, axes: [0, 0]) }
    fails { Linalg.norm(x, axes: [2]) }
    fails { Linalg.matrixNorm(v) }
  }
}
