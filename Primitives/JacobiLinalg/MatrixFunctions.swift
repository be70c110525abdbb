import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// Which form a Schur decomposition has.
public enum SchurOutput: Sendable, Hashable {
  /// That of the dtype of the matrices: of real ones a real form with 2×2 blocks.
  case real
  /// Upper triangular, and complex.
  case complex
}

/// On which side of a polar decomposition the positive semidefinite factor stands.
public enum PolarSide: Sendable, Hashable {
  /// `A = U P`
  case right
  /// `A = P U`
  case left
}

extension Linalg {
  /// The Schur decompositions of square matrices: `A = Z T Zᴴ` with unitary `Z` and upper triangular `T`.
  ///
  ///     let (t, z) = Linalg.schur(Tensor([[2.0, 3.0], [0.0, 1.0]]))
  ///     t  // [[2. 3.] [0. 1.]]
  ///     z  // [[1. 0.] [0. 1.]]
  ///
  /// The real form has 2×2 blocks on the diagonal for pairs of conjugate eigenvalues. There is no derivative.
  ///
  /// - Parameters:
  ///   - a: `[..., n, n]`
  ///   - output: the form for real matrices; that of complex ones is always complex.
  public static func schur(_ a: Tensor, output: SchurOutput = .real) -> (t: Tensor, z: Tensor) {
    let results = Spectra.results(Schur(), of: a, isSquare: true, named: "schur") {
      output == .complex ? $0.asType($0.dtype.complexDType) : $0
    }
    return (results[0], results[1])
  }

  /// Real Schur decompositions turned into complex ones, which are triangular.
  ///
  ///     let (t, z) = Linalg.schur(Tensor([[0.0, 2.0], [-2.0, 0.0]]))
  ///     round(abs(Linalg.rsf2csf(t, z).t), decimals: 4)  // [[2. 0.] [0. 2.]]
  ///
  /// - Parameters:
  ///   - t: real Schur forms, `[..., n, n]`, of known `n`.
  ///   - z: the Schur vectors, of the same shape.
  public static func rsf2csf(_ t: Tensor, _ z: Tensor) -> (t: Tensor, z: Tensor) {
    let failure = (t: Tensor.invalid, z: Tensor.invalid)
    if t.isInvalid || z.isInvalid { return failure }
    return reporting(otherwise: failure) { () throws(TensorError) in
      let count = try knownSize(t, named: "rsf2csf")
      guard t.shape == z.shape else {
        throw .shapeMismatch(
          expected: "forms and vectors of one shape", actual: "\(t.shape) and \(z.shape)",
          operation: Operation("rsf2csf", operands: [t.type, z.type]))
      }
      let promoted = LinearSystem.promoted(t, z).map { $0.asType($0.dtype.complexDType) }
      var (t, z) = (promoted[0], promoted[1])
      for row in (1..<max(count, 1)).reversed() {
        let rotation = rotation(triangularizing: t, row)
        t = rotation.matrixProduct(t).matrixProduct(rotation.adjoint)
        z = z.matrixProduct(rotation.adjoint)
        t = which(isPlace(row, row - 1, of: t), Tensor.zeros(like: t), t)
      }
      return (t, z)
    }
  }

  /// The rotation that makes the element below the diagonal in a row zero; the identity if it counts as zero.
  private static func rotation(triangularizing t: Tensor, _ row: Int) -> Tensor {
    let block = t[.ellipsis, row - 1...row, row - 1...row]
    let (below, corner) = (block[.ellipsis, 1, 0], block[.ellipsis, 1, 1])
    let size = abs(block[.ellipsis, 0, 0]) + abs(corner)
    let counts = abs(below) .> size * Tensor(weak: Spectra.epsilon(t.dtype))
    let difference = eigvals(block)[.ellipsis, 0] - corner
    let length = sqrt(square(abs(difference)) + square(abs(below)))
    let safeLength = which(counts, length, Tensor.ones(like: length)).asType(t.dtype)
    let cosine = which(counts, difference / safeLength, Tensor.ones(like: difference))
    let sine = which(counts, below / safeLength, Tensor.zeros(like: below))
    var result = Tensor.identity(t.type)
    for (i, j, value) in [
      (row - 1, row - 1, cosine.conjugated), (row - 1, row, sine), (row, row - 1, -sine), (row, row, cosine),
    ] {
      result = which(isPlace(i, j, of: t), value.expandedDimensions(axes: [-2, -1]), result)
    }
    return result
  }

  private static func isPlace(_ row: Int, _ column: Int, of t: Tensor) -> Tensor {
    let shape = Shape(t.shape.suffix(2))
    return (Tensor.iota(shape, axis: 0) .== row) & (Tensor.iota(shape, axis: 1) .== column)
  }

