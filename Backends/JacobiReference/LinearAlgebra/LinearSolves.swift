import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let linearSolves = RuleTable { table in
    table.add(TriangularSolve.self, stacked: { TriangularSubstitution(solve: $0) })
    table.add(TridiagonalSolve.self, stacked: { _ in TridiagonalElimination() })
  }
}

/// Forward or backward substitution.
private struct TriangularSubstitution: StackedKernel {
  var solve: TriangularSolve

  var operandRanks: [Int] { [2, 2] }

  func results<Scalar: MatrixScalar>(of operands: [Matrix<Scalar>]) -> [Matrix<Scalar>] {
    // X op(A) = B is op(A)ᵀ Xᵀ = Bᵀ.
    let isTransposed = solve.transposeA == solve.leftSide
    var matrix = isTransposed ? operands[0].transposed : operands[0]
    if solve.conjugateA { matrix.elements = matrix.elements.map(\.conjugate) }
    let right = solve.leftSide ? operands[1] : operands[1].transposed
    let solution = matrix.triangularSolution(
      right, isLower: solve.lower != isTransposed, hasUnitDiagonal: solve.unitDiagonal)
    return [solve.leftSide ? solution : solution.transposed]
  }
}

extension Matrix {
  /// The solution `X` of `A X = B` where this matrix `A` is triangular; its other triangle is not read.
  func triangularSolution(_ right: Matrix, isLower: Bool, hasUnitDiagonal: Bool) -> Matrix {
    var solution = right
    for step in 0..<rows {
      let i = isLower ? step : rows - 1 - step
      let known = isLower ? 0..<i : i + 1..<rows
      for column in 0..<right.columns {
        var rest = solution[i, column]
        for j in known { rest -= self[i, j] * solution[j, column] }
        solution[i, column] = hasUnitDiagonal ? rest : rest.divided(by: self[i, i])
      }
    }
    return solution
  }
}

extension MatrixScalar {
  /// The quotient; by a complex zero NaN, as what comes of multiplying by its reciprocal.
  fileprivate func divided(by divisor: Self) -> Self {
    Self.isComplex && divisor == 0 ? .missing : self / divisor
  }
}

/// Gaussian elimination with exchanges of neighbouring rows. (G. H. Golub, C. F. Van Loan: "Matrix Computations", 4.3)
private struct TridiagonalElimination: StackedKernel {
  var operandRanks: [Int] { [1, 1, 1, 2] }

  func results<Scalar: MatrixScalar>(of operands: [Matrix<Scalar>]) -> [Matrix<Scalar>] {
    var system = TridiagonalSystem(
      below: operands[0].elements, diagonal: operands[1].elements, above: operands[2].elements, right: operands[3])
    return [system.solution() ?? Matrix(operands[3].rows, operands[3].columns) { _, _ in .missing }]
  }
}

private struct TridiagonalSystem<Scalar: MatrixScalar> {
  var below: [Scalar]
  var diagonal: [Scalar]
  var above: [Scalar]
  var right: Matrix<Scalar>
  /// The second diagonal above, which exchanges of rows fill.
  private var farAbove: [Scalar]

  init(below: [Scalar], diagonal: [Scalar], above: [Scalar], right: Matrix<Scalar>) {
    self.below = below
    self.diagonal = diagonal
    self.above = above
    self.right = right
    farAbove = [Scalar](repeating: 0, count: diagonal.count)
    // Not elements of the matrix, whatever is stored there.
    if !above.isEmpty { self.above[above.count - 1] = 0 }
  }

  /// `nil` for a singular matrix.
  mutating func solution() -> Matrix<Scalar>? {
    let count = diagonal.count
    for i in 0..<max(count - 1, 0) {
      if below[i + 1].size > diagonal[i].size { exchange(i) }
      if diagonal[i] == 0 { return nil }
      let factor = below[i + 1] / diagonal[i]
      diagonal[i + 1] -= factor * above[i]
      above[i + 1] -= factor * farAbove[i]
      for column in 0..<right.columns { right[i + 1, column] -= factor * right[i, column] }
    }
    if let last = diagonal.last, last == 0 { return nil }
    for i in (0..<count).reversed() {
      for column in 0..<right.columns {
        var rest = right[i, column]
        if i + 1 < count { rest -= above[i] * right[i + 1, column] }
        if i + 2 < count { rest -= farAbove[i] * right[i + 2, column] }
        right[i, column] = rest / diagonal[i]
      }
    }
    return right
  }

  /// Exchanges row `i` with the next one.
  private mutating func exchange(_ i: Int) {
    swap(&diagonal[i], &below[i + 1])
    (above[i], diagonal[i + 1]) = (diagonal[i + 1], above[i])
    (farAbove[i], above[i + 1]) = (above[i + 1], farAbove[i])
    right.exchangeRows(i, i + 1)
  }
}
