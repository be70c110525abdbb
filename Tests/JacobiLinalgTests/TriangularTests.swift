import JacobiCore
import JacobiLinalg
import JacobiNumPy
import JacobiReference
import Testing

@Suite struct TriangularTests {
  private let a = Tensor([2.0, 5, 1, 4], shape: [2, 2])

  @Test func vectorsAndMatricesAreRightHandSides() {
    #expect(Linalg.solveTriangular(a, Tensor([2.0, 9], shape: [2]), lower: true).scalars() == [1.0, 2.0])
    let upper = Linalg.solveTriangular(a, Tensor([7.0, 4], shape: [2, 1]))
    #expect(upper.shape == [2, 1])
    #expect(upper.scalars() == [1.0, 1.0])
  }

  @Test func integersBecomeFloating() {
    #expect(Linalg.solveTriangular(Tensor([[2]]), Tensor([1])).scalars() == [0.5] as [Float])
  }

  @Test func mistakesAreReported() {
    #expect(throws: TensorError.self) { try withTensorErrors { Linalg.solveTriangular(a, Tensor([1.0, 2, 3])) } }
    #expect(throws: TensorError.self) { try withTensorErrors { Linalg.solveTriangular(Tensor([1.0]), Tensor([1.0])) } }
  }
}
