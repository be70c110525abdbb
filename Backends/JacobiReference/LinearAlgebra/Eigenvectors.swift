import JacobiCore
import JacobiPrimitives

/// Eigenvalues and eigenvectors of an upper triangular matrix, or of the standard form of real matrices with 2×2 blocks on
/// the diagonal, by substitution. (Golub and Van Loan, 7.6)
struct TriangularEigensystem {
  private let form: Matrix<Complex128>
  private let precision: Precision
  private(set) var values: [Complex128] = []

  init(_ form: Matrix<Complex128>, _ precision: Precision) {
    self.form = form
    self.precision = precision
    for i in 0..<form.rows {
      let imaginary =
        isStartOfBlock(i) ? blockFrequency(i) : i > 0 && isStartOfBlock(i - 1) ? -blockFrequency(i - 1) : 0
      values.append(imaginary == 0 ? form[i, i] : Complex128(form[i, i].real, imaginary))
    }
  }

  private func isStartOfBlock(_ i: Int) -> Bool { i + 1 < form.rows && form[i + 1, i] != 0 }

  /// The imaginary part of the eigenvalues `a ± iω` of a block `[[a, b], [c, a]]`.
  private func blockFrequency(_ i: Int) -> Double {
    form[i, i + 1].magnitude.squareRoot() * form[i + 1, i].magnitude.squareRoot()
  }

  /// The matrix whose columns are right eigenvectors.
  var rightVectors: Matrix<Complex128> {
    vectors { i in
      let (b, c, frequency) = block(i)
      return b.magnitude >= c.magnitude
        ? [1, Complex128(0, frequency / b)] : [Complex128(-frequency / c), Complex128(0, 1)]
    }
  }

  /// The matrix whose columns are left eigenvectors: right ones of the adjoint matrix, which is upper triangular when it is
  /// read backwards.
  var leftVectors: Matrix<Complex128> {
    let adjoint = TriangularEigensystem(form.adjoint.reversed, precision)
    let mirrored = adjoint.vectors { i in
      let (b, c, frequency) = adjoint.block(i)
      // For the second eigenvalue of the pair of the adjoint, of which the conjugate vector is that of the first.
      return b.magnitude >= c.magnitude
        ? [Complex128(0, -1), Complex128(frequency / b)] : [Complex128(0, frequency / c), 1]
    }
    return mirrored.reversed
  }

  private func block(_ i: Int) -> (b: Double, c: Double, frequency: Double) {
    (form[i, i + 1].real, form[i + 1, i].real, blockFrequency(i))
  }

  /// - Parameter pair: two elements of the vector of the first eigenvalue of a block.
  private func vectors(pair: (Int) -> [Complex128]) -> Matrix<Complex128> {
    var vectors = Matrix<Complex128>(zeros: form.rows, form.rows)
    var i = 0
    while i < form.rows {
      let isBlock = isStartOfBlock(i)
      let vector = substituted(isBlock ? pair(i) : [1], at: i, values[i])
      for row in 0..<form.rows {
        vectors[row, i] = vector[row]
        if isBlock { vectors[row, i + 1] = vector[row].conjugate }
      }
      i += isBlock ? 2 : 1
    }
    return vectors
  }

  /// The eigenvector that has certain elements from a row on, and zeros behind these.
  private func substituted(_ elements: [Complex128], at start: Int, _ value: Complex128) -> [Complex128] {
    var vector = [Complex128](repeating: 0, count: form.rows)
    for (offset, element) in elements.enumerated() { vector[start + offset] = element }
    let tiny = precision.tiny * (Double(form.rows) / precision.spacing)
    let least = max(precision.spacing * value.size, tiny)
    func rest(_ row: Int, from first: Int) -> Complex128 {
      (first..<form.rows).reduce(0) { $0 - form[row, $1] * vector[$1] }
    }
    var row = start - 1
    while row >= 0 {
      if row > 0, isStartOfBlock(row - 1) {
        let sides = (rest(row - 1, from: row + 1), rest(row, from: row + 1))
        (vector[row - 1], vector[row]) = solution(row - 1, value, sides, least)
        row -= 2
      } else {
        vector[row] = rest(row, from: row + 1) / pivot(form[row, row] - value, least)
        row -= 1
      }
    }
    return vector
  }

