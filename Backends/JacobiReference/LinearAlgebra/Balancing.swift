import JacobiCore

/// A square matrix permuted so that eigenvalues that can be read off stand at the ends of the diagonal, and scaled by powers
/// of two so that rows and columns have norms of one size. (B. Parlett, C. Reinsch: "Balancing a matrix for calculation of
/// eigenvalues and eigenvectors", 1969; R. James, J. Langou, B. Lowery: "On matrix balancing and eigenvector computation", 2014)
struct BalancedMatrix<Scalar: MatrixScalar> {
  private(set) var matrix: Matrix<Scalar>
  /// Coordinates that were exchanged, in order.
  private var exchanges: [(Int, Int)] = []
  /// The factors of the columns; those of the rows are their inverses.
  private var scales: [Double]
  /// The part that is not triangular yet.
  private var first = 0
  private var last: Int
  private let precision: Precision

  init(_ operand: Matrix<Scalar>, isScaled: Bool, _ precision: Precision) {
    matrix = operand
    scales = [Double](repeating: 1, count: operand.rows)
    last = operand.rows - 1
    self.precision = precision
    if operand.rows == 0 { return }
    while isolateRows() && last > 0 {}
    while isolateColumns() {}
    if isScaled { while scaleOnce() {} }
  }

  /// Moves rows with nothing but a diagonal element to the end.
  private mutating func isolateRows() -> Bool {
    var isChanged = false
    for i in (0...last).reversed() where (0...last).allSatisfy({ $0 == i || matrix[i, $0] == 0 }) {
      exchange(i, last)
      isChanged = true
      if last == 0 { break }
      last -= 1
    }
    return isChanged
  }

  /// Moves columns with nothing but a diagonal element to the front.
  private mutating func isolateColumns() -> Bool {
    var isChanged = false
    for j in first...last where first < last && (first...last).allSatisfy({ $0 == j || matrix[$0, j] == 0 }) {
      exchange(j, first)
      isChanged = true
      first += 1
    }
    return isChanged
  }

  private mutating func exchange(_ i: Int, _ j: Int) {
    if i == j { return }
    matrix.exchangeRows(i, j)
    matrix.exchangeColumns(i, j)
    exchanges.append((i, j))
  }

  private mutating func scaleOnce() -> Bool {
    var isChanged = false
    for i in first...last {
      let column = norm { matrix[$0, i] }
      let row = norm { matrix[i, $0] }
      if column == 0 || row == 0 || !(column + row).isFinite { continue }
      let factor = factor(column, row)
      if column * factor + row / factor >= 0.95 * (column + row) { continue }
      let scale = scales[i] * factor
      guard scale > precision.tiny / precision.spacing, scale < precision.spacing / precision.tiny else { continue }
      scales[i] = scale
      isChanged = true
      for j in 0..<matrix.rows {
        matrix[i, j] = matrix[i, j] * Scalar(1 / factor)
        matrix[j, i] = matrix[j, i] * Scalar(factor)
      }
    }
    return isChanged
  }

  private func norm(_ element: (Int) -> Scalar) -> Double {
    (first...last).reduce(0) { $0 + element($1).squaredModulus }.squareRoot()
  }

  /// The power of two by which the column is to grow and the row to shrink.
  private func factor(_ column: Double, _ row: Double) -> Double {
    var (factor, c, r) = (1.0, column, row)
    while c < r / 2 { (factor, c, r) = (2 * factor, 2 * c, r / 2) }
    while c / 2 >= r { (factor, c, r) = (factor / 2, c / 2, 2 * r) }
    return factor
  }

  /// Vectors of the balanced matrix, in columns, as those of the original one.
  ///
  /// - Parameter areLeft: whether they stand on the left of the matrix.
  func restored(_ vectors: Matrix<Complex128>, areLeft: Bool = false) -> Matrix<Complex128> {
    var result = Matrix<Complex128>(vectors.rows, vectors.columns) { i, j in
      vectors[i, j] * Complex128(areLeft ? 1 / scales[i] : scales[i])
    }
    for (i, j) in exchanges.reversed() { result.exchangeRows(i, j) }
    return result
  }
}

/// The Schur form of a matrix that has been balanced.
struct BalancedSchurForm<Scalar: MatrixScalar> {
  let balance: BalancedMatrix<Scalar>
  let form: Matrix<Complex128>
  let basis: Matrix<Complex128>

  /// - Returns: `nil` if the method does not converge.
  init?(of matrix: Matrix<Scalar>, isScaled: Bool, _ precision: Precision) {
    balance = BalancedMatrix(matrix, isScaled: isScaled, precision)
    let hessenberg = HessenbergForm(of: balance.matrix)
    if let form = hessenberg.form as? Matrix<Double>, let basis = hessenberg.basis as? Matrix<Double> {
      guard let schur = RealSchurForm(ofHessenberg: form, basis: basis, precision) else { return nil }
      (self.form, self.basis) = (schur.form.complex, schur.basis.complex)
    } else {
      let (form, basis) = (hessenberg.form.complex, hessenberg.basis.complex)
      guard let schur = ComplexSchurForm(ofHessenberg: form, basis: basis, precision) else { return nil }
      (self.form, self.basis) = (schur.form, schur.basis)
    }
  }
}
