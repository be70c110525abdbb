import JacobiCore
import JacobiPrimitives

extension Shape {
  /// The shape to which two shapes broadcast, or `nil` when they do not.
  ///
  /// Shapes are aligned at their last axes; an axis of size 1 and a missing axis are repeated. Only a size that is
  /// known to be 1 is: a symbolic one equals the other size, or it is an error.
  ///
  /// - Throws: `TensorError.undecidableDimension`.
  package func broadcast(with other: Shape, in operation: () -> Operation) throws(TensorError) -> Shape? {
    if self == other { return self }
    if other.rank > rank { return try other.broadcast(with: self, in: operation) }
    var dimensions = self.dimensions
    for (axis, right) in zip(dimensions.indices.suffix(other.rank), other.dimensions) {
      let left = dimensions[axis]
      if left == right || right.known == 1 { continue }
      if left.known == 1 {
        dimensions[axis] = right
        continue
      }
      guard let areEqual = Dimension.decide(left, .equal, right) else {
        throw .undecidableDimension(comparison: "\(left) == \(right)", operation: operation())
      }
      guard areEqual else { return nil }
    }
    return Shape(dimensions)
  }
}

/// The shape to which all operands of an operation broadcast.
///
/// - Throws: `TensorError.shapeMismatch` with all shapes, or
///   `TensorError.undecidableDimension`.
package func broadcastShape(_ tensors: [Tensor], operation name: String) throws(TensorError) -> Shape {
  var result = tensors[0].shape
  let operation = { Operation(name, operands: tensors.map(\.type)) }
  for tensor in tensors.dropFirst() {
    guard let shape = try result.broadcast(with: tensor.shape, in: operation) else {
      throw .shapeMismatch(
        expected: "shapes that broadcast together",
        actual: tensors.map { $0.shape.description }.joined(separator: " and "), operation: operation())
    }
    result = shape
  }
  return result
}

extension Tensor {
  /// The elements repeated to a larger shape, by NumPy's rules: shapes are aligned at their last axes, and axes that
  /// are missing or of size 1 are repeated.
  ///
  ///     Tensor([1, 2, 3]).broadcast(to: [2, 3])  // [[1 2 3] [1 2 3]]
  ///
  /// - Note: a shape that does not fit is a `TensorError.shapeMismatch`.
  public func broadcast(to shape: Shape) -> Tensor {
    if isInvalid || self.shape == shape { return self }
    return reporting { () throws(TensorError) in
      guard shape.rank >= rank else {
        throw .shapeMismatch(
          expected: "a shape of at least \(rank) axes", actual: "\(shape)",
          operation: Operation("broadcast", operands: [type]))
      }
      return BroadcastInDim(to: shape, dimensions: Array(shape.rank - rank..<shape.rank))(self)
    }
  }

  /// The elements repeated to a larger shape; see `broadcast(to:)`.
  public func broadcast(to sizes: [Int]) -> Tensor { broadcast(to: Shape(sizes)) }
}

/// Runs code that finds mistakes in the arguments of an operation, and reports them; the result is invalid then.
package func reporting(_ body: () throws(TensorError) -> Tensor) -> Tensor {
  reporting(otherwise: .invalid, body)
}

/// Runs code that finds mistakes in the arguments of an operation, and reports them.
///
/// - Parameter failure: the result then.
package func reporting<Result>(otherwise failure: Result, _ body: () throws(TensorError) -> Result) -> Result {
  do throws(TensorError) {
    return try body()
  } catch {
    report(error)
    return failure
  }
}
