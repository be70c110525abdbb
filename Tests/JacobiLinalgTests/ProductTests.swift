import JacobiCore
import JacobiLinalg
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import Testing

/// The expected numbers are those of `jax.numpy` and `jax.scipy.linalg` (JAX 0.10.2) in `float64`.
@Suite struct ProductTests {
  private let a = Tensor([[2.0, -1, 0, 1], [1, 3, -1, 0], [0, 2, 1, -2], [1, 0, 1, 4]], dtype: .float64)
  private var corner: Tensor { a[..<2, ..<2] }

  @Test func powers() {
    expectClose(Linalg.matrixPower(corner, 5), [-87, -149, 149, 62], shape: [2, 2])
    expectClose(
      Linalg.matrixPower(corner, -3),
      [0.055393586005830935, 0.05247813411078717, -0.05247813411078717, 0.002915451895043731], shape: [2, 2])
    #expect(Linalg.matrixPower(Tensor([[1, 1], [0, 1]]), 0).scalars() == [1, 0, 0, 1] as [Int32])
    #expect(Linalg.matrixPower(Tensor([[1, 1], [0, 1]]), 6).scalars() == [1, 6, 0, 1] as [Int32])
  }

  @Test func chainsOfProducts() {
    let (x, y, w) = (a[..<1], a[.all, ..<3], a[..<3, ..<2])
    expectClose(Linalg.multiDot([x, y, w, corner]), matmul(matmul(matmul(x, y), w), corner))
    expectClose(Linalg.multiDot([a[0], y, w[.all, 0]]), matmul(matmul(a[0], y), w[.all, 0]))
    expectClose(Linalg.multiDot([corner, corner[0]]), matmul(corner, corner[0]))
  }

  @Test func productsOfVectors() {
    expectClose(Linalg.cross(a[..<2, ..<3], a[2, ..<3]), [-1, -2, 4, 5, -1, 2], shape: [2, 3])
    expectClose(Linalg.cross(a[..<3, ..<2], a[1..., ..<2], axis: 0), [1, -4, -2, 6, -1, -11], shape: [3, 2])
    let z = MakeComplex()(a[..<3, ..<3], a[1..., 1...])
    expectClose(Linalg.vecdot(z, z[0]), [15, 0, 4, -3, -3, -1], shape: [3], dtype: .complex128)
    expectClose(Linalg.outer(a[0], a[1, ..<2]), [2, 6, -1, -3, 0, 0, 1, 3], shape: [4, 2])
    expectClose(kron(a[..<2, ..<3], a[..<1, ..<2]), [4, -2, -2, 1, 0, 0, 2, -1, 6, -3, -2, 1], shape: [2, 6])
    expectClose(
      kron(Tensor.arange(3, dtype: .float64), a[..<2, ..<3]),
      [0, 0, 0, 2, -1, 0, 4, -2, 0, 0, 0, 0, 1, 3, -1, 2, 6, -2], shape: [2, 9])
  }

  @Test func diagonalsAndTraces() {
    let x = Tensor.arange(12).reshaped(3, 4)
    #expect(Linalg.diagonal(x).scalars() == [0, 5, 10] as [Int32])
    #expect(Linalg.diagonal(x, offset: 2).scalars() == [2, 7] as [Int32])
    #expect(Linalg.diagonal(x, offset: -1).scalars() == [4, 9] as [Int32])
    #expect(Linalg.diagonal(x, offset: 9).shape == [0])
    #expect(Linalg.diagonal(x, offset: .min).shape == [0])
    #expect(Linalg.trace(stacked([x, x]), offset: 1).scalars() == [18, 18] as [Int32])
  }

  @Test(
    arguments: [
      (0.001, [1.0020015001660827, -0.001002502668208775, 5.01000917158489e-07]),
      (0.1, [1.2151026556679378, -0.12782520666298858, 0.00609674053126674]),
      (0.5, [2.337937491789741, -1.5670057616605144, 0.32517043050964783]),
      (1.0, [3.2219162761945137, -7.9559259623852245, 3.062611271114414]),
      (3.0, [-127.79510268216961, 518.0425255265928, -2.14578797748137]),
    ] as [(Double, [Double])])
  func exponentials(scale: Double, firstRow: [Double]) {
    expectClose(Linalg.expm(a[..<3, ..<3] * scale)[0], firstRow, shape: [3])
  }

