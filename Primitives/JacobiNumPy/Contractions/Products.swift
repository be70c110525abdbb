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

/// The cross products of vectors of three elements, or of two, whose third is 0; of two such vectors only the third element
/// of the product.
///
///     cross(Tensor([1, 0, 0]), Tensor([0, 1, 0]))  // [0 0 1]
///     cross(Tensor([1, 2]), Tensor([3, 4]))  // -2
///
/// Dtypes are promoted.
///
/// - Parameters:
///   - lhs: of size 2 or 3 along the axis.
///   - rhs: the same; the other axes broadcast.
///   - axis: that of the vectors; a negative one counts from the back of each operand.
public func cross(_ lhs: Tensor, _ rhs: Tensor, axis: Int = -1) -> Tensor {
  if lhs.isInvalid || rhs.isInvalid { return .invalid }
  return reporting { () throws(TensorError) in
    let operation = { Operation("cross", operands: [lhs.type, rhs.type]) }
    let u = try lhs.vectorElements(axis: axis, operation)
    let v = try rhs.vectorElements(axis: axis, operation)
    func element(_ i: Int, _ j: Int) -> Tensor { u[i] * v[j] - u[j] * v[i] }
    if lhs.shape[axis] == 2, rhs.shape[axis] == 2 { return element(0, 1) }
    let product = stacked([element(1, 2), element(2, 0), element(0, 1)], axis: -1)
    return product.movedAxis(from: -1, to: axis)
  }
}

extension Tensor {
  /// The elements of vectors of two or three along an axis.
  fileprivate func vectorElements(axis: Int, _ operation: () -> Operation) throws(TensorError) -> [Tensor] {
    let position = try shape.position(ofAxis: axis, in: operation)
    guard let size = shape.dimensions[position].known, size == 2 || size == 3 else {
      throw .shapeMismatch(
        expected: "2 or 3 elements along the axis of the vectors", actual: "\(type)", operation: operation())
    }
    let elements = unstacked(axis: position)
    return size == 3 ? elements : elements + [.zeros(like: elements[0])]
  }
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
