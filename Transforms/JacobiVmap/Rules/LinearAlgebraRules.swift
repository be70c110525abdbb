import JacobiCore
import JacobiPrimitives

// These primitives take stacks of matrices and vectors; the batch axis is one more leading axis.

extension Batching {
  static let linearAlgebraRules = RuleTable<Batching> { table in
    table.addStacked(
      TridiagonalSolve.self, Cholesky.self, LU.self, LUPivotsToPermutation.self, QR.self, HouseholderFactorization.self,
      HouseholderProduct.self, Determinant.self, HouseholderMultiplication.self, CholeskyUpdate.self,
      SymmetricProduct.self, Eigh.self, SVD.self, Eig.self, Schur.self, Hessenberg.self, Tridiagonal.self,
      PseudoInverse.self)
    table.add(TriangularSolve.self) { solve, operands, size in
      operands[0].isBatched ? stacked(solve, operands, size) : [severalSides(solve, operands, size)]
    }
  }

  /// The rule of primitives that work on each element of stacks.
  static func stacked(_ primitive: any Primitive, _ operands: [Batched], _ size: Dimension) -> [Batched] {
    primitive.results(operands.placed(at: 0, size: size)).map { Batched($0, axis: 0) }
  }

  /// With one matrix for all examples, their right-hand sides become one with more columns, or rows.
  private static func severalSides(_ solve: TriangularSolve, _ operands: [Batched], _ size: Dimension) -> Batched {
    let side = operands[1]
    // Behind the last axis, or in front of the last but one: next to the axis of the sides in the order of memory.
    let axis = solve.leftSide ? side.rank : side.rank - 2
    let placed = side.placed(at: axis, size: size)
    if placed.isInvalid { return Batched(.invalid, axis: 0) }
    let (first, second) = solve.leftSide ? (axis - 1, axis) : (axis, axis + 1)
    let merged = placed.shape.removing(axes: [second]).replacing(
      axis: first, with: placed.shape[first] * placed.shape[second])
    let solution = solve(operands[0].tensor, Reshape(to: merged)(placed))
    return Batched(Reshape(to: placed.shape)(solution), axis: axis)
  }
}

extension RuleTable<Batching> {
  /// Adds rows for primitives that work on each element of stacks of matrices or vectors.
  mutating func addStacked(_ primitives: any Primitive.Type...) {
    for primitive in primitives {
      self[primitive] = { primitive, operands, size in Batching.stacked(primitive, operands, size) }
    }
  }
}
