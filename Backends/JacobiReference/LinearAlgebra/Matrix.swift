import JacobiCore

/// The numbers in which linear algebra is computed: `Double`, and pairs of it.
protocol MatrixScalar: SignedNumeric, Sendable {
  init(_ real: Double)
  var real: Double { get }
  var imaginary: Double { get }
  static var isComplex: Bool { get }
  /// NaN in all parts.
  static var missing: Self { get }
  var conjugate: Self { get }
  /// The absolute value.
  var modulus: Double { get }
  /// A bound on the absolute value that is quick to compute, by which LAPACK chooses pivots: the sum of the absolute
  /// values of the parts.
  var size: Double { get }
  static func / (left: Self, right: Self) -> Self
}

extension Double: MatrixScalar {
  static var isComplex: Bool { false }
  var real: Double { self }
  var imaginary: Double { 0 }
  var conjugate: Double { self }
  var modulus: Double { magnitude }
  var size: Double { magnitude }
}

extension Complex128: MatrixScalar {
  static var isComplex: Bool { true }
  static var missing: Complex128 { Complex128(.nan, .nan) }
  init(_ real: Double) { self.init(real, 0) }
  var modulus: Double { magnitude }
  var size: Double { real.magnitude + imaginary.magnitude }
}

extension MatrixScalar {
  var squaredModulus: Double { (self * conjugate).real }
}

/// A matrix with its elements in row-major order. A vector is a matrix of one column.
struct Matrix<Scalar: MatrixScalar> {
  let rows: Int
  let columns: Int
  var elements: [Scalar]

  init(_ rows: Int, _ columns: Int, elements: [Scalar]) {
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  init(zeros rows: Int, _ columns: Int) {
    self.init(rows, columns, elements: [Scalar](repeating: 0, count: rows * columns))
  }

  /// Ones on the diagonal, zeros elsewhere.
  init(identity rows: Int, _ columns: Int) {
    self.init(zeros: rows, columns)
    for i in 0..<min(rows, columns) { self[i, i] = 1 }
  }

  /// The elements that a function of row and column gives.
  init(_ rows: Int, _ columns: Int, _ element: (_ row: Int, _ column: Int) -> Scalar) {
    self.init(zeros: rows, columns)
    for i in 0..<rows {
      for j in 0..<columns { self[i, j] = element(i, j) }
    }
  }

  /// A column of integers, for results such as permutations.
  init(column integers: [Int]) {
    self.init(integers.count, 1, elements: integers.map { Scalar(Double($0)) })
  }

  /// A column.
  init(column elements: [Scalar]) {
    self.init(elements.count, 1, elements: elements)
  }

  subscript(row: Int, column: Int) -> Scalar {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  var transposed: Matrix { Matrix(columns, rows) { self[$1, $0] } }
  var adjoint: Matrix { Matrix(columns, rows) { self[$1, $0].conjugate } }

  mutating func exchangeRows(_ i: Int, _ j: Int) {
    if i == j { return }
    for column in 0..<columns { elements.swapAt(i * columns + column, j * columns + column) }
  }

  mutating func exchangeColumns(_ i: Int, _ j: Int) {
    if i == j { return }
    for row in 0..<rows { elements.swapAt(row * columns + i, row * columns + j) }
  }

  static func * (left: Matrix, right: Matrix) -> Matrix {
    Matrix(left.rows, right.columns) { i, j in
      var sum: Scalar = 0
      for k in 0..<left.columns { sum += left[i, k] * right[k, j] }
      return sum
    }
  }
}
