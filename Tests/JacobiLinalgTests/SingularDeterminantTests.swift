import JacobiCore
import JacobiGrad
import JacobiLinalg
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiVmap
import Testing

/// The derivative of a determinant is made of the minors of the matrix, wherever elimination meets a pivot of zero.
@Suite struct SingularDeterminantTests {
  private static let regular = [
    [2.0, -1, 0, 1, 3], [1, 3, -1, 0, -2], [0, 2, 1, -2, 1], [1, 0, 1, 4, 2], [3, 1, -1, 2, 0.5],
  ]

  private static func changed(_ change: (inout [[Double]]) -> Void) -> Tensor {
    var matrix = regular
    change(&matrix)
    return Tensor(matrix.flatMap { $0 }).reshaped([5, 5])
  }

  /// Matrices of rank 4, 3, 2, 1 and 0, with zero and dependent rows and columns in all places, and a regular one.
  private static let matrices: [Tensor] =
    (0..<5).flatMap { k in
      [
        changed { $0[k] = [0, 0, 0, 0, 0] },
        changed { matrix in for i in 0..<5 { matrix[i][k] = 0 } },
        changed { $0[k] = $0[(k + 1) % 5] },
        changed { matrix in for i in 0..<5 { matrix[i][k] = 2 * matrix[i][(k + 2) % 5] } },
        changed { matrix in
          matrix[k] = [0, 0, 0, 0, 0]
          matrix[(k + 1) % 5] = matrix[(k + 3) % 5]
        },
        changed { matrix in
          matrix[k] = [0, 0, 0, 0, 0]
          for i in 0..<5 { (matrix[i][0], matrix[i][k]) = (0, matrix[i][(k + 1) % 5]) }
        },
      ]
    } + [changed { _ in }, Tensor.zeros([5, 5], dtype: .float64), Tensor.ones([5, 5], dtype: .float64)]

  private func gradient(_ a: Tensor) throws -> Tensor { try grad { (x: Tensor) in Linalg.det(x) }(a) }

  /// The determinants of all matrices with one row and column less, with their signs.
  private func cofactors(_ a: Tensor) -> Tensor {
    let n = a.shape[0].known!
    let minors = (0..<n).flatMap { i in
      (0..<n).map { j in
        let (rows, columns) = (Tensor((0..<n).filter { $0 != i }), Tensor((0..<n).filter { $0 != j }))
        let minor = Linalg.det(a[rows][.ellipsis, columns])
        return (i + j) % 2 == 0 ? minor : -minor
      }
    }
    return stacked(minors).reshaped([n, n])
  }

  @Test func gradientIsTheCofactors() throws {
    for matrix in Self.matrices { expectClose(try gradient(matrix), cofactors(matrix), tolerance: 1e-11) }
  }

  @Test func gradientInABatchOfRegularAndSingularMatrices() throws {
    let all = stacked(Self.matrices)
    let gradients = try vmap { (x: Tensor) in try! gradient(x) }(all)
    expectClose(gradients, stacked(Self.matrices.map(cofactors)), tolerance: 1e-11)
  }

  @Test func gradientOfRowsOfVeryDifferentSizes() throws {
    let graded = Tensor([[1e20, 0, 0, 0], [0.0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 2]], dtype: .float64)
    expectClose(
      try gradient(graded), [2, 0, 0, 0, 0, 2e20, 0, 0, 0, 0, 2e20, 0, 0, 0, 0, 1e20], shape: [4, 4])
  }

  @Test func gradientOfSmallMatrices() throws {
    func check(_ a: Tensor, _ expected: [Double]) throws {
      let gradient = try grad { (x: Tensor) in Determinant()(x) }(a)
      expectClose(gradient, expected, shape: a.shape)
    }
    try check(Tensor([[0.0]], dtype: .float64), [1])
    try check(Tensor([[0.0, 0], [3, 4]], dtype: .float64), [4, -3, 0, 0])
    try check(Tensor([[0.0, 3], [0, 4]], dtype: .float64), [4, 0, -3, 0])
    try check(Tensor.zeros([0, 0], dtype: .float64), [])
  }

  @Test func gradientOfNaNIsNaN() throws {
    let matrix = Self.changed { $0[2][1] = .nan }
    #expect(isNaN(try gradient(matrix)).any().item(Bool.self))
  }

  /// That of the cofactors, which are polynomials of degree 4, so that two central differences give it exactly.
  @Test func secondDerivative() throws {
    let direction = cos(Tensor.arange(25, dtype: .float64)).reshaped([5, 5])
    // One of each kind.
    for index in stride(from: 0, to: Self.matrices.count, by: 5) {
      let matrix = Self.matrices[index]
      let (_, tangent) = try jvp({ (x: Tensor) in try! gradient(x) }, at: matrix, along: direction)
      let near = cofactors(matrix + direction * 0.5) - cofactors(matrix - direction * 0.5)
      let far = cofactors(matrix + direction) - cofactors(matrix - direction)
      expectClose(tangent, (near * 8 - far) / 6, tolerance: 1e-11)
      let reverse = try grad { (x: Tensor) in (try! gradient(x) * direction).sum() }(matrix)
      expectClose(reverse, tangent, tolerance: 1e-11)
    }
  }
}
