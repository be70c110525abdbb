import JacobiCore

/// Eigenvectors and eigenvalues of Hermitian matrices: `A V = V diag(w)` with real `w` in ascending order.
///
/// Operand: a stack of `n`×`n` matrices, of which one triangle is read. Results: `V`, whose columns are orthonormal, and `w`.
/// The signs of the columns, of complex ones phases, are a matter of choice. A matrix with an element that is not finite has
/// NaN for all of its results. The derivative is that for Hermitian changes of matrices without equal eigenvalues.
public struct Eigh: Primitive {
  public static let id = "eigh"
  /// Whether the lower triangle is read, and not the upper one.
  public var lower: Bool
  /// Whether the order of the eigenvalues is ascending; if not, it may be any.
  public var sortEigenvalues: Bool

  public init(lower: Bool = true, sortEigenvalues: Bool = true) {
    self.lower = lower
    self.sortEigenvalues = sortEigenvalues
  }

  public var outputCount: Int { 2 }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    let stack = try operands.requireStackOfSquares()
    let type = operands[0]
    return [type, TensorType(type.dtype.realDType, stack.appending(type.shape[-1]))]
  }
}

/// Singular values in descending order and, if asked for, singular vectors: `A = U diag(s) Vᴴ`.
///
/// Operand: a stack of `m`×`n` matrices. Results: the `k = min(m, n)` values `s`, real and not negative; `U`, `m`×`m` for full
/// matrices and `m`×`k` otherwise; and `Vᴴ`, `n`×`n` or `k`×`n`. Columns of `U` and rows of `Vᴴ` are orthonormal; the signs of
/// a pair of them, if complex the phases, are a matter of choice, and so is what full matrices have beyond `k`. A matrix with
/// an element that is not finite has NaN for all of its results. The derivative of the vectors is that for matrices whose
/// singular values differ; full matrices that are not square have none.
public struct SVD: Primitive {
  public static let id = "svd"
  /// Whether `U` and `V` are square.
  public var fullMatrices: Bool
  /// Whether the singular vectors are results.
  public var computeUV: Bool

  public init(fullMatrices: Bool = true, computeUV: Bool = true) {
    self.fullMatrices = fullMatrices
    self.computeUV = computeUV
  }

  public var outputCount: Int { computeUV ? 3 : 1 }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    let stack = try operands.requireStacks(ofRanks: [2])
    try operands.requireLibraryPrecision()
    let type = operands[0]
    let (rows, columns) = (type.shape[-2], type.shape[-1])
    let count = Dimension.minimum(rows, columns)
    let values = TensorType(type.dtype.realDType, stack.appending(count))
    guard computeUV else { return [values] }
    return [
      values, type.with(shape: stack.appending(rows, fullMatrices ? rows : count)),
      type.with(shape: stack.appending(fullMatrices ? columns : count, columns)),
    ]
  }
}

/// Eigenvalues and, if asked for, eigenvectors of any square matrices: `A V = V diag(w)` and `Uᴴ A = diag(w) Uᴴ`.
///
/// Operand: a stack of `n`×`n` matrices. Results, all complex: `w`, in no certain order but that of two conjugate ones, of
/// which that with the positive imaginary part comes first; then `U` and `V`, as asked for. An eigenvector has norm 1, and its
/// element of largest absolute value is real. A matrix with an element that is not finite has NaN for all of its results. The
/// derivative is that for matrices without equal eigenvalues.
public struct Eig: Primitive {
  public static let id = "eig"
  /// Whether the left eigenvectors are results.
  public var computeLeftEigenvectors: Bool
  /// Whether the right eigenvectors are results.
  public var computeRightEigenvectors: Bool

  public init(computeLeftEigenvectors: Bool = true, computeRightEigenvectors: Bool = true) {
    self.computeLeftEigenvectors = computeLeftEigenvectors
    self.computeRightEigenvectors = computeRightEigenvectors
  }

  public var outputCount: Int { 1 + (computeLeftEigenvectors ? 1 : 0) + (computeRightEigenvectors ? 1 : 0) }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    let stack = try operands.requireStackOfSquares()
    let vectors = operands[0].with(dtype: operands[0].dtype.complexDType)
    let values = vectors.with(shape: stack.appending(vectors.shape[-1]))
    return [values] + [TensorType](repeating: vectors, count: outputCount - 1)
  }
}

/// The Schur form `T` of square matrices and, if asked for, the Schur vectors `Z`, which are unitary: `A = Z T Zᴴ`.
///
/// Operand: a stack of `n`×`n` matrices. `T` is upper triangular; for real matrices it has 2×2 blocks on the diagonal for pairs
/// of conjugate eigenvalues, with equal diagonal elements and others of opposite signs. A matrix with an element that is not
/// finite has NaN for all of its results.
public struct Schur: Primitive {
  public static let id = "schur"
  /// Whether the unitary factor is a result.
  public var computeSchurVectors: Bool

  public init(computeSchurVectors: Bool = true) {
    self.computeSchurVectors = computeSchurVectors
  }

  public var outputCount: Int { computeSchurVectors ? 2 : 1 }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    _ = try operands.requireStackOfSquares()
    return [TensorType](repeating: operands[0], count: outputCount)
  }
}

/// Square matrices brought to upper Hessenberg form by reflections: what LAPACK calls `gehrd`.
///
/// Operand: a stack of `n`×`n` matrices. Results: matrices with the form on and above the first subdiagonal and the vectors of
/// the reflections, whose first element is 1 and left out, below it; and vectors of their `n - 1` factors.
public struct Hessenberg: Primitive {
  public static let id = "hessenberg"
  public init() {}

  public var outputCount: Int { 2 }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    let stack = try operands.requireStackOfSquares()
    let type = operands[0]
    return [type, type.with(shape: stack.appending(type.reflectionCount))]
  }
}

/// Hermitian matrices brought to tridiagonal form by reflections: what LAPACK calls `sytrd` and `hetrd`.
///
/// Operand: a stack of `n`×`n` matrices, of which one triangle is read. Results: matrices with the tridiagonal form in this
/// triangle and the vectors of the reflections, whose first (for the upper triangle: last) element is 1 and left out, beyond it;
/// the diagonal and the elements next to it, which are real; and the `n - 1` factors of the reflections. The other triangle is
/// that of the operand.
public struct Tridiagonal: Primitive {
  public static let id = "tridiagonal"
  /// Whether the lower triangle is read, and not the upper one.
  public var lower: Bool

  public init(lower: Bool = true) {
    self.lower = lower
  }

  public var outputCount: Int { 4 }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    let stack = try operands.requireStackOfSquares()
    let type = operands[0]
    let real = type.dtype.realDType
    return [
      type, TensorType(real, stack.appending(type.shape[-1])), TensorType(real, stack.appending(type.reflectionCount)),
      type.with(shape: stack.appending(type.reflectionCount)),
    ]
  }
}

extension TensorType {
  /// How many reflections bring square matrices to Hessenberg form.
  fileprivate var reflectionCount: Dimension { .maximum(shape[-1] - 1, 0) }
}

extension Operands {
  /// Throws unless the operand has a dtype of LAPACK.
  func requireLibraryPrecision() throws(TensorError) {
    try require(0, "float32, float64, complex64 or complex128") {
      $0.isComplex || $0 == .float32 || $0 == .float64
    }
  }

  /// The leading axes; throws unless there is one operand, a stack of square matrices.
  fileprivate func requireStackOfSquares() throws(TensorError) -> Shape {
    let stack = try requireStacks(ofRanks: [2])
    try requireLibraryPrecision()
    try requireSquare(0)
    return stack
  }
}
