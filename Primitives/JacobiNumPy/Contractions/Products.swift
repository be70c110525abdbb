import JacobiCore
import JacobiPrimitives

/// The sum of products of all elements, those of `lhs` conjugated: a scalar. Only the numbers of elements must agree.
///
///     vdot(Tensor([[1, 2], [3, 4]]), Tensor([1, 1, 1, 1]))  // 10
///     vdot(Tensor(Complex64(0, 1)), Tensor(Complex64(0, 1)))  // 1.0+0.0j
///
/// Dtypes are promoted.
public func vdot(_ lhs: Tensor, _ rhs: Tensor) -> Tensor {
  if lhs.isInvalid || rhs.isInvalid { return .invalid }
  return dot(conj(lhs).raveled(), rhs.raveled())
}

/// The sums of products along an axis, the elements of `lhs` conjugated; the other axes broadcast.
///
///     vecdot(Tensor([[1, 2], [3, 4]]), Tensor([1, 10]))  // [21 43]
///
/// Dtypes are promoted.
///
/// - Parameters:
///   - lhs: vectors along `axis`.
///   - rhs: vectors of the same size along `axis`.
///   - axis: the one that disappears; a negative one counts from the back of each operand.
public func vecdot(_ lhs: Tensor, _ rhs: Tensor, axis: Int = -1) -> Tensor {
  let (rows, columns) = (lhs.movedAxis(from: axis, to: -1), rhs.movedAxis(from: axis, to: -1))
  return matmul(conj(rows).expandedDimensions(axis: -2), columns.expandedDimensions(axis: -1)).squeezed(axes: [-2, -1])
}

/// The products of matrices and vectors: `[...,m,n]` and `[...,n]` give `[...,m]`; the axes before broadcast.
///
///     matvec(Tensor([[1, 2], [3, 4]]), Tensor([[1, 0], [1, 1]]))  // [[1 3] [3 7]]
///
/// Dtypes are promoted.
public func matvec(_ matrix: Tensor, _ vector: Tensor) -> Tensor {
  matmul(matrix, vector.expandedDimensions(axis: -1)).squeezed(axis: -1)
}

/// The products of conjugated vectors and matrices: `[...,n]` and `[...,n,m]` give `[...,m]`; the axes before broadcast.
///
///     vecmat(Tensor([1, 10]), Tensor([[1, 2], [3, 4]]))  // [31 42]
///
/// Dtypes are promoted.
public func vecmat(_ vector: Tensor, _ matrix: Tensor) -> Tensor {
  matmul(conj(vector).expandedDimensions(axis: -2), matrix).squeezed(axis: -2)
}

/// The Kronecker product: `rhs` times each element of `lhs`, in its place. The sizes of each axis are multiplied.
///
///     kron(Tensor([1, 10]), Tensor([1, 2]))  // [ 1 2 10 20]
///     kron(Tensor.eye(2, dtype: .int32), Tensor([[1, 2]]))  // [[1 2 0 0] [0 0 1 2]]
///
/// The shorter shape gets axes of size 1 at its front. Dtypes are promoted.
public func kron(_ lhs: Tensor, _ rhs: Tensor) -> Tensor {
  if lhs.isInvalid || rhs.isInvalid { return .invalid }
  let rank = Swift.max(lhs.rank, rhs.rank)
  func padded(_ shape: Shape) -> [Dimension] { [Dimension](repeating: 1, count: rank - shape.rank) + shape.dimensions }
  let (left, right) = (padded(lhs.shape), padded(rhs.shape))
  let product = lhs.reshaped(Shape(left.flatMap { [$0, 1] })) * rhs.reshaped(Shape(right.flatMap { [1, $0] }))
  return product.reshaped(Shape(zip(left, right).map { $0 * $1 }))
}
