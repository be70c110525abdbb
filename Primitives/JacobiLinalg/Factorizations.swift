import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension Linalg {
  /// The Cholesky factors of Hermitian positive definite matrices: triangular, with a positive diagonal.
  ///
  ///     Linalg.cholesky(Tensor([[4.0, 2.0], [2.0, 5.0]]))    // [[2. 0.] [1. 2.]]
  ///
  /// A matrix that is not positive definite gives NaN.
  ///
  /// - Parameters:
  ///   - a: `[..., n, n]`
  ///   - upper: whether the result is the upper factor `U` with `UᴴU = A`, and not the lower one `L` with `LLᴴ = A`.
  ///   - symmetrizeInput: whether `(A + Aᴴ) / 2` takes the place of `A`; otherwise only its lower triangle is read.
  public static func cholesky(_ a: Tensor, upper: Bool = false, symmetrizeInput: Bool = true) -> Tensor {
    if a.isInvalid { return a }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      try LinearSystem.requireMatrices(a, isSquare: true, named: "cholesky")
      let a = LinearSystem.promoted(a)[0]
      let factor = Cholesky()(symmetrizeInput ? a.hermitianPart : a)
      return upper ? factor.adjoint : factor
    }
  }

  /// The Cholesky factors of matrices of which only one triangle is read, for ``choSolve(_:_:lower:)``.
  ///
  ///     let factor = Linalg.choFactor(Tensor([[4.0, 2.0], [2.0, 5.0]]))
  ///     Linalg.choSolve(factor, Tensor([8.0, 12.0]))    // [1. 2.]
  ///
  /// - Parameters:
  ///   - a: Hermitian positive definite matrices, `[..., n, n]`.
  ///   - lower: whether the lower triangle is read and the result is a lower factor, instead of the upper ones.
  public static func choFactor(_ a: Tensor, lower: Bool = false) -> Tensor {
    if a.isInvalid || a.rank < 2 || lower { return cholesky(a, symmetrizeInput: false) }
    return cholesky(a.adjoint, upper: true, symmetrizeInput: false)
  }

  /// The solution of linear systems from the Cholesky factors of their matrices.
  ///
  ///     let factor = Linalg.choFactor(Tensor([[4.0, 2.0], [2.0, 5.0]]))
  ///     Linalg.choSolve(factor, Tensor([8.0, 12.0]))    // [1. 2.]
  ///
  /// - Parameters:
  ///   - factor: what ``choFactor(_:lower:)`` gave.
  ///   - b: right-hand sides, as for ``solveTriangular(_:_:lower:operation:unitDiagonal:)``.
  ///   - lower: whether the factor is a lower one.
  public static func choSolve(_ factor: Tensor, _ b: Tensor, lower: Bool = false) -> Tensor {
    let first = solveTriangular(factor, b, lower: lower, operation: lower ? .none : .adjoint)
    return solveTriangular(factor, first, lower: lower, operation: lower ? .adjoint : .none)
  }

  /// Factors of matrices with row exchanges: `A = P L U`.
  ///
  ///     let (p, l, u) = Linalg.lu(Tensor([[1.0, 4.0], [2.0, 2.0]]))
  ///     l                          // [[1.  0. ] [0.5 1. ]]
  ///     u                          // [[2. 2.] [0. 3.]]
  ///     matmul(p, matmul(l, u))    // [[1. 4.] [2. 2.]]
  ///
  /// - Parameter a: `[..., m, n]`
  /// - Returns: a permutation matrix `[..., m, m]`, a lower triangular matrix with unit diagonal `[..., m, k]`, and an upper
  ///   triangular one `[..., k, n]`, where `k` is the smaller of `m` and `n`.
  public static func lu(_ a: Tensor) -> (p: Tensor, l: Tensor, u: Tensor) {
    let failure = (Tensor.invalid, Tensor.invalid, Tensor.invalid)
    if a.isInvalid { return failure }
    return reporting(otherwise: failure) { () throws(TensorError) in
      try LinearSystem.requireMatrices(a, named: "lu")
      let a = LinearSystem.promoted(a)[0]
      let factors = LU().results([a])
      if factors[0].isInvalid { return failure }
      let count = Dimension.minimum(a.shape[-2], a.shape[-1])
      let lower = factors[0].columns(0, count).lowerTriangle(offset: -1)
      let rows = a.type.with(shape: Shape(a.shape.dropLast() + [a.shape[-2]]))
      return (
        Tensor.identity(rows).puttingRows(at: factors[2]), Add()(lower, .identity(lower.type)),
        factors[0].rows(0, count).upperTriangle()
      )
    }
  }

  /// Factors of matrices with row exchanges in compact form, for ``luSolve(_:pivots:_:operation:)``.
  ///
  ///     let (factors, pivots) = Linalg.luFactor(Tensor([[1.0, 4.0], [2.0, 2.0]]))
  ///     factors    // [[2.  2. ] [0.5 3. ]]
  ///     pivots     // [1 1]
  ///
  /// - Parameter a: `[..., m, n]`
  /// - Returns: `U` on and above the diagonal and `L`, without its unit diagonal, below it; and for each row in turn the row
  ///   that it was exchanged with, `int32`.
  public static func luFactor(_ a: Tensor) -> (factors: Tensor, pivots: Tensor) {
    if a.isInvalid { return (.invalid, .invalid) }
    return reporting(otherwise: (.invalid, .invalid)) { () throws(TensorError) in
      try LinearSystem.requireMatrices(a, named: "luFactor")
      let results = LU().results(LinearSystem.promoted(a))
      return (results[0], results[1])
    }
  }

  /// The solution of linear systems from the factors of their matrices.
  ///
  ///     let (factors, pivots) = Linalg.luFactor(Tensor([[1.0, 4.0], [2.0, 2.0]]))
  ///     Linalg.luSolve(factors, pivots: pivots, Tensor([5.0, 4.0]))    // [1. 1.]
  ///
  /// - Parameters:
  ///   - factors: the first of what ``luFactor(_:)`` gave for square matrices.
  ///   - pivots: the second.
  ///   - b: right-hand sides, as for ``solveTriangular(_:_:lower:operation:unitDiagonal:)``.
  ///   - operation: whether to solve with the transpose or the conjugate transpose.
  public static func luSolve(
    _ factors: Tensor, pivots: Tensor, _ b: Tensor, operation: MatrixOperation = .none
  ) -> Tensor {
    if factors.isInvalid || pivots.isInvalid || b.isInvalid { return .invalid }
    return LinearSystem.solved(
      factors, b, isVector: LinearSystem.hasVectors(b, for: factors), named: "luSolve"
    ) { factors, b in
      let permutation = LUPivotsToPermutation(permutationSize: factors.shape[-1])(pivots)
      if permutation.isInvalid { return .invalid }
      let permutations = permutation.broadcast(to: Shape(factors.shape.dropLast()))
      return LinearSystem.substituted(factors, permutation: permutations, b, operation)
    }
  }
}
