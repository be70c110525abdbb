import JacobiCore

/// A primitive that brings its own batching rule.
///
/// Conform your primitive to it, and `vmap` knows the primitive:
///
/// ```swift
/// extension CumulativeSum: Batchable {
///   public func batched(_ operands: [Batched], size: Dimension) throws -> [Batched] {
///     let x = operands[0]
///     return [Batched(CumulativeSum(axis: x.position(of: axis))(x.tensor), axis: x.axis)]
///   }
/// }
/// ```
public protocol Batchable: Primitive {
  /// The results of the operation on a batch.
  ///
  /// - Parameters:
  ///   - operands: The operands, at least one of them batched. Their example types have passed `outputTypes(for:)`.
  ///   - size: The size of the batch axes.
  /// - Returns: As many results as the primitive has. A result that is the same for all examples may stay unbatched.
  func batched(_ operands: [Batched], size: Dimension) throws -> [Batched]
}

/// A primitive that treats each element by itself: operands and results all have one shape, whatever it is.
///
/// The batching rule follows:
///
/// ```swift
/// extension Softplus: ElementwiseBatchable {}
/// ```
public protocol ElementwiseBatchable: Batchable {}

extension ElementwiseBatchable {
  public func batched(_ operands: [Batched], size: Dimension) throws -> [Batched] {
    try Batching.elementwise(self, operands, size)
  }
}
