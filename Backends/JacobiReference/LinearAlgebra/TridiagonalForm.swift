import JacobiCore

/// Hermitian matrices brought to real tridiagonal form by reflections. (Golub and Van Loan, 8.3)
struct TridiagonalForm<Scalar: MatrixScalar> {
  private(set) var diagonal: [Double] = []
  /// The elements next to the diagonal.
  private(set) var offDiagonal: [Double] = []
  /// The vectors of the reflections, below the subdiagonal, and the form itself on and above that.
  private(set) var matrix: Matrix<Scalar>
  private(set) var scales: [Scalar] = []

  /// - Parameter hermitian: a matrix of which the lower triangle is read.
  init(ofLower hermitian: Matrix<Scalar>) {
    let n = hermitian.rows
    matrix = hermitian
    // Both triangles, so that each step is a reflection of rows and one of columns.
    var full = Matrix<Scalar>(n, n) { i, j in
      i == j ? Scalar(hermitian[i, i].real) : i > j ? hermitian[i, j] : hermitian[j, i].conjugate
    }
    for step in 0..<max(n - 1, 0) {
      let scale = full.reflect(column: step, from: step + 1)
      let vector = (0..<n).map { $0 <= step ? 0 : $0 == step + 1 ? 1 : full[$0, step] }
      full.reflect(vector, scale: scale.conjugate, columns: step + 1..<n)
      full.reflectColumns(vector, scale: scale, rows: step + 1..<n)
      scales.append(scale)
      offDiagonal.append(full[step + 1, step].real)
      for i in step + 1..<n { matrix[i, step] = full[i, step] }
    }
    diagonal = (0..<n).map { full[$0, $0].real }
    for i in 0..<n { matrix[i, i] = Scalar(diagonal[i]) }
  }

  /// The unitary `Q` for which the operand is `Q T Qᴴ`.
  var basis: Matrix<Scalar> { matrix.productOfReflections(scales) }
}

extension Matrix {
  /// Some rows times `I - t v vᴴ`.
  mutating func reflectColumns(_ vector: [Scalar], scale: Scalar, rows: Range<Int>) {
    if scale == 0 { return }
    for row in rows {
      var sum: Scalar = 0
      for j in 0..<columns { sum += self[row, j] * vector[j] }
      sum = scale * sum
      for j in 0..<columns { self[row, j] -= sum * vector[j].conjugate }
    }
  }

  /// `I - t v vᴴ` times some columns, where the vector begins at a row.
  mutating func reflect(_ vector: [Scalar], at start: Int, scale: Scalar, columns: Range<Int>) {
    for column in columns {
      var sum: Scalar = 0
      for (i, v) in vector.enumerated() { sum += v.conjugate * self[start + i, column] }
      sum = scale * sum
      for (i, v) in vector.enumerated() { self[start + i, column] -= v * sum }
    }
  }

  /// Some rows times `I - t v vᴴ`, where the vector begins at a column.
  mutating func reflectColumns(_ vector: [Scalar], at start: Int, scale: Scalar, rows: Range<Int>) {
    for row in rows {
      var sum: Scalar = 0
      for (j, v) in vector.enumerated() { sum += self[row, start + j] * v }
      sum = scale * sum
      for (j, v) in vector.enumerated() { self[row, start + j] -= sum * v.conjugate }
    }
  }

  /// The product of reflections whose vectors stand below the first subdiagonal, as in Hessenberg and tridiagonal forms.
  func productOfReflections(_ scales: [Scalar]) -> Matrix {
    var product = Matrix(identity: rows, rows)
    for step in scales.indices.reversed() {
      let vector = (0..<rows).map { $0 <= step ? 0 : $0 == step + 1 ? 1 : self[$0, step] }
      product.reflect(vector, scale: scales[step], columns: step + 1..<rows)
    }
    return product
  }

  /// Rows and columns in reverse order.
  var reversed: Matrix { Matrix(rows, columns) { self[rows - 1 - $0, columns - 1 - $1] } }
}

/// The reduction with its reflections as results.
struct TridiagonalKernel: SpectralKernel {
  var lower: Bool

  func results<Scalar: MatrixScalar>(of matrix: Matrix<Scalar>, _ precision: Precision) -> [Matrix<Complex128>]? {
    // The upper triangle is the lower one of the matrix read backwards.
    let form = TridiagonalForm(ofLower: lower ? matrix : matrix.reversed)
    let ordered = { (numbers: [Double]) in lower ? numbers : numbers.reversed() }
    let scales = lower ? form.scales : form.scales.reversed()
    return [
      (lower ? form.matrix : form.matrix.reversed).complex, Matrix<Complex128>(real: ordered(form.diagonal)),
      Matrix<Complex128>(real: ordered(form.offDiagonal)), Matrix(column: scales).complex,
    ]
  }
}
