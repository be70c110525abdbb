import JacobiCore

/// The Kronecker product: each element of the left operand times the right operand, as blocks.
///
///     kron(Tensor([[1, 2]]), Tensor([[1], [3]]))    // [[1 2] [3 6]]
///
/// An operand with fewer axes gets axes of size 1 in front.
public func kron(_ x: Tensor, _ y: Tensor) -> Tensor {
  if x.isInvalid || y.isInvalid { return .invalid }
  let rank = Swift.max(x.rank, y.rank)
  func sizes(_ tensor: Tensor) -> [Dimension] {
    [Dimension](repeating: 1, count: rank - tensor.rank) + tensor.shape.dimensions
  }
  let pairs = Array(zip(sizes(x), sizes(y)))
  let left = x.reshaped(Shape(pairs.flatMap { [$0.0, 1] }))
  let right = y.reshaped(Shape(pairs.flatMap { [1, $0.1] }))
  return (left * right).reshaped(Shape(pairs.map { $0.0 * $0.1 }))
}
