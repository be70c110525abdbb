import JacobiCore
import JacobiLinalg
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import Testing

@Suite struct SolveTests {
  private let a = Tensor([2.0, 1, 1, 3], shape: [2, 2])
  private let triangle = Tensor([2.0, 5, 1, 4], shape: [2, 2])

  @Test func solveTakesOneVectorOrMatrices() {
    expectClose(Linalg.solve(a, Tensor([3.0, 4], shape: [2])), [1, 1], shape: [2])
    expectClose(Linalg.solve(a, Tensor([3.0, 4], shape: [2, 1])), [1, 1], shape: [2, 1])
    // A stack of matrices and one vector; a matrix and a stack of right-hand sides.
    let stack = stacked([a, a * 2])
    expectClose(Linalg.solve(stack, Tensor([3.0, 4], shape: [2])), [1, 1, 0.5, 0.5], shape: [2, 2])
    expectClose(Linalg.solve(a, Tensor([3.0, 4, 6, 8], shape: [2, 2, 1])), [1, 1, 2, 2], shape: [2, 2, 1])
  }

  @Test func integersBecomeFloating() {
    #expect(Linalg.solve(Tensor([[2]]), Tensor([1])).scalars() == [0.5] as [Float])
    #expect(Linalg.solveTriangular(Tensor([[2]]), Tensor([1])).scalars() == [0.5] as [Float])
    #expect(Linalg.inv(Tensor([[2, 0], [0, 4]])).scalars() == [0.5, 0, 0, 0.25] as [Float])
  }

  /// As JAX gives.
  @Test func singularMatricesGiveInfinities() {
    let x = Linalg.solve(Tensor([1.0, 2, 2, 4], shape: [2, 2]), Tensor([1.0, 1], shape: [2])).scalars(Double.self)
    #expect(x == [-.infinity, .infinity])
    let y = Linalg.solve(Tensor.zeros([2, 2], dtype: .float64), Tensor([1.0, 1], shape: [2])).scalars(Double.self)
    #expect(y[0].isNaN)
    #expect(y[1] == .infinity)
  }

  @Test func inversesMultiplyToOne() {
    let b = Tensor([1.0, 2, 0, 3, 1, 1, 0, 2, 5], shape: [3, 3])
    expectClose(matmul(b, Linalg.inv(b)), Tensor.eye(3, dtype: .float64))
    #expect(Linalg.inv(Tensor.zeros([0, 0], dtype: .float64)).shape == [0, 0])
  }

  @Test func trianglesAreRead() {
    let b = Tensor([2.0, 9], shape: [2])
    expectClose(Linalg.solveTriangular(triangle, b, lower: true), [1, 2], shape: [2])
    expectClose(Linalg.solveTriangular(triangle, Tensor([7.0, 4], shape: [2, 1])), [1, 1], shape: [2, 1])
    expectClose(
      Linalg.solveTriangular(triangle, Tensor([4.0, 9], shape: [2]), operation: .transpose), [2, -0.25], shape: [2])
    expectClose(Linalg.solveTriangular(triangle, b, lower: true, unitDiagonal: true), [2, 7], shape: [2])
  }

  @Test func complexSystemsTakeTransposesAndAdjoints() {
    let i = Complex128.j
    let z = Tensor([Complex128(2), i, 1 - i, 3 + i], shape: [2, 2])
    let b = Tensor([Complex128(1), 2 - i], shape: [2])
    expectClose(matmul(z, Linalg.solve(z, b)), b)
    let (factors, pivots) = Linalg.luFactor(z)
    expectClose(matmul(z, Linalg.luSolve(factors, pivots: pivots, b)), b)
    expectClose(matmul(z.T, Linalg.luSolve(factors, pivots: pivots, b, operation: .transpose)), b)
    let adjoint = Conj()(z.T)
    expectClose(matmul(adjoint, Linalg.luSolve(factors, pivots: pivots, b, operation: .adjoint)), b)
  }

  @Test func tensorsAreSolvedAsMatrices() {
    let map =
      (Tensor.arange(36, dtype: .float64) * 0.37 % 1).reshaped(2, 3, 2, 3)
      + Tensor.eye(6, dtype: .float64).reshaped(2, 3, 2, 3)
    let b = Tensor.arange(6, dtype: .float64).reshaped(2, 3)
    let x = Linalg.tensorsolve(map, b)
    expectClose(tensordot(map, x, axes: 2), b)
    expectClose(tensordot(Linalg.tensorinv(map), b, axes: 2), x)
    let moved = Linalg.tensorsolve(map.transposed(2, 0, 1, 3), b, axes: [0])
    #expect(moved.shape == [3, 2])
  }

  @Test func tridiagonalSystemsAreSolved() {
    let (lower, diagonal, upper) = (Tensor([9.0, 2, 1, 3]), Tensor([1.0, 1, 4, 2]), Tensor([1.0, 3, 1, 9]))
    let matrix = Tensor([[1.0, 1, 0, 0], [2, 1, 3, 0], [0, 1, 4, 1], [0, 0, 3, 2]], dtype: .float64)
    let b = Tensor([[1.0], [2], [3], [4]], dtype: .float64)
    let x = Linalg.tridiagonalSolve(
      lower: lower.asType(.float64), diagonal: diagonal.asType(.float64), upper: upper.asType(.float64), b)
    expectClose(matmul(matrix, x), b)
  }

  @Test func mistakesAreReported() {
    func fails(_ body: () -> Tensor) { #expect(throws: TensorError.self) { try withTensorErrors { body() } } }
    fails { Linalg.solve(a, Tensor([1.0, 2, 3])) }
    fails { Linalg.solve(Tensor.ones([2, 3]), Tensor([1.0, 2])) }
    fails { Linalg.solve(Tensor([1.0]), Tensor([1.0])) }
    fails { Linalg.solve(a, Tensor(1.0)) }
    fails { Linalg.solve(Tensor.ones([3, 2, 2]), Tensor.ones([2, 2, 1])) }
    fails { Linalg.solveTriangular(a, Tensor([1.0, 2, 3])) }
    fails { Linalg.inv(Tensor.ones([2, 3])) }
    fails { Linalg.tensorinv(Tensor.ones([2, 3]), index: 1) }
    fails { Linalg.tensorinv(Tensor.ones([2, 3]), index: 0) }
    fails { Linalg.tensorsolve(Tensor.ones([2, 3]), Tensor.ones([3])) }
    fails { Linalg.luSolve(a, pivots: Tensor([0.5, 1]), Tensor([1.0, 2])) }
    fails { Linalg.tridiagonalSolve(lower: a, diagonal: a, upper: a, Tensor([1.0])) }
  }
}
