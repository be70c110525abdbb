import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let linearSolves = RuleTable { table in
    // From op(A) X = B: op(A) dX = dB - op(dA) X.
    table[TriangularSolve.self] = { primitive, primals, tangents in
      let solve = primitive.asRow(TriangularSolve.self)
      let x = solve(primals[0], primals[1])
      let change = tangents[0].map { Neg()(solve.product(triangle: $0, with: x)) }
      return ([x], [sum(tangents[1], change).map { solve(primals[0], $0) }])
    }

    // From A X = B: A dX = dB - dA X.
    table[TridiagonalSolve.self] = { primitive, primals, tangents in
      let x = primitive.results(primals)[0]
      let change = tridiagonalProduct(Array(tangents.prefix(3)), x).map { Neg()($0) }
      return ([x], [sum(tangents[3], change).map { TridiagonalSolve()(primals[0], primals[1], primals[2], $0) }])
    }
  }

  static let factorizations = RuleTable { table in
    table.constant(LUPivotsToPermutation.self)

    // dL = L Φ(L⁻¹ dA L⁻ᴴ), where Φ takes the lower triangle and half of the diagonal. (I. Murray: "Differentiation of the
    // Cholesky decomposition", arXiv:1602.07527)
    table.unary(Cholesky.self) { _, _, l, dx in
      let right = TriangularSolve(leftSide: false, lower: true, transposeA: true, conjugateA: true)(l, dx)
      let change = TriangularSolve(lower: true)(l, right)
      let half = Add()(change.lowerTriangle(), change.lowerTriangle(offset: -1)).scaled(by: 0.5)
      return l.matrixProduct(half)
    }

    table[LU.self] = { primitive, primals, tangents in
      let results = primitive.results(primals)
      return (results, [tangents[0].map { tangentOfLU($0, factors: results[0], permutation: results[2]) }, nil, nil])
    }

    table[HouseholderProduct.self] = { primitive, primals, tangents in
      let product = ReflectionProduct(vectors: primals[0], scales: primals[1])
      return (primitive.results(primals), [product.tangent(tangents[0], tangents[1])])
    }
  }
}

extension TriangularSolve {
  /// `op(T) X` or `X op(T)` for the triangle of a matrix that the operation reads.
  fileprivate func product(triangle matrix: Tensor, with x: Tensor) -> Tensor {
    let offset = unitDiagonal ? 1 : 0
    var triangle = lower ? matrix.lowerTriangle(offset: -offset) : matrix.upperTriangle(offset: offset)
    if transposeA { triangle = triangle.matrixTransposed }
    if conjugateA { triangle = triangle.conjugated }
    return leftSide ? triangle.matrixProduct(x) : x.matrixProduct(triangle)
  }
}

/// The product of a tridiagonal matrix, of whose diagonals some may be zero, with a matrix.
private func tridiagonalProduct(_ diagonals: [Tensor?], _ x: Tensor) -> Tensor? {
  if x.isInvalid { return .invalid }
  func scaled(_ factors: Tensor, _ x: Tensor) -> Tensor {
    Mul()(factors.broadcast(to: x.shape, inserting: [x.rank - 1]), x)
  }
  let below = diagonals[0].map { scaled($0, shiftedRows(x, by: 1)) }
  let above = diagonals[2].map { scaled($0, shiftedRows(x, by: -1)) }
  return sum(sum(below, diagonals[1].map { scaled($0, x) }), above)
}

/// The rows of matrices moved down by a number of places, up by a negative one, with zeros in the place of those missing.
private func shiftedRows(_ x: Tensor, by count: Int) -> Tensor {
  var widths = [Pad.Widths](repeating: Pad.Widths(), count: x.rank)
  widths[x.rank - 2] = Pad.Widths(before: Dimension(count), after: Dimension(-count))
  return Pad(widths: widths)(x, .zeros(x.type.with(shape: [])))
}

/// With `C = L⁻¹ P dA U⁻¹`, which is `L⁻¹ dL + dU U⁻¹`, a lower triangle without diagonal plus an upper one:
/// `dL = L tril(C, -1)` and `dU = triu(C) U`. (F. R. de Hoog, R. S. Anderssen, M. A. Lukas: "Differentiation of matrix
/// functionals using triangular factorization", 2011)
///
/// Factors that are not square are completed with rows and columns of the identity.
private func tangentOfLU(_ dx: Tensor, factors: Tensor, permutation: Tensor) -> Tensor {
  if factors.isInvalid { return .invalid }
  let (m, n) = (factors.shape[-2], factors.shape[-1])
  let k = Dimension.minimum(m, n)
  let stack = Array(factors.shape.dropLast(2))
  func identity(_ size: Dimension) -> Tensor { .identity(factors.type.with(shape: Shape(stack + [size, size]))) }
  let lower = factors.columns(0, k).lowerTriangle(offset: -1).zeroPadded(rows: 0, columns: m - k)
  let l = Add()(lower, identity(m))
  // Ones behind the last row of U only.
  let ones = identity(n)
  let rest = Sub()(ones, identity(k).zeroPadded(rows: n - k, columns: n - k))
  let u = Add()(factors.rows(0, k).upperTriangle().zeroPadded(rows: n - k, columns: 0), rest)
  let left = TriangularSolve(lower: true, unitDiagonal: true)(l, dx.takingRows(permutation))
  let change = TriangularSolve(leftSide: false, lower: false)(u, left)
  return Add()(l.matrixProduct(change.lowerTriangle(offset: -1)), change.upperTriangle().matrixProduct(u))
}
