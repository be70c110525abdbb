import JacobiCore
import JacobiPrimitives

/// For each element, `a` where the condition is true and `b` where it is false.
///
///     let x = Tensor([-1.0, 2, -3])
///     which(x .> 0, x, 0)  // [0. 2. 0.]
///
/// Shapes broadcast; the dtypes of `a` and `b` are promoted. A condition of another dtype than `bool` is true where it
/// is not 0. Both `a` and `b` are computed everywhere: a NaN where it is not chosen does no harm, except in
/// derivatives.
public func which(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
  if condition.isInvalid || a.isInvalid || b.isInvalid { return .invalid }
  let promotion = Promotion(of: [a, b])
  return reporting { () throws(TensorError) in
    // A scalar condition chooses between whole tensors.
    let shaped = condition.rank == 0 ? [a, b] : [condition, a, b]
    let shape = try broadcastShape(shaped, operation: "which")
    let cases = [b, a].map { $0.converted(to: promotion).broadcast(to: shape) }
    let selector = condition.rank == 0 ? condition.truth : condition.truth.broadcast(to: shape)
    return SelectN()(selector, cases[0], cases[1]).weaklyTyped(promotion.isWeak)
  }
}

extension Tensor {
  /// The elements, with those of another tensor where the mask is true: `which(mask, other, self)`.
  ///
  ///     let x = Tensor([1, -2, 3])
  ///     x.replacing(with: 0, where: x .< 0)  // [1 0 3]
  public func replacing(with other: Tensor, where mask: Tensor) -> Tensor {
    which(mask, other, self)
  }
}
