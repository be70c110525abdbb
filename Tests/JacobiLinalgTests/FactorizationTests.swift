import JacobiCore
import JacobiLinalg
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import Testing

/// The expected numbers are those of `jax.numpy.linalg` and `jax.scipy.linalg` (JAX 0.10.2) in `float64`.
@Suite struct FactorizationTests {
  private let a = Tensor([[2.0, -1, 0, 1], [1, 3, -1, 0], [0, 2, 1, -2], [1, 0, 1, 4]], dtype: .float64)
  private let asymmetric = Tensor([[4.0, 1], [3, 5]], dtype: .float64)

  @Test func choleskySymmetrizesUnlessToldOtherwise() {
    expectClose(Linalg.cholesky(asymmetric), [2, 0, 1, 2], shape: [2, 2])
    expectClose(Linalg.cholesky(asymmetric, upper: true), [2, 1, 0, 2], shape: [2, 2])
    expectClose(Linalg.cholesky(asymmetric, symmetrizeInput: false), [2, 0, 1.5, 1.6583123951777], shape: [2, 2])
    expectClose(Linalg.choFactor(asymmetric), [2, 0.5, 0, 2.179449471770337], shape: [2, 2])
    expectClose(Linalg.choFactor(asymmetric, lower: true), [2, 0, 1.5, 1.6583123951777], shape: [2, 2])
  }

  @Test func choleskyFactorsSolve() {
    let i = Complex128.j
    let hermitian = Tensor([Complex128(4), 1 + i, 1 - i, 3], shape: [2, 2])
    let b = Tensor([Complex128(1), 2 - i], shape: [2])
    for lower in [false, true] {
      let factor = Linalg.choFactor(hermitian, lower: lower)
      expectClose(matmul(hermitian, Linalg.choSolve(factor, b, lower: lower)), b)
    }
  }

  /// As in JAX: nothing but NaN in the triangle, also for a matrix that is only semidefinite.
  @Test func choleskyOfAnIndefiniteMatrixIsNaN() {
    for corner in [1.0, 4.0] {
      let factor = Linalg.cholesky(Tensor([1.0, corner, corner, 1], shape: [2, 2])).scalars(Double.self)
      #expect(factor[0].isNaN && factor[2].isNaN && factor[3].isNaN)
      #expect(factor[1] == 0)
    }
  }

  @Test func luFactorsMultiplyToTheMatrix() {
    for shape in [[4, 4], [4, 2], [2, 4]] {
      let matrix = a[..<shape[0], ..<shape[1]].flipped(axis: 0)
      let (p, l, u) = Linalg.lu(matrix)
      expectClose(matmul(p, matmul(l, u)), matrix)
      let count = shape.min() ?? 0
      #expect(
        [p.shape, l.shape, u.shape] == [
          Shape([shape[0], shape[0]]), Shape([shape[0], count]), Shape([count, shape[1]]),
        ])
    }
    let stack = stacked([a, a.T])
    let (p, l, u) = Linalg.lu(stack)
    expectClose(matmul(p, matmul(l, u)), stack)
  }

  @Test func luFactorIsCompact() {
    let (factors, pivots) = Linalg.luFactor(Tensor([[1, 4], [2, 2]]))
    #expect(factors.scalars() == [2, 2, 0.5, 3] as [Float])
    #expect(pivots.scalars() == [1, 1] as [Int32])
  }

  @Test func qrHasTheSignsOfLAPACK() {
    let (q, r) = Linalg.qr(a[..<3, ..<2])
    expectClose(
      q,
      [
        -0.8944271909999157, 0.37686733144071594, -0.4472135954999579, -0.7537346628814319, -0.0,
        -0.5383819020581656,
      ], shape: [3, 2])
    expectClose(r, [-2.23606797749979, -0.447213595499958, 0.0, -3.7148351242013415], shape: [2, 2])
    let (reflections, scales) = Linalg.qrRaw(a[..<3, ..<2])
    expectClose(
      reflections,
      [-2.23606797749979, 0.2360679774997897, 0.0, -0.447213595499958, -3.7148351242013415, 0.2921699778508182],
      shape: [2, 3])
    expectClose(scales, [1.8944271909999157, 1.8427009716003846], shape: [2])
  }

  @Test func qrFactorsAreOrthonormal() {
    for shape in [[4, 2], [2, 4], [3, 3]] {
      let matrix = a[..<shape[0], ..<shape[1]]
      for mode in [Linalg.QRMode.reduced, .complete] {
        let (q, r) = Linalg.qr(matrix, mode: mode)
        expectClose(matmul(q, r), matrix)
        expectClose(matmul(q.T, q), Tensor.eye(q.shape[1], dtype: .float64))
        #expect(q.shape[1] == Dimension(mode == .complete ? shape[0] : shape.min() ?? 0))
      }
    }
  }

  @Test func pivotedQRBringsLargeColumnsFirst() {
    let matrix = a[..<3, ..<3]
    let (q, r, permutation) = Linalg.qrPivoted(matrix)
    #expect(permutation.scalars() == [1, 0, 2] as [Int32])
    expectClose(matmul(q, r), matrix.take(permutation, axis: 1))
    expectClose(
      r,
      [
        3.7416573867739413, 0.26726124191242473, -0.26726124191242445, 0.0, -2.220038609702865, 0.41826814385706124,
        0.0, 0.0, 1.3242443839434612,
      ], shape: [3, 3])
  }

  @Test func mistakesAreReported() {
    func fails(_ body: () -> Tensor) { #expect(throws: TensorError.self) { try withTensorErrors { body() } } }
    fails { Linalg.cholesky(Tensor.ones([2, 3])) }
    fails { Linalg.choFactor(Tensor.ones([2])) }
    fails { Linalg.lu(Tensor.ones([2])).p }
    fails { Linalg.luFactor(Tensor(1.0)).factors }
    fails { Linalg.qr(Tensor.ones([2])).q }
  }
}