  /// The solution for one 2×2 block, by elimination.
  private func solution(
    _ i: Int, _ value: Complex128, _ sides: (Complex128, Complex128), _ least: Double
  ) -> (Complex128, Complex128) {
    var (first, second) = (
      (form[i, i] - value, form[i, i + 1], sides.0), (form[i + 1, i], form[i + 1, i + 1] - value, sides.1)
    )
    if second.0.size > first.0.size { (first, second) = (second, first) }
    let factor = second.0 / pivot(first.0, least)
    let y = (second.2 - factor * first.2) / pivot(second.1 - factor * first.1, least)
    return ((first.2 - first.1 * y) / pivot(first.0, least), y)
  }

  /// Equal eigenvalues are taken to differ a little.
  private func pivot(_ difference: Complex128, _ least: Double) -> Complex128 {
    difference.size < least ? Complex128(least) : difference
  }
}

struct EigKernel: SpectralKernel {
  var eig: Eig

  func results<Scalar: MatrixScalar>(of operand: Matrix<Scalar>, _ precision: Precision) -> [Matrix<Complex128>]? {
    if !operand.isFinite { return nil }
    let (matrix, scale) = operand.moderated
    guard let schur = BalancedSchurForm(of: matrix, isScaled: true, precision) else { return nil }
    let system = TriangularEigensystem(schur.form, precision)
    let values = system.values.map { Complex128($0.real / scale, $0.imaginary / scale) }
    func vectors(_ triangular: Matrix<Complex128>, areLeft: Bool) -> Matrix<Complex128> {
      let vectors = schur.balance.restored(schur.basis * triangular, areLeft: areLeft)
      return normalized(vectors, values, isComplex: Scalar.isComplex)
    }
    return [Matrix(column: values)] + (eig.computeLeftEigenvectors ? [vectors(system.leftVectors, areLeft: true)] : [])
      + (eig.computeRightEigenvectors ? [vectors(system.rightVectors, areLeft: false)] : [])
  }

  /// Columns of norm 1, whose largest element is real. Of real matrices, real columns keep their sign, and the others the sign
  /// of the real part of the largest element.
  private func normalized(
    _ vectors: Matrix<Complex128>, _ values: [Complex128], isComplex: Bool
  ) -> Matrix<Complex128> {
    var result = vectors
    for column in 0..<vectors.columns {
      let elements = (0..<vectors.rows).map { vectors[$0, column] }
      let largest = elements.map(\.magnitude).max() ?? 0
      let norm = largest * elements.reduce(0) { $0 + ($1 / Complex128(largest)).squaredModulus }.squareRoot()
      var factor = Complex128(1 / norm)
      let place = elements.indices.max { elements[$0].magnitude < elements[$1].magnitude } ?? 0
      if isComplex || values[column].imaginary != 0 {
        let element = elements[place]
        let isTurned = !isComplex && element.real < 0
        factor = factor * element.conjugate / Complex128(isTurned ? -element.magnitude : element.magnitude)
      }
      for row in 0..<vectors.rows { result[row, column] = elements[row] * factor }
      if isComplex || values[column].imaginary != 0 {
        result[place, column] = Complex128(result[place, column].real)
      }
    }
    return result
  }
}

extension RuleTable<ReferenceKernels> {
  static let spectra = RuleTable { table in
    table.add(Eigh.self, spectral: { EighKernel(lower: $0.lower) })
    table.add(SVD.self, spectral: { SVDKernel(svd: $0) })
    table.add(PseudoInverse.self, spectral: { PseudoInverseKernel(relativeTolerance: $0.relativeTolerance) })
    table.add(Eig.self, spectral: { EigKernel(eig: $0) })
    table.add(Schur.self, spectral: { SchurKernel(computeSchurVectors: $0.computeSchurVectors) })
    table.add(Hessenberg.self, spectral: { _ in HessenbergKernel() })
    table.add(Tridiagonal.self, spectral: { TridiagonalKernel(lower: $0.lower) })
  }
}
