import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension Linalg {
  /// Eigenvalues and eigenvectors of Hermitian matrices: `A V = V diag(w)`.
  ///
  ///     let (w, v) = Linalg.eigh(Tensor([[2.0, 0.0], [0.0, 1.0]]))
  ///     w         // [1. 2.]
  ///     abs(v)    // [[0. 1.] [1. 0.]]
  ///
  /// The eigenvalues are real and ascend; the eigenvectors are the columns of `v` and have norm 1. Their signs, or phases, are
  /// those of LAPACK where that defines them. The derivative of eigenvectors is NaN or infinite where eigenvalues are equal.
  ///
  /// - Parameters:
  ///   - a: `[..., n, n]`
  ///   - lower: which triangle is read, without effect on a matrix that is made symmetric.
  ///   - symmetrizeInput: whether `(A + Aᴴ) / 2` takes the place of `A`.
  public static func eigh(
    _ a: Tensor, lower: Bool = true, symmetrizeInput: Bool = true
  ) -> (eigenvalues: Tensor, eigenvectors: Tensor) {
    let results = Spectra.results(Eigh(lower: lower), of: a, isSquare: true, named: "eigh") {
      symmetrizeInput ? $0.hermitianPart : $0
    }
    return (results[1], results[0])
  }

  /// The eigenvalues of Hermitian matrices, in ascending order.
  ///
  ///     Linalg.eigvalsh(Tensor([[2.0, 1.0], [1.0, 2.0]]))  // [1. 3.]
  ///
  /// - Parameters:
  ///   - a: `[..., n, n]`
  ///   - lower: which triangle is read, without effect on a matrix that is made symmetric.
  ///   - symmetrizeInput: whether `(A + Aᴴ) / 2` takes the place of `A`.
  public static func eigvalsh(_ a: Tensor, lower: Bool = true, symmetrizeInput: Bool = true) -> Tensor {
    eigh(a, lower: lower, symmetrizeInput: symmetrizeInput).eigenvalues
  }

  /// Eigenvalues and eigenvectors of square matrices: `A V = V diag(w)`.
  ///
  ///     let (w, v) = Linalg.eig(Tensor([[0.0, -1.0], [1.0, 0.0]]))
  ///     w  // [0.+1.j 0.-1.j]
  ///
  /// Both are complex. The eigenvectors are the columns of `v`; each has norm 1, and a real element of largest absolute value.
  /// Their derivative, too, is that of vectors so normalised.
  ///
  /// - Parameter a: `[..., n, n]`
  public static func eig(_ a: Tensor) -> (eigenvalues: Tensor, eigenvectors: Tensor) {
    let results = Spectra.results(Eig(computeLeftEigenvectors: false), of: a, isSquare: true, named: "eig")
    return (results[0], results[1])
  }

  /// The eigenvalues of square matrices, which are complex.
  ///
  ///     Linalg.eigvals(Tensor([[0.0, -1.0], [1.0, 0.0]]))  // [0.+1.j 0.-1.j]
  ///
  /// - Parameter a: `[..., n, n]`
  public static func eigvals(_ a: Tensor) -> Tensor {
    let eig = Eig(computeLeftEigenvectors: false, computeRightEigenvectors: false)
    return Spectra.results(eig, of: a, isSquare: true, named: "eigvals")[0]
  }

  /// The eigenvalues of real symmetric tridiagonal matrices, in ascending order.
  ///
  ///     Linalg.eighTridiagonal(Tensor([2.0, 2.0]), Tensor([1.0]))  // [1. 3.]
  ///
  /// Complex elements beside the diagonal stand for a Hermitian matrix.
  ///
  /// - Parameters:
  ///   - diagonal: `[..., n]`, of which the real parts count.
  ///   - offDiagonal: `[..., n - 1]`, the elements below the diagonal.
  public static func eighTridiagonal(_ diagonal: Tensor, _ offDiagonal: Tensor) -> Tensor {
    if diagonal.isInvalid || offDiagonal.isInvalid { return .invalid }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      let operation = { Operation("eighTridiagonal", operands: [diagonal.type, offDiagonal.type]) }
      guard diagonal.rank >= 1, offDiagonal.rank >= 1,
        Dimension.decide(diagonal.shape[-1], .equal, offDiagonal.shape[-1] + 1) != false
      else {
        throw .shapeMismatch(
          expected: "n elements of the diagonal and n - 1 beside it",
          actual: "\(diagonal.shape) and \(offDiagonal.shape)",
          operation: operation())
      }
      let promoted = LinearSystem.promoted(diagonal, offDiagonal).map(Spectra.inLibraryPrecision)
      let vectors = try LinearSystem.stacked(promoted, ranks: [1, 1], named: "eighTridiagonal")
      let matrix = vectors[0].asDiagonalMatrix
      // The elements beside the diagonal one row further down.
      var widths = matrix.shape.map { _ in Pad.Widths() }
      widths[matrix.rank - 2].before = 1
      widths[matrix.rank - 1].after = 1
      let below = Pad(widths: widths)(vectors[1].asDiagonalMatrix, Tensor.zeros([], dtype: matrix.dtype))
      return Eigh().results([matrix + below + below.adjoint])[1]
    }
  }
}

/// What the functions made of eigenvalues and singular values have in common.
enum Spectra {
  /// The results of a primitive for matrices, in a dtype that it takes.
  static func results(
    _ primitive: some Primitive, of a: Tensor, isSquare: Bool = false, named name: String,
    _ prepare: (Tensor) -> Tensor = { $0 }
  ) -> [Tensor] {
    let failure = [Tensor](repeating: .invalid, count: primitive.outputCount)
    if a.isInvalid { return failure }
    return reporting(otherwise: failure) { () throws(TensorError) in
      try LinearSystem.requireMatrices(a, isSquare: isSquare, named: name)
      return primitive.results([prepare(inLibraryPrecision(LinearSystem.promoted(a)[0]))])
    }
  }

  /// Narrow floating numbers in `float32`.
  static func inLibraryPrecision(_ x: Tensor) -> Tensor {
    x.dtype == .float16 || x.dtype == .bfloat16 ? x.asType(.float32) : x
  }

  /// The distance from 1 to the next number.
  static func epsilon(_ dtype: DType) -> Double { dtype.realDType.floatingLimits?.epsilon ?? Double.ulpOfOne }
}
