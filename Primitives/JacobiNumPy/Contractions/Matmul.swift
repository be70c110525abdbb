import JacobiCore
import JacobiPrimitives

/// The product of matrices, by NumPy's rules.
///
///     let x = Tensor([[1.0, 2], [3, 4]])
///     matmul(x, Tensor([[1.0, 0, 1], [0, 1, 1]]))  // [[1. 2. 3.] [3. 4. 7.]]
///     matmul(x, Tensor([1.0, -1]))  // [-1. -1.]
///
/// - A vector on the left is a row, on the right a column; its axis disappears.
/// - With more than two axes, operands are stacks of matrices; the axes before the last two broadcast.
///
/// Dtypes are promoted. Integers wrap around; of Booleans "or" of "and".
///
/// - Note: sizes that do not fit are a `TensorError.shapeMismatch`.
public func matmul(_ lhs: Tensor, _ rhs: Tensor) -> Tensor {
  contracted(lhs, rhs, named: "matmul") { (lhs, rhs) throws(TensorError) in
    guard lhs.rank > 0, rhs.rank > 0 else {
      throw .shapeMismatch(
        expected: "operands with at least one axis", actual: "\(lhs.shape) and \(rhs.shape)",
        operation: Operation("matmul", operands: [lhs.type, rhs.type]))
    }
    try requireEqual(lhs, lhs.rank - 1, rhs, Swift.max(rhs.rank - 2, 0), named: "matmul")
    if rhs.rank <= 2 {
      return DotGeneral(contracting: ([lhs.rank - 1], [0]))(lhs, rhs)
    }
    if lhs.rank <= 2 {
      let product = DotGeneral(contracting: ([lhs.rank - 1], [rhs.rank - 2]))(lhs, rhs)
      return lhs.rank == 1 ? product : product.movedAxis(from: 0, to: -2)
    }
    return try stackedProduct(lhs, rhs)
  }
}

/// The product of two stacks of matrices.
private func stackedProduct(_ lhs: Tensor, _ rhs: Tensor) throws(TensorError) -> Tensor {
  let operation = { Operation("matmul", operands: [lhs.type, rhs.type]) }
  let stack = Shape(lhs.shape.dropLast(2))
  guard let batch = try stack.broadcast(with: Shape(rhs.shape.dropLast(2)), in: operation) else {
    throw .shapeMismatch(
      expected: "stacks of matrices that broadcast together", actual: "\(lhs.shape) and \(rhs.shape)",
      operation: operation())
  }
  let operands = [lhs, rhs].map { $0.broadcast(to: Shape(batch.dimensions + $0.shape.suffix(2))) }
  let axes = Array(batch.indices)
  return DotGeneral(contracting: ([batch.rank + 1], [batch.rank]), batch: (axes, axes)).results(operands)[0]
}

/// The sum of products over the last axis of `lhs` and the last but one (of a vector, the only) axis of `rhs`.
///
///     dot(Tensor([1, 2, 3]), Tensor([4, 5, 6]))  // 32
///
/// Of two vectors the inner product, of two matrices their product. The other axes of `lhs` come before those of `rhs`.
/// With a scalar, the product of elements. Dtypes are promoted.
public func dot(_ lhs: Tensor, _ rhs: Tensor) -> Tensor {
  contracted(lhs, rhs, named: "dot") { (lhs, rhs) throws(TensorError) in
    if lhs.rank == 0 || rhs.rank == 0 { return lhs * rhs }
    let right = Swift.max(rhs.rank - 2, 0)
    try requireEqual(lhs, lhs.rank - 1, rhs, right, named: "dot")
    return DotGeneral(contracting: ([lhs.rank - 1], [right]))(lhs, rhs)
  }
}

/// The sums of products over the last axes of both: `[a,n]` and `[b,n]` give `[a,b]`. With a scalar, the product of elements.
///
///     inner(Tensor([1, 2, 3]), Tensor([0, 1, 0]))  // 2
///     inner(Tensor([[1, 2], [3, 4]]), Tensor([1, 1]))  // [3 7]
///
/// Dtypes are promoted; nothing is conjugated.
///
/// - Note: last axes of different sizes are a `TensorError.shapeMismatch`.
public func inner(_ lhs: Tensor, _ rhs: Tensor) -> Tensor {
  contracted(lhs, rhs, named: "inner") { (lhs, rhs) throws(TensorError) in
    if lhs.rank == 0 || rhs.rank == 0 { return lhs * rhs }
    try requireEqual(lhs, lhs.rank - 1, rhs, rhs.rank - 1, named: "inner")
    return DotGeneral(contracting: ([lhs.rank - 1], [rhs.rank - 1]))(lhs, rhs)
  }
}

