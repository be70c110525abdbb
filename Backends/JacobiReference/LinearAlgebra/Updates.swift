import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let matrixUpdates = RuleTable { table in
    table.add(HouseholderMultiplication.self, stacked: { ReflectionMultiplicationKernel(multiplication: $0) })
    table.add(CholeskyUpdate.self, stacked: { _ in CholeskyUpdateKernel() })
    table.add(SymmetricProduct.self, stacked: { SymmetricProductKernel(product: $0) })
  }
}

private struct ReflectionMultiplicationKernel: StackedKernel {
  var multiplication: HouseholderMultiplication

  var operandRanks: [Int] { [2, 1, 2] }

  func results<Scalar: MatrixScalar>(of operands: [Matrix<Scalar>]) -> [Matrix<Scalar>] {
    let factors = Reflections(matrix: operands[0], scales: operands[1].elements)
    let q = factors.product(columns: operands[0].rows)
    let factor = multiplication.transpose ? q.adjoint : q
    return [multiplication.left ? factor * operands[2] : operands[2] * factor]
  }
}

/// Givens rotations of each row with what is left of the vector. (Golub and Van Loan, 6.5)
private struct CholeskyUpdateKernel: StackedKernel {
  var operandRanks: [Int] { [2, 1] }

  func results<Scalar: MatrixScalar>(of operands: [Matrix<Scalar>]) -> [Matrix<Scalar>] {
    var (factor, rest) = (operands[0], operands[1].elements)
    for row in rest.indices where rest[row] != 0 {
      let length = hypotenuse(factor[row, row].real.magnitude, rest[row].real.magnitude)
      let (cosine, sine) = (factor[row, row] / Scalar(length), rest[row] / Scalar(length))
      for column in rest.indices {
        let (x, y) = (factor[row, column], rest[column])
        factor[row, column] = cosine * x + sine * y
        rest[column] = cosine * y - sine * x
      }
    }
    return [factor]
  }
}

private struct SymmetricProductKernel: StackedKernel {
  var product: SymmetricProduct

  var operandRanks: [Int] { [2, 2] }

  func results<Scalar: MatrixScalar>(of operands: [Matrix<Scalar>]) -> [Matrix<Scalar>] {
    let square = operands[0] * operands[0].transposed
    let (alpha, beta) = (Scalar(product.alpha), Scalar(product.beta))
    return [Matrix(square.rows, square.columns) { alpha * square[$0, $1] + beta * operands[1][$0, $1] }]
  }
}
