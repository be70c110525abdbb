import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension Linalg {
  /// The singular value decompositions of matrices: `A = U diag(s) Vᴴ`.
  ///
  ///     let (u, s, vh) = Linalg.svd(Tensor([[0.0, 2.0], [1.0, 0.0]]))
  ///     s                         // [2. 1.]
  ///     matmul(u * s, vh)         // [[0. 2.] [1. 0.]]
  ///
  /// The singular values descend; the columns of `u` and the rows of `vh` are orthonormal.
  ///
  /// - Parameters:
  ///   - a: `[..., m, n]`
  ///   - fullMatrices: whether `u` is `m`×`m` and `vh` is `n`×`n`; otherwise they have as many columns and rows as there are
  ///     singular values. Full matrices have derivatives only for square `a`.
  public static func svd(_ a: Tensor, fullMatrices: Bool = true) -> (u: Tensor, s: Tensor, vh: Tensor) {
    let results = Spectra.results(SVD(fullMatrices: fullMatrices), of: a, named: "svd")
    return (results[1], results[0], results[2])
  }

  /// The singular values of matrices, in descending order.
  ///
  ///     Linalg.svdvals(Tensor([[0.0, 2.0], [1.0, 0.0]]))  // [2. 1.]
  ///
  /// - Parameter a: `[..., m, n]`
  public static func svdvals(_ a: Tensor) -> Tensor {
    Spectra.results(SVD(computeUV: false), of: a, named: "svdvals")[0]
  }

  /// The pseudo-inverses of matrices.
  ///
  ///     Linalg.pinv(Tensor([[2.0, 0.0], [0.0, 0.0], [0.0, 4.0]]))  // [[0.5  0.   0.  ] [0.   0.   0.25]]
  ///
  /// The derivative is that for changes that keep the rank. (G. H. Golub, V. Pereyra: "The differentiation of pseudo-inverses
  /// and nonlinear least squares problems whose variables separate", 1973)
  ///
  /// - Parameters:
  ///   - a: `[..., m, n]`
  ///   - relativeTolerance: singular values up to this times the largest one count as zero; by default ten roundings of the
  ///     dtype for each row or column.
  public static func pinv(_ a: Tensor, relativeTolerance: Double? = nil) -> Tensor {
    if a.isInvalid { return a }
    let sizes = a.shape.suffix(2).compactMap(\.known)
    let epsilon = Spectra.epsilon(Spectra.inLibraryPrecision(LinearSystem.promoted(a)[0]).dtype)
    let tolerance = relativeTolerance ?? 10 * Double(sizes.max() ?? 1) * epsilon
    return Spectra.results(PseudoInverse(relativeTolerance: tolerance), of: a, named: "pinv")[0]
  }

  /// The numbers of singular values of matrices that do not count as zero, `int32`.
  ///
  ///     Linalg.matrixRank(Tensor([[1.0, 2.0], [2.0, 4.0]]))  // 1
  ///
  /// - Parameters:
  ///   - a: `[..., m, n]`; of a vector or number, 1 unless all elements are zero.
  ///   - tolerance: singular values up to this count as zero; by default the rounding of the dtype times the largest one and
  ///     the larger size. One for each matrix, or for all.
  public static func matrixRank(_ a: Tensor, tolerance: Tensor? = nil) -> Tensor {
    if a.isInvalid { return a }
    if a.rank < 2 { return (a .!= 0).any().asType(.int32) }
    let values = svdvals(a)
    if values.isInvalid || values.shape[-1].known == 0 { return values.asType(.int32).sum(axis: -1) }
    let larger = Tensor(Dimension.maximum(a.shape[-2], a.shape[-1])).asType(values.dtype)
    let cutoff = tolerance ?? values[.ellipsis, 0] * larger * Tensor(weak: Spectra.epsilon(values.dtype))
    return (values .> cutoff.expandedDimensions(axis: -1)).asType(.int32).sum(axis: -1)
  }

  /// Solutions of linear systems that make the sum of the squares of the residuals least; of several, that of least norm.
  ///
  ///     let a = Tensor([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
  ///     let fit = Linalg.lstsq(a, Tensor([1.0, 3.0, 5.0]))
  ///     fit.rank  // 2
  ///
  /// - Parameters:
  ///   - a: an `m`×`n` matrix.
  ///   - b: one right-hand side of `m` elements, or several in the columns of a matrix.
  ///   - relativeTolerance: singular values less than this times the largest one count as zero; by default the rounding of the
  ///     dtype times the larger size.
  /// - Returns: the solution or solutions; the sums of the squares of their residuals; the number of singular values that do
  ///   not count as zero; and the singular values.
  public static func lstsq(
    _ a: Tensor, _ b: Tensor, relativeTolerance: Double? = nil
  ) -> (solution: Tensor, residuals: Tensor, rank: Tensor, singularValues: Tensor) {
    let failure = (
      solution: Tensor.invalid, residuals: Tensor.invalid, rank: Tensor.invalid, singularValues: Tensor.invalid
    )
    if a.isInvalid || b.isInvalid { return failure }
    return reporting(otherwise: failure) { () throws(TensorError) in
      guard a.rank == 2, b.rank == 1 || b.rank == 2, Dimension.decide(a.shape[0], .equal, b.shape[0]) != false else {
        throw .shapeMismatch(
          expected: "a matrix, and a vector or matrix with as many rows", actual: "\(a.shape) and \(b.shape)",
          operation: Operation("lstsq", operands: [a.type, b.type]))
      }
      let promoted = LinearSystem.promoted(a, b).map(Spectra.inLibraryPrecision)
      let sides = b.rank == 1 ? promoted[1].expandedDimensions(axis: 1) : promoted[1]
      let fit = leastSquares(promoted[0], sides, relativeTolerance)
      let solution = b.rank == 1 ? fit.solution.squeezed(axis: 1) : fit.solution
      return (solution, fit.residuals, fit.rank, fit.singularValues)
    }
  }

  private static func leastSquares(
    _ a: Tensor, _ b: Tensor, _ relativeTolerance: Double?
  ) -> (solution: Tensor, residuals: Tensor, rank: Tensor, singularValues: Tensor) {
    let (u, s, vh) = svd(a, fullMatrices: false)
    let epsilon = Tensor(weak: Spectra.epsilon(a.dtype))
    let larger = Tensor(Dimension.maximum(a.shape[0], a.shape[1])).asType(s.dtype)
    let tolerance = relativeTolerance.map { $0 < 0 ? epsilon : Tensor(weak: $0) } ?? larger * epsilon
    let largest = s.shape[0].known == 0 ? Tensor.zeros([], dtype: s.dtype) : s[0]
    let counts = (s .> 0) & (s .>= tolerance * largest)
    let inverses = which(counts, 1 / which(counts, s, Tensor.ones(like: s)), Tensor.zeros(like: s))
    let solution = matmul(vh.adjoint, inverses.expandedDimensions(axis: 1) * matmul(u.adjoint, b))
    let residual = b - matmul(a, solution)
    let squares = a.dtype.isComplex ? Real()(Mul()(residual, Conj()(residual))) : square(residual)
    return (solution, squares.sum(axis: 0), counts.asType(.int32).sum(), s)
  }
}
