import JacobiCore

/// A matrix of a stack, to check what must hold for the factors of a decomposition.
struct DenseMatrix {
  var rows: Int
  var columns: Int
  var elements: [Complex128]

  init(rows: Int, columns: Int, elements: [Complex128]) {
    (self.rows, self.columns, self.elements) = (rows, columns, elements)
  }

  static func identity(_ size: Int) -> DenseMatrix {
    DenseMatrix(
      rows: size, columns: size, elements: (0..<size * size).map { $0 / size == $0 % size ? 1 : 0 })
  }

  var adjoint: DenseMatrix {
    DenseMatrix(
      rows: columns, columns: rows,
      elements: (0..<columns).flatMap { j in (0..<rows).map { elements[$0 * columns + j].conjugate } })
  }

  /// The columns times the elements of a vector.
  func scalingColumns(by factors: [Complex128]) -> DenseMatrix {
    var result = self
    for i in 0..<rows { for j in 0..<columns { result.elements[i * columns + j] *= factors[j] } }
    return result
  }

  func columns(_ count: Int) -> DenseMatrix {
    DenseMatrix(
      rows: rows, columns: count, elements: (0..<rows).flatMap { i in elements[i * columns..<i * columns + count] })
  }

  static func * (left: DenseMatrix, right: DenseMatrix) -> DenseMatrix {
    var product = DenseMatrix(
      rows: left.rows, columns: right.columns, elements: Array(repeating: 0, count: left.rows * right.columns))
    for i in 0..<left.rows {
      for k in 0..<left.columns {
        for j in 0..<right.columns {
          product.elements[i * right.columns + j] +=
            left.elements[i * left.columns + k] * right.elements[k * right.columns + j]
        }
      }
    }
    return product
  }

  /// The largest absolute difference of elements.
  func distance(to other: DenseMatrix) -> Double {
    zip(elements, other.elements).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
  }
}

extension TensorValue {
  /// The matrices of a stack, vectors as columns.
  func matrices(vectors: Bool = false) -> [DenseMatrix] {
    let sizes = vectors ? shape.sizes + [1] : shape.sizes
    let (rows, columns) = (sizes[sizes.count - 2], sizes[sizes.count - 1])
    let scalars = converted(to: .complex128).scalars(as: Complex128.self)
    return stride(from: 0, to: scalars.count, by: max(rows * columns, 1)).map {
      DenseMatrix(rows: rows, columns: columns, elements: Array(scalars[$0..<$0 + rows * columns]))
    }
  }
}
