/// Householder reflections `I - t v vᴴ` that bring a matrix to upper triangular form, stored as LAPACK does: the vectors
/// below the diagonal, their first elements, which are 1, left out. (Golub and Van Loan, 5.1 and 5.2)
struct Reflections<Scalar: MatrixScalar> {
  private(set) var matrix: Matrix<Scalar>
  /// The factor `t` of each reflection.
  private(set) var scales: [Scalar]
  /// Which column of the operand each column was: not in order only with pivoting.
  private(set) var permutation: [Int]

  init(matrix: Matrix<Scalar>, scales: [Scalar]) {
    self.matrix = matrix
    self.scales = scales
    permutation = Array(0..<matrix.columns)
  }

  /// - Parameter pivoting: whether, of the columns that are left, the one of largest norm comes first.
  init(of operand: Matrix<Scalar>, pivoting: Bool) {
    self.init(matrix: operand, scales: [])
    for step in 0..<min(operand.rows, operand.columns) {
      if pivoting { bringLargestColumn(to: step) }
      scales.append(matrix.reflect(column: step, from: step))
      let vector = vector(step)
      matrix.reflect(vector, scale: scales[step].conjugate, columns: step + 1..<max(operand.columns, step + 1))
    }
  }

  private mutating func bringLargestColumn(to step: Int) {
    // By a power of two, which changes no comparison: the squares of large elements are infinite.
    let scale = Scalar(powerOfTwo(scaling: matrix.elements))
    let norms = (step..<matrix.columns).map { column in
      (step..<matrix.rows).reduce(0) { $0 + (scale * matrix[$1, column]).squaredModulus }
    }
    var largest = 0
    for index in norms.indices where norms[index] > norms[largest] { largest = index }
    matrix.exchangeColumns(step, step + largest)
    permutation.swapAt(step, step + largest)
  }

  /// What brings the largest of some numbers to about 1.
  private func powerOfTwo(scaling numbers: [Scalar]) -> Double {
    let largest = numbers.reduce(0) { max($0, $1.size) }
    guard largest > 0, largest.isFinite else { return 1 }
    return Double(sign: .plus, exponent: -max(min(largest.exponent, 1000), -1000), significand: 1)
  }

  /// The vector of a reflection, with zeros in front.
  private func vector(_ step: Int) -> [Scalar] {
    (0..<matrix.rows).map { $0 < step ? 0 : $0 == step ? 1 : matrix[$0, step] }
  }

  /// The first columns of the product of the reflections.
  func product(columns: Int) -> Matrix<Scalar> {
    var product = Matrix<Scalar>(identity: matrix.rows, columns)
    for step in scales.indices.reversed() {
      product.reflect(vector(step), scale: scales[step], columns: 0..<columns)
    }
    return product
  }
}

extension Matrix {
  /// `I - t v vᴴ` times some columns.
  mutating func reflect(_ vector: [Scalar], scale: Scalar, columns: Range<Int>) {
    if scale == 0 { return }
    for column in columns {
      var sum: Scalar = 0
      for i in 0..<rows { sum += vector[i].conjugate * self[i, column] }
      sum = scale * sum
      for i in 0..<rows { self[i, column] -= vector[i] * sum }
    }
  }

  /// Replaces the part of a column from a row on by what a reflection makes of it: its real norm, with the sign opposite
  /// to that of the first element, followed by the vector of the reflection, whose first element, 1, is left out.
  ///
  /// - Returns: the factor of the reflection: `I - conj(t) v vᴴ` is what is applied. 0 when there is nothing to do.
  mutating func reflect(column: Int, from row: Int) -> Scalar {
    let first = self[row, column]
    let rest = (row + 1..<Swift.max(rows, row + 1)).reduce(0.0) { hypotenuse($0, self[$1, column].modulus) }
    if rest == 0, first.imaginary == 0 { return 0 }
    let norm = hypotenuse(first.modulus, rest)
    let diagonal = first.real.sign == .minus ? norm : -norm
    for i in row + 1..<Swift.max(rows, row + 1) { self[i, column] = self[i, column] / (first - Scalar(diagonal)) }
    self[row, column] = Scalar(diagonal)
    return (Scalar(diagonal) - first) / Scalar(diagonal)
  }
}

/// `√(x² + y²)` without overflow on the way.
func hypotenuse(_ x: Double, _ y: Double) -> Double {
  let (large, small) = (Swift.max(x, y), Swift.min(x, y))
  if large == 0 || large.isNaN || small.isNaN || large == .infinity { return x + y }
  let ratio = small / large
  return large * (1 + ratio * ratio).squareRoot()
}