  @Test func exponentialsOfStacksAndOtherDTypes() {
    let stack = stacked([corner, corner * 0.1])
    expectClose(Linalg.expm(stack)[1], Linalg.expm(corner * 0.1))
    let expected = [-2087.331787109375, -1079.6741943359375, 1079.673583984375, -1007.6598510742188]
    let single = Linalg.expm((corner * 3).asType(.float32)).doubles
    // Seven squarings of a number with an error of one unit.
    for (x, y) in zip(single, expected) { #expect(Swift.abs(x - y) < 2e-5 * 2087) }
    #expect(Linalg.expm(Tensor.zeros([2, 2])).scalars() == [1, 0, 0, 1] as [Float])
    let large = Linalg.expm(Tensor.eye(2) * 1e9).scalars(Float.self)
    #expect(large.filter(\.isNaN).count == 4)
    #expect(Linalg.expm(Tensor.zeros([0, 0])).shape == [0, 0])
    let triangle = corner.triu()
    expectClose(Linalg.expm(triangle, upperTriangular: true), Linalg.expm(triangle))
  }

  @Test func directionalDerivativeOfTheExponential() {
    let (exponential, derivative) = Linalg.expmFrechet(corner, a[2..., 2...])
    expectClose(exponential, Linalg.expm(corner))
    expectClose(
      derivative, [-16.36225028668669, -45.397767187969045, 34.681988721706574, 39.75129536754487], shape: [2, 2])
  }

  @Test func matricesFromVectors() {
    let i = Complex128.j
    let toeplitz = Linalg.toeplitz(Tensor([1 + 2 * i, Complex128(3)], shape: [2]))
    expectClose(toeplitz, [1, 2, 3, 0, 3, 0, 1, 2], shape: [2, 2], dtype: .complex128)
    expectClose(
      Linalg.toeplitz(corner, a[..<2, ..<3]), [2, -1, 0, -1, 2, -1, 1, 3, -1, 3, 1, 3], shape: [2, 2, 3])
    #expect(Linalg.toeplitz(Tensor(2)).shape == [1, 1])
    #expect(Linalg.toeplitz(Tensor([1, 2]), Tensor([1])).scalars() == [1, 2] as [Int32])
    #expect(Linalg.toeplitz(Tensor.zeros([0])).shape == [0, 0])
    #expect(Linalg.hankel(Tensor([1, 2])).scalars() == [1, 2, 2, 0] as [Int32])
    #expect(Linalg.circulant(Tensor([1, 2, 3])).scalars() == [1, 3, 2, 2, 1, 3, 3, 2, 1] as [Int32])
    expectClose(
      Linalg.hilbert(3, dtype: .float64), [1, 0.5, 1.0 / 3, 0.5, 1.0 / 3, 0.25, 1.0 / 3, 0.25, 0.2], shape: [3, 3])
    #expect(Linalg.hadamard(4).scalars() == [1, 1, 1, 1, 1, -1, 1, -1, 1, 1, -1, -1, 1, -1, -1, 1] as [Int32])
    let blocks = Linalg.blockDiag([Tensor([1, 2]), Tensor(3.0), Tensor.ones([2, 1])])
    #expect(blocks.scalars() == [1, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1, 0, 0, 0, 1] as [Float])
    #expect(Linalg.blockDiag([]).shape == [1, 0])
  }

  @Test func mistakesAreReported() {
    func fails(_ body: () -> Tensor) { #expect(throws: TensorError.self) { try withTensorErrors { body() } } }
    fails { Linalg.matrixPower(Tensor.ones([2, 3]), 2) }
    fails { Linalg.multiDot([corner]) }
    fails { Linalg.multiDot([corner, Tensor.ones([2, 2, 2]), corner]) }
    fails { Linalg.multiDot([corner, a]) }
    fails { Linalg.cross(corner, corner) }
    fails { Linalg.cross(corner, corner, axis: 5) }
    fails { Linalg.outer(corner, corner) }
    fails { Linalg.vecdot(corner, Tensor.ones([3])) }
    fails { Linalg.diagonal(Tensor.ones([3])) }
    fails { Linalg.expm(Tensor.ones([2, 3])) }
    fails { Linalg.expm(corner, maxSquarings: -1) }
    fails { Linalg.expmFrechet(corner, a).derivative }
    fails { Linalg.hadamard(3) }
    fails { Linalg.hadamard(0) }
    fails { Linalg.hilbert(-1) }
    fails { Linalg.blockDiag([Tensor.ones([1, 1, 1])]) }
  }
}
