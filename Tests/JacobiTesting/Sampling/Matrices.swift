import JacobiCore
import JacobiPrimitives

extension Domain {
  /// What the matrices in the last two axes of an operand have in common, so that what is computed from them is defined,
  /// smooth, and not much more inaccurate than they are.
  public enum Matrices: Sendable {
    /// Nothing; or the operand is not one of matrices.
    case any
    /// Elements from the domain, with a diagonal that is larger than all others together: for triangular matrices.
    case diagonallyDominant
    /// The same, with zeros below the diagonal.
    case upperTriangular
    /// The same as diagonally dominant ones, with the rows moved down by one: far from singular, but with rows that have to be exchanged.
    case wellConditioned
    /// Equal to their conjugate transposes.
    case hermitian
    /// Hermitian, and far from singular.
    case positiveDefinite
  }

  /// The same domain for matrices of a kind, without special values.
  public func matrices(_ matrices: Matrices) -> Domain {
    var result = specials(.none)
    result.matrices = matrices
    return result
  }
}

extension Domain.Matrices {
  /// Matrices of this kind made from any.
  func shaped(_ value: TensorValue) -> TensorValue {
    if self == .any || value.elementCount == 0 { return value }
    let sizes = value.shape.sizes.suffix(2)
    let (rows, columns) = (sizes[sizes.startIndex], sizes[sizes.startIndex + 1])
    func make<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> TensorValue {
      let numbers = value.withElements(of: Scalar.self) { $0.map { $0.converted(to: Complex128.self) } }
      var result: [Complex128] = []
      for start in stride(from: 0, to: numbers.count, by: rows * columns) {
        result += shaped(Array(numbers[start..<start + rows * columns]), rows: rows, columns: columns)
      }
      let scalars = result.map { Scalar(convertingReal: $0.real, imaginary: $0.imaginary) }
      return TensorValue(scalars, shape: value.shape)
    }
    return make(value.dtype.scalarType)
  }

  private func shaped(_ matrix: [Complex128], rows: Int, columns: Int) -> [Complex128] {
    matrix.indices.map { index in
      let (i, j) = (index / columns, index % columns)
      return switch self {
      case .any: matrix[index]
      case .diagonallyDominant: matrix[index] + (i == j ? Complex128(Double(3 * columns)) : 0)
      case .upperTriangular: i > j ? 0 : matrix[index] + (i == j ? Complex128(Double(3 * columns)) : 0)
      case .wellConditioned: matrix[index] + (i == (j + 1) % rows ? Complex128(Double(3 * columns)) : 0)
      case .hermitian: (matrix[index] + matrix[j * columns + i].conjugate) * Complex128(0.5)
      case .positiveDefinite:
        (0..<columns).reduce(i == j ? Complex128(Double(columns)) : 0) { sum, k in
          sum + matrix[i * columns + k] * matrix[j * columns + k].conjugate
        }
      }
    }
  }

  /// The matrices of this kind near others: what is differentiated is a function of these, since one that is defined for
  /// Hermitian matrices only has no derivative in other directions.
  func projected(_ tensor: Tensor) -> Tensor {
    switch self {
    case .any, .diagonallyDominant, .wellConditioned: tensor
    case .hermitian, .positiveDefinite: tensor.hermitianPart
    case .upperTriangular: tensor.upperTriangle()
    }
  }
}
