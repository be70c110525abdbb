import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let factorizations = RuleTable { table in
    table.add(Cholesky.self, stacked: { _ in CholeskyKernel() })
    table.add(LU.self, stacked: { _ in LUKernel() })
    table.add(Determinant.self, stacked: { _ in DeterminantKernel() })
    table.add(LUPivotsToPermutation.self) { _, _ in { [permutations($0[0], $1[0])] } }
    table.add(QR.self, stacked: { QRKernel(qr: $0) })
    table.add(HouseholderFactorization.self, stacked: { _ in ReflectionKernel() })
    table.add(HouseholderProduct.self, stacked: { _ in ReflectionProductKernel() })
  }

  private static func permutations(_ pivots: TensorValue, _ type: TensorType) -> TensorValue {
    let size = type.shape.sizes[type.rank - 1]
    let pivotCount = pivots.shape.sizes[type.rank - 1]
    let count = type.elementCount == 0 ? 0 : type.elementCount / size
    let values = pivots.scalars(as: Int32.self)
    let rows = (0..<count).flatMap { index in
      permutation(values[index * pivotCount..<(index + 1) * pivotCount].map { Int($0) }, size: size)
    }
    return TensorValue(rows.map { Int32($0) }, shape: type.shape)
  }
}

/// The permutation of `size` rows that exchanges amount to.
private func permutation(_ pivots: [Int], size: Int) -> [Int] {
  var permutation = Array(0..<size)
  for (row, pivot) in pivots.enumerated() {
    let other = pivot < 0 ? pivot + size : pivot
    let moved = permutation[row]
    permutation[row] = permutation[min(max(other, 0), size - 1)]
    if permutation.indices.contains(other) { permutation[other] = moved }
  }
  return permutation
}

/// Row by row. (Golub and Van Loan, 4.2)
private struct CholeskyKernel: StackedKernel {
  var operandRanks: [Int] { [2] }

  func results<Scalar: MatrixScalar>(of operands: [Matrix<Scalar>]) -> [Matrix<Scalar>] {
    let matrix = operands[0]
    var factor = Matrix<Scalar>(zeros: matrix.rows, matrix.rows)
    for i in 0..<matrix.rows {
      for j in 0...i {
        var rest = matrix[i, j]
        for k in 0..<j { rest -= factor[i, k] * factor[j, k].conjugate }
        if i > j {
          factor[i, j] = rest / factor[j, j]
        } else if rest.real <= 0 {
          return [Matrix(matrix.rows, matrix.rows) { $0 >= $1 ? .missing : 0 }]
        } else {
          factor[i, i] = Scalar(rest.real.squareRoot())
        }
      }
    }
    return [factor]
  }
}

/// Elimination with partial pivoting. (Golub and Van Loan, 3.4)
private struct LUKernel: StackedKernel {
  var operandRanks: [Int] { [2] }

  func results<Scalar: MatrixScalar>(of operands: [Matrix<Scalar>]) -> [Matrix<Scalar>] {
    var matrix = operands[0]
    let pivots = matrix.eliminateWithExchanges()
    return [matrix, Matrix(column: pivots), Matrix(column: permutation(pivots, size: matrix.rows))]
  }
}

/// The product of the pivots.
private struct DeterminantKernel: StackedKernel {
  var operandRanks: [Int] { [2] }

  func results<Scalar: MatrixScalar>(of operands: [Matrix<Scalar>]) -> [Matrix<Scalar>] {
    var matrix = operands[0]
    var determinant: Scalar = 1
    for (step, pivot) in matrix.eliminateWithExchanges().enumerated() {
      determinant = determinant * (step == pivot ? matrix[step, step] : -matrix[step, step])
    }
    return [Matrix(column: [determinant])]
  }
}

extension Matrix {
  /// Replaces the matrix by its factors.
  ///
  /// - Returns: the row that each row in turn was exchanged with.
  mutating func eliminateWithExchanges() -> [Int] {
    (0..<Swift.min(rows, columns)).map { step in
      var pivot = step
      for i in step + 1..<Swift.max(rows, step + 1) where self[i, step].size > self[pivot, step].size { pivot = i }
      exchangeRows(step, pivot)
      // Where a whole column is zero there is nothing to eliminate.
      if self[step, step] != 0 { eliminate(below: step) }
      return pivot
    }
  }

  fileprivate mutating func eliminate(below step: Int) {
    for i in step + 1..<max(rows, step + 1) {
      self[i, step] = self[i, step] / self[step, step]
      for j in step + 1..<max(columns, step + 1) { self[i, j] -= self[i, step] * self[step, j] }
    }
  }
}

private struct QRKernel: StackedKernel {
  var qr: QR

  var operandRanks: [Int] { [2] }

  func results<Scalar: MatrixScalar>(of operands: [Matrix<Scalar>]) -> [Matrix<Scalar>] {
    let (rows, columns) = (operands[0].rows, operands[0].columns)
    let factors = Reflections(of: operands[0], pivoting: qr.pivoting)
    let inner = qr.fullMatrices ? rows : min(rows, columns)
    let upper = Matrix<Scalar>(inner, columns) { $0 <= $1 ? factors.matrix[$0, $1] : 0 }
    let permutation = rows == 0 ? factors.permutation.map { _ in 0 } : factors.permutation
    return [factors.product(columns: inner), upper] + (qr.pivoting ? [Matrix(column: permutation)] : [])
  }
}

private struct ReflectionKernel: StackedKernel {
  var operandRanks: [Int] { [2] }

  func results<Scalar: MatrixScalar>(of operands: [Matrix<Scalar>]) -> [Matrix<Scalar>] {
    let factors = Reflections(of: operands[0], pivoting: false)
    return [factors.matrix, Matrix(column: factors.scales)]
  }
}

private struct ReflectionProductKernel: StackedKernel {
  var operandRanks: [Int] { [2, 1] }

  func results<Scalar: MatrixScalar>(of operands: [Matrix<Scalar>]) -> [Matrix<Scalar>] {
    [Reflections(matrix: operands[0], scales: operands[1].elements).product(columns: operands[0].columns)]
  }
}
