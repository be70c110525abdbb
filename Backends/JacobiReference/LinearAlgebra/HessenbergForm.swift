import JacobiCore

/// Square matrices brought to upper Hessenberg form by reflections. (Golub and Van Loan, 7.4)
struct HessenbergForm<Scalar: MatrixScalar> {
  /// The form on and above the first subdiagonal, the vectors of the reflections below it.
  private(set) var matrix: Matrix<Scalar>
  private(set) var scales: [Scalar] = []

  init(of operand: Matrix<Scalar>) {
    matrix = operand
    let n = operand.rows
    for step in 0..<max(n - 1, 0) {
      let scale = matrix.reflect(column: step, from: step + 1)
      let vector = (0..<n).map { $0 <= step ? 0 : $0 == step + 1 ? 1 : matrix[$0, step] }
      matrix.reflectColumns(vector, scale: scale, rows: 0..<n)
      // The columns before hold vectors, or what has just been computed.
      matrix.reflect(vector, scale: scale.conjugate, columns: step + 1..<n)
      scales.append(scale)
    }
  }

  /// The form without the vectors.
  var form: Matrix<Scalar> {
    Matrix(matrix.rows, matrix.rows) { $0 <= $1 + 1 ? matrix[$0, $1] : 0 }
  }

  /// The unitary `Q` for which the operand is `Q H Qᴴ`.
  var basis: Matrix<Scalar> { matrix.productOfReflections(scales) }
}

struct HessenbergKernel: SpectralKernel {
  func results<Scalar: MatrixScalar>(of matrix: Matrix<Scalar>, _ precision: Precision) -> [Matrix<Complex128>]? {
    let form = HessenbergForm(of: matrix)
    return [form.matrix.complex, Matrix(column: form.scales).complex]
  }
}
