import JacobiCore

/// Matrices with at least as many rows as columns brought to real upper bidiagonal form by reflections from both sides:
/// `A = Q B Pᴴ`. (G. Golub, W. Kahan: "Calculating the singular values and pseudo-inverse of a matrix", 1965)
struct BidiagonalForm<Scalar: MatrixScalar> {
  private(set) var diagonal: [Double] = []
  /// The elements above the diagonal.
  private(set) var offDiagonal: [Double] = []
  private let rows: Int
  private let columns: Int
  private var left: [(vector: [Scalar], scale: Scalar)] = []
  private var right: [(vector: [Scalar], scale: Scalar)] = []

  init(of operand: Matrix<Scalar>) {
    var matrix = operand
    (rows, columns) = (operand.rows, operand.columns)
    for step in 0..<columns {
      let scale = matrix.reflect(column: step, from: step)
      let vector = (0..<rows).map { $0 < step ? 0 : $0 == step ? 1 : matrix[$0, step] }
      matrix.reflect(vector, scale: scale.conjugate, columns: step + 1..<max(columns, step + 1))
      left.append((vector, scale))
      diagonal.append(matrix[step, step].real)
      if step + 1 < columns { reduceRow(step, of: &matrix) }
    }
  }

  private mutating func reduceRow(_ step: Int, of matrix: inout Matrix<Scalar>) {
    var row = Matrix<Scalar>(column: (step + 1..<columns).map { matrix[step, $0].conjugate })
    let scale = row.reflect(column: 0, from: 0)
    offDiagonal.append(row[0, 0].real)
    let vector = (0..<columns).map { $0 <= step ? 0 : $0 == step + 1 ? 1 : row[$0 - step - 1, 0] }
    matrix.reflectColumns(vector, scale: scale, rows: step + 1..<rows)
    right.append((vector, scale))
  }

  /// The first columns of `Q`.
  func leftBasis(columns: Int) -> Matrix<Scalar> { product(left, Matrix(identity: rows, columns)) }

  /// `P`
  var rightBasis: Matrix<Scalar> { product(right, Matrix(identity: columns, columns)) }

  private func product(
    _ reflections: [(vector: [Scalar], scale: Scalar)], _ identity: Matrix<Scalar>
  ) -> Matrix<Scalar> {
    var product = identity
    for (vector, scale) in reflections.reversed() {
      product.reflect(vector, scale: scale, columns: 0..<identity.columns)
    }
    return product
  }
}
