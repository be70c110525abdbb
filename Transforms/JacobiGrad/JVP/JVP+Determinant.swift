import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let determinant = RuleTable { table in
    // d det A = tr(adj(A) dA), by Jacobi's formula.
    table.unary(Determinant.self) { _, a, _, da in
      if a.isInvalid || da.isInvalid { return .invalid }
      let order = EliminationOrder(of: a)
      let product = Mul()(adjugate(order.arranged(a, corner: .one)).matrixTransposed, order.arranged(da, corner: .zero))
      return Mul()(order.sign, product.summed(over: [a.rank - 2, a.rank - 1]))
    }
  }
}

/// Orders of rows and columns in which elimination meets pivots of zero, or of rounding errors, last.
///
/// The columns are those of QR with pivoting, of which the first ones, as many as the rank, are independent; so that
/// elimination with exchanges of rows finds a pivot in each of these. The orders are constants: the determinant is the same
/// function of the elements in any order, but for the sign.
private struct EliminationOrder {
  private let rows: Tensor
  private let columns: Tensor
  /// What the orders multiply the determinant by.
  let sign: Tensor
  /// How many rows and columns are added, so that there are two.
  private let padding: Dimension

  /// What stands in the added part of the diagonal.
  enum Corner { case zero, one }

  init(of a: Tensor) {
    // An unknown size may be 0.
    padding = a.shape[-1].known.map { Dimension(max(0, 2 - $0)) } ?? 2
    let constant = padded(StopGradient()(a), by: padding, corner: .one)
    columns = QR(fullMatrices: false, pivoting: true).results([constant])[2]
    let factors = LU().results([takingColumns(constant, columns)])
    rows = factors[2]
    let exchange = takingColumns(.identity(constant.type), columns)
    sign = Mul()(Determinant()(exchange), Determinant.sign(ofExchanges: factors[1], dtype: a.dtype))
  }

  /// Matrices in the order, with ones in the added part of the diagonal, or zeros.
  func arranged(_ matrix: Tensor, corner: Corner) -> Tensor {
    takingColumns(padded(matrix, by: padding, corner: corner), columns).takingRows(rows)
  }
}

private func padded(_ matrix: Tensor, by padding: Dimension, corner: EliminationOrder.Corner) -> Tensor {
  let padded = matrix.zeroPadded(rows: padding, columns: padding)
  if padding.known == 0 || corner == .zero || matrix.isInvalid { return padded }
  let ones = Sub()(
    .identity(padded.type), Tensor.identity(matrix.type).zeroPadded(rows: padding, columns: padding))
  return Add()(padded, ones)
}

private func takingColumns(_ matrix: Tensor, _ order: Tensor) -> Tensor {
  matrix.matrixTransposed.takingRows(order).matrixTransposed
}

/// The adjugates `det(D) D⁻¹` of matrices in elimination order, of size 2 or more, without a division by what is zero where
/// one is singular.
///
/// With blocks `[[A, B], [C, E]]`, `A` without the last two rows and columns, and the Schur complement `S = E - C A⁻¹ B`,
/// `det D` is `det A det S`, and the inverse in blocks (Golub and Van Loan, 3.2) times that has only `A` in a denominator.
/// `A` is singular where the rank is `n - 3` or less; all minors of `n - 1` and of `n - 2` rows are zero there, and so are
/// the adjugate and its first derivative.
private func adjugate(_ d: Tensor) -> Tensor {
  if d.isInvalid { return .invalid }
  let (n, split) = (d.shape[-1], d.shape[-1] - 2)
  let leading = d.rows(0, split).columns(0, split)
  let isRegular = allPivotsExist(StopGradient()(leading))
  let a = SelectN()(isRegular.over(leading.type), .identity(leading.type), leading)
  let (determinant, inverse) = determinantAndInverse(a)
  let right = inverse.matrixProduct(d.rows(0, split).columns(split, n))
  let lower = d.rows(split, n).columns(0, split)
  let s = Sub()(d.rows(split, n).columns(split, n), lower.matrixProduct(right))
  let minors = adjugateOfTwo(s)
  let left = minors.matrixProduct(lower.matrixProduct(inverse))
  let complement = minors.rows(0, 1).columns(0, 1)
  let other = Sub()(
    Mul()(complement, s.rows(0, 1).columns(0, 1)), Mul()(s.rows(0, 1).columns(1, 2), s.rows(1, 2).columns(0, 1)))
  let corner = Add()(Mul()(other.over(inverse.type), inverse), right.matrixProduct(left))
  let upper = Concatenate(axis: d.rank - 1)(corner, Neg()(right.matrixProduct(minors)))
  let all = Concatenate(axis: d.rank - 2)(upper, Concatenate(axis: d.rank - 1)(Neg()(left), minors))
  return SelectN()(isRegular.over(d.type), d.constant(0), Mul()(determinant.over(d.type), all))
}

/// The adjugates of matrices of two rows.
private func adjugateOfTwo(_ s: Tensor) -> Tensor {
  let swapped = Rev(axes: [s.rank - 2, s.rank - 1])(s).matrixTransposed
  let ones = Tensor.ones(s.type)
  // Pluses on the diagonal, minuses off it.
  let signs = Sub()(Tensor.identity(s.type).scaled(by: 2), ones)
  return Mul()(signs, swapped)
}

/// For each matrix of a stack, as `[..., 1, 1]`, whether elimination finds a pivot in each column.
private func allPivotsExist(_ a: Tensor) -> Tensor {
  let diagonal = LU().results([a])[0].matrixDiagonal
  if diagonal.isInvalid { return .invalid }
  return ReduceAnd(axes: [diagonal.rank - 1])(NotEqual()(diagonal, diagonal.constant(0))).asMatrices
}

/// The determinants, as `[..., 1, 1]`, and the inverses of regular matrices.
private func determinantAndInverse(_ a: Tensor) -> (determinant: Tensor, inverse: Tensor) {
  let factors = LU().results([a])
  let diagonal = factors[0].matrixDiagonal
  if diagonal.isInvalid { return (.invalid, .invalid) }
  let sign = Determinant.sign(ofExchanges: factors[1], dtype: a.dtype)
  let determinant = Mul()(sign, ReduceProd(axes: [diagonal.rank - 1])(diagonal))
  let lower = TriangularSolve(lower: true, unitDiagonal: true)(
    factors[0], Tensor.identity(a.type).takingRows(factors[2]))
  return (determinant.asMatrices, TriangularSolve(lower: false)(factors[0], lower))
}

extension Tensor {
  /// Numbers as matrices of one row and column.
  fileprivate var asMatrices: Tensor { isInvalid ? self : Reshape(to: Shape(shape.dimensions + [1, 1]))(self) }

  /// Matrices of one row and column, repeated in those of a type.
  fileprivate func over(_ type: TensorType) -> Tensor {
    if isInvalid { return self }
    let numbers = Reshape(to: Shape(shape.dropLast(2)))(self)
    return numbers.broadcast(to: type.shape, inserting: [type.rank - 2, type.rank - 1])
  }
}