  private static func knownSize(_ a: Tensor, named name: String) throws(TensorError) -> Int {
    try LinearSystem.requireMatrices(a, isSquare: true, named: name)
    guard let size = a.shape[-1].known else {
      throw .undecidableDimension(
        comparison: "the number of rows, \(a.shape[-1]), which has to be known",
        operation: Operation(name, operands: [a.type]))
    }
    return size
  }

  /// Square matrices brought to upper Hessenberg form `H`, zero below the first subdiagonal: `A = Q H Qᴴ`.
  ///
  ///     let (h, q) = Linalg.hessenberg(Tensor([[1.0, 2.0], [3.0, 4.0]]))
  ///     h  // [[1. 2.] [3. 4.]]
  ///
  /// There is no derivative.
  ///
  /// - Parameter a: `[..., n, n]`
  public static func hessenberg(_ a: Tensor) -> (h: Tensor, q: Tensor) {
    let results = Spectra.results(Hessenberg(), of: a, isSquare: true, named: "hessenberg")
    let (matrix, scales) = (results[0], results[1])
    if matrix.isInvalid { return (.invalid, .invalid) }
    let size = matrix.shape[-1]
    if let known = size.known, known < 2 { return (matrix, .identity(matrix.type)) }
    // The reflections leave the first coordinate alone.
    let inner = HouseholderProduct()(matrix.rows(1, size).columns(0, size - 1), scales)
    var widths = matrix.shape.map { _ in Pad.Widths() }
    (widths[matrix.rank - 2].before, widths[matrix.rank - 1].before) = (1, 1)
    let padded = Pad(widths: widths)(inner, Tensor.zeros([], dtype: inner.dtype))
    let q = which(isPlace(0, 0, of: padded), Tensor.ones(like: padded), padded)
    return (matrix.upperTriangle(offset: -1), q)
  }

  /// The principal square roots of square matrices, which are complex: `R R = A`.
  ///
  ///     Real()(Linalg.sqrtm(Tensor([[4.0, 1.0], [0.0, 9.0]])))  // [[2.  0.2] [0.  3. ]]
  ///
  /// From the Schur form, one diagonal after the other. (Å. Björck, S. Hammarling: "A Schur method for the square root of a
  /// matrix", 1983.) There is no derivative.
  ///
  /// - Parameter a: `[..., n, n]` of known `n`.
  public static func sqrtm(_ a: Tensor) -> Tensor {
    if a.isInvalid { return a }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      let count = try knownSize(a, named: "sqrtm")
      let (t, z) = schur(a, output: .complex)
      if t.isInvalid { return t }
      let diagonal = sqrt(t.matrixDiagonal)
      let sums = diagonal.expandedDimensions(axis: -1) + diagonal.expandedDimensions(axis: -2)
      var root = diagonal.asDiagonalMatrix
      var above = Tensor.zeros(like: t)
      for offset in 1..<max(count, 1) {
        let rest = t - above.matrixProduct(above)
        // Where nothing is left the sum may be zero, too.
        let isNothing = rest .== 0
        let quotients = which(isNothing, Tensor.zeros(like: t), rest / which(isNothing, Tensor.ones(like: t), sums))
        above = above + quotients.upperTriangle(offset: offset).lowerTriangle(offset: offset)
      }
      root = root + above
      return z.matrixProduct(root).matrixProduct(z.adjoint)
    }
  }

  /// The polar decompositions of matrices: a factor `U` with orthonormal columns or rows and a positive semidefinite `P`.
  ///
  ///     let (u, p) = Linalg.polar(Tensor([[0.0, -2.0], [3.0, 0.0]]))
  ///     u  // [[ 0. -1.] [ 1.  0.]]
  ///     p  // [[3. 0.] [0. 2.]]
  ///
  /// From the singular value decomposition; the derivative is NaN where singular values are equal.
  ///
  /// - Parameters:
  ///   - a: `[..., m, n]`
  ///   - side: where `P` stands: `A = U P` or `A = P U`.
  public static func polar(_ a: Tensor, side: PolarSide = .right) -> (u: Tensor, p: Tensor) {
    let (left, values, right) = svd(a, fullMatrices: false)
    if left.isInvalid { return (.invalid, .invalid) }
    let scales = values.asType(left.dtype)
    let unitary = left.matrixProduct(right)
    let positive =
      side == .right
      ? (right.adjoint * scales.expandedDimensions(axis: -2)).matrixProduct(right)
      : (left * scales.expandedDimensions(axis: -2)).matrixProduct(left.adjoint)
    return (unitary, positive)
  }
}