/// The products of each element of `lhs` with each of `rhs`, both in row-major order: a matrix. Dtypes are promoted.
///
///     outer(Tensor([1, 2]), Tensor([3, 4, 5]))  // [[ 3 4 5] [ 6 8 10]]
public func outer(_ lhs: Tensor, _ rhs: Tensor) -> Tensor {
  lhs.raveled().expandedDimensions(axis: 1) * rhs.raveled()
}

/// The sum of products over pairs of axes.
///
///     let x = Tensor.arange(6).reshaped(2, 3)
///     tensordot(x, x, axes: ([1], [1]))  // [[ 5 14] [14 50]]
///     tensordot(x, x, axes: ([0, 1], [0, 1]))  // 55
///
/// The other axes of `lhs` come before those of `rhs`. Dtypes are promoted.
///
/// - Parameters:
///   - lhs: the left factor.
///   - rhs: the right factor, of the same sizes along the axes of each pair.
///   - axes: the axes of `lhs`, and for each of them one of `rhs`; negative ones count from the back.
///   - preferredElementType: the dtype of the result, at least as wide.
public func tensordot(
  _ lhs: Tensor, _ rhs: Tensor, axes: (left: [Int], right: [Int]), preferredElementType: DType? = nil
) -> Tensor {
  contracted(lhs, rhs, named: "tensordot") { (lhs, rhs) throws(TensorError) in
    let left = try lhs.positions(ofAxes: axes.left, named: "tensordot")
    let right = try rhs.positions(ofAxes: axes.right, named: "tensordot")
    for (i, j) in zip(left, right) { try requireEqual(lhs, i, rhs, j, named: "tensordot") }
    return DotGeneral(contracting: (left, right), preferredElementType: preferredElementType)(lhs, rhs)
  }
}

/// The sum of products over the last `axes` axes of `lhs` and the first ones of `rhs`. Dtypes are promoted.
public func tensordot(_ lhs: Tensor, _ rhs: Tensor, axes count: Int = 2) -> Tensor {
  if lhs.isInvalid || rhs.isInvalid { return .invalid }
  let largest = Swift.min(lhs.rank, rhs.rank)
  guard (0...largest).contains(count) else {
    report(
      .invalidArgument(
        name: "axes", expected: "in 0...\(largest)", actual: "\(count)",
        operation: Operation("tensordot", operands: [lhs.type, rhs.type])))
    return .invalid
  }
  return tensordot(lhs, rhs, axes: (Array(lhs.rank - count..<lhs.rank), Array(0..<count)))
}

extension Tensor {
  /// The sum of products with another tensor; see the function of the same name.
  public func dot(_ other: Tensor) -> Tensor { JacobiNumPy.dot(self, other) }

  /// The product of matrices; see the function of the same name.
  public func matmul(_ other: Tensor) -> Tensor { JacobiNumPy.matmul(self, other) }
}

/// Promotes the operands, and reports mistakes.
private func contracted(
  _ lhs: Tensor, _ rhs: Tensor, named name: String,
  _ contract: (_ lhs: Tensor, _ rhs: Tensor) throws(TensorError) -> Tensor
) -> Tensor {
  if lhs.isInvalid || rhs.isInvalid { return .invalid }
  let promotion = Promotion(of: [lhs, rhs])
  return reporting { () throws(TensorError) in
    try contract(lhs.converted(to: promotion), rhs.converted(to: promotion)).weaklyTyped(promotion.isWeak)
  }
}

/// Throws unless an axis of each operand have one size.
private func requireEqual(
  _ lhs: Tensor, _ left: Int, _ rhs: Tensor, _ right: Int, named name: String
) throws(TensorError) {
  let sizes = (lhs.shape.dimensions[left], rhs.shape.dimensions[right])
  let operation = { Operation(name, operands: [lhs.type, rhs.type]) }
  guard let areEqual = Dimension.decide(sizes.0, .equal, sizes.1) else {
    throw .undecidableDimension(comparison: "\(sizes.0) == \(sizes.1)", operation: operation())
  }
  guard areEqual else {
    throw .shapeMismatch(
      expected: "equal sizes of axis \(left) of the left and axis \(right) of the right operand",
      actual: "\(lhs.shape) and \(rhs.shape)", operation: operation())
  }
}
