import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let determinant = RuleTable { table in
    // d det A = tr(adj(A) dA), by Jacobi's formula.
    table.unary(Determinant.self) { _, x, _, dx in adjugateProduct(x, dx).matrixDiagonal.summed(over: [x.rank - 2]) }
  }
}

/// `adj(A) B`, which is `det(A) A⁻¹ B` where `A` is regular, without a division by what is zero where it is not.
///
/// With `P A = L U` and `C = L⁻¹ P B`, the last row of `U⁻¹ C` is that of `C` divided by the last pivot; times the determinant
/// it is that of `C` times the other pivots. So the last pivot of `U` is replaced by the reciprocal of the product of the
/// others, and all other rows of `C` are multiplied by the determinant, before the system with `U` is solved. If two pivots
/// are zero the adjugate is.
private func adjugateProduct(_ a: Tensor, _ b: Tensor) -> Tensor {
  if a.isInvalid || b.isInvalid || a.shape[-1].known == 0 { return b }
  let n = a.shape[-1]
  let factors = LU().results([a])
  if factors[0].isInvalid { return .invalid }
  let diagonal = factors[0].matrixDiagonal
  let stack = diagonal.rank - 1
  let others = Mul()(
    ReduceProd(axes: [stack])(diagonal.sliced(axis: stack, 0, n - 1)),
    Determinant.sign(ofExchanges: factors[1], dtype: a.dtype))
  let last = Reshape(to: others.shape)(diagonal.sliced(axis: stack, n - 1, n))
  let upper = replacingLastElement(of: factors[0], with: Div()(others.constant(1), others))

  let isRegular = hasFiniteInverse(upper, like: b)
  let filtered = SelectN()(isRegular, b.constant(0), b)
  let c = TriangularSolve(lower: true, unitDiagonal: true)(factors[0], filtered.takingRows(factors[2]))
  let first = c.rows(0, n - 1)
  let determinant = Mul()(others, last).broadcast(to: first.shape, inserting: [first.rank - 2, first.rank - 1])
  let scaled = Concatenate(axis: c.rank - 2)(Mul()(first, determinant), c.rows(n - 1, n))
  return SelectN()(isRegular, b.constant(0), TriangularSolve(lower: false)(upper, scaled))
}

private func replacingLastElement(of matrix: Tensor, with element: Tensor) -> Tensor {
  let n = matrix.shape[-1]
  let corner = Reshape(to: Shape(element.shape.dimensions + [1, 1]))(element)
  let row = Concatenate(axis: matrix.rank - 1)(matrix.rows(n - 1, n).columns(0, n - 1), corner)
  return Concatenate(axis: matrix.rank - 2)(matrix.rows(0, n - 1), row)
}

/// For each element of a stack of matrices whether a triangular matrix can be divided by.
private func hasFiniteInverse(_ upper: Tensor, like b: Tensor) -> Tensor {
  let ones = Tensor.ones(upper.type.with(shape: upper.shape.replacing(axis: upper.rank - 1, with: 1)))
  let isFinite = IsFinite()(TriangularSolve(lower: false)(upper, ones))
  let all = ReduceAnd(axes: [upper.rank - 2, upper.rank - 1])(isFinite)
  return all.broadcast(to: b.shape, inserting: [b.rank - 2, b.rank - 1])
}
