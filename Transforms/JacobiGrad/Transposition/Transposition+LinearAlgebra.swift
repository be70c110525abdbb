import JacobiCore
import JacobiPrimitives

extension RuleTable<Transposition> {
  /// The solution is linear in the right-hand side: the cotangent is the solution with the transposed matrix.
  static let linearSolves = RuleTable { table in
    table[TriangularSolve.self] = { primitive, operands, cotangents in
      guard let ct = cotangents[0] else { return [nil, nil] }
      guard let matrix = operands[0].known, operands[1].isLinear else { throw notLinear(primitive, operands) }
      var solve = primitive.asRow(TriangularSolve.self)
      solve.transposeA.toggle()
      return [nil, solve(matrix, ct)]
    }

    // The transpose of Q is the conjugate of Qᴴ.
    table[HouseholderMultiplication.self] = { primitive, operands, cotangents in
      guard let ct = cotangents[0] else { return [nil, nil, nil] }
      guard let vectors = operands[0].known, let scales = operands[1].known, operands[2].isLinear else {
        throw notLinear(primitive, operands)
      }
      var multiplication = primitive.asRow(HouseholderMultiplication.self)
      multiplication.transpose.toggle()
      return [nil, nil, multiplication(vectors, scales, ct.conjugated).conjugated]
    }

    table[TridiagonalSolve.self] = { primitive, operands, cotangents in
      guard let ct = cotangents[0] else { return [nil, nil, nil, nil] }
      guard let below = operands[0].known, let diagonal = operands[1].known, let above = operands[2].known,
        operands[3].isLinear
      else { throw notLinear(primitive, operands) }
      // Element i of the diagonal below is in row i, and in row i - 1 of the transpose.
      return [nil, nil, nil, TridiagonalSolve()(shifted(above, by: 1), diagonal, shifted(below, by: -1), ct)]
    }
  }
}

/// Vectors whose elements are moved back by a number of places, to the front by a negative one.
private func shifted(_ x: Tensor, by count: Int) -> Tensor {
  if x.isInvalid { return x }
  var widths = [Pad.Widths](repeating: Pad.Widths(), count: x.rank)
  widths[x.rank - 1] = Pad.Widths(before: Dimension(count), after: Dimension(-count))
  return Pad(widths: widths)(x, .zeros(x.type.with(shape: [])))
}
