import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let orthogonalFactorizations = RuleTable { table in
    table[QR.self] = { primitive, primals, tangents in
      let qr = primitive.asRow(QR.self)
      let results = qr.results(primals)
      let change = try tangents[0].map { try tangentsOfQR(qr, primals[0], $0, results) }
      return (results, [change?.dq, change?.dr] + (qr.pivoting ? [nil] : []))
    }
  }
}

private func tangentsOfQR(
  _ qr: QR, _ x: Tensor, _ dx: Tensor, _ results: [Tensor]
) throws(TensorError) -> (dq: Tensor, dr: Tensor) {
  let (q, r) = (results[0], results[1])
  if q.isInvalid || r.isInvalid { return (.invalid, .invalid) }
  let (m, n) = (x.shape[-2], x.shape[-1])
  let operands = Operands([x.type], of: QR.id)
  // The columns in the order of the factors: the rows of the transpose.
  func ordered(_ matrix: Tensor) -> Tensor {
    qr.pivoting ? matrix.matrixTransposed.takingRows(results[2]).matrixTransposed : matrix
  }
  let dx = ordered(dx)
  if try operands.decide(m, .less, n) {
    // The first columns alone determine Q; the others are R₂ = Qᴴ X₂.
    let (dq, dr) = tangentsOfThinQR(q, r.columns(0, m), dx.columns(0, m))
    let rest = Add()(
      dq.adjoint.matrixProduct(ordered(x).columns(m, n)), q.adjoint.matrixProduct(dx.columns(m, n)))
    return (dq, Concatenate(axis: dr.rank - 1)(dr, rest))
  }
  let (dq, dr) = tangentsOfThinQR(q.columns(0, n), r.rows(0, n), dx)
  guard qr.fullMatrices, m != n else { return (dq, dr) }
  let complement = tangentOfComplement(q, dq, m, n)
  return (Concatenate(axis: q.rank - 1)(dq, complement), dr.zeroPadded(rows: m - n, columns: 0))
}

/// With `C = Qᴴ dX R⁻¹` and `Ω = Qᴴ dQ`, which is skew-Hermitian, `dR R⁻¹ = C - Ω` is upper triangular with a real diagonal:
/// `Ω = tril(C, -1) - tril(C, -1)ᴴ + i Im diag C`. (J. Townsend: "Differentiating the QR decomposition", 2018)
private func tangentsOfThinQR(_ q: Tensor, _ r: Tensor, _ dx: Tensor) -> (dq: Tensor, dr: Tensor) {
  let dxR = TriangularSolve(leftSide: false, lower: false)(r, dx)
  let change = q.adjoint.matrixProduct(dxR)
  let lower = change.lowerTriangle(offset: -1)
  var rotation = Sub()(lower, lower.adjoint)
  if rotation.dtype.isComplex {
    let imaginary = Imag()(change.matrixDiagonal)
    rotation = Add()(rotation, MakeComplex()(imaginary.constant(0), imaginary).asDiagonalMatrix)
  }
  return (Add()(q.matrixProduct(Sub()(rotation, change)), dxR), Sub()(change, rotation).matrixProduct(r))
}

/// The tangent of the last `m - n` columns of a full `Q`, which the first `n` determine as long as it is the product of `n`
/// reflections. (arXiv:2409.13374, equations 32 and 33)
private func tangentOfComplement(_ q: Tensor, _ dq: Tensor, _ m: Dimension, _ n: Dimension) -> Tensor {
  let columns = q.columns(0, n)
  let (top, bottom) = (columns.rows(0, n), columns.rows(n, m))
  let (dTop, dBottom) = (dq.rows(0, n), dq.rows(n, m))
  // Z = Q_b (Q_t - 1)⁻¹, from (Q_t - 1)ᴴ Zᴴ = Q_bᴴ.
  let zAdjoint = solved(Sub()(top, .identity(top.type)), bottom.adjoint)
  let z = zAdjoint.adjoint
  let basis = Add()(columns, q.columns(n, m).matrixProduct(z))
  return Sub()(dq.matrixProduct(zAdjoint), basis.matrixProduct(Sub()(dBottom, z.matrixProduct(dTop)).adjoint))
}

/// The solution `X` of `Aᴴ X = B`.
private func solved(_ a: Tensor, _ b: Tensor) -> Tensor {
  // From P A = L U: Aᴴ = Uᴴ Lᴴ P, and P X is found first.
  let factors = LU().results([a])
  let upper = TriangularSolve(lower: false, transposeA: true, conjugateA: true)(factors[0], b)
  let permuted = TriangularSolve(lower: true, transposeA: true, conjugateA: true, unitDiagonal: true)(factors[0], upper)
  return permuted.puttingRows(at: factors[2])
}
