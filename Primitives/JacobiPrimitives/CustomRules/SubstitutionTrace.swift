import JacobiCore

/// Runs code that uses values of other transformations, with other values in their place.
///
/// The values may belong to traces that have ended or do not enclose the code. What the code does happens under the parent.
package final class SubstitutionTrace: Trace {
  private let replacement: (Tracer) -> Tensor?

  /// - Parameter replacement: what takes the place of a value; `nil` for one that stays.
  package init(_ replacement: @escaping (Tracer) -> Tensor?) {
    self.replacement = replacement
  }

  override package var name: String { "rule" }

  override package func admits(_ tracer: Tracer) -> Bool { replacement(tracer) != nil }

  override package func process(_ primitive: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    let operands = operands.map(replaced)
    return try inParent {
      for operand in operands { try operand.requireUsable(in: type(of: primitive).id) }
      return try processInParent(primitive, operands)
    }
  }

  /// The tensor, or what takes its place.
  package func replaced(_ tensor: Tensor) -> Tensor {
    guard let tracer = tensor.tracer, var other = replacement(tracer) else { return tensor }
    other.isWeaklyTyped = tensor.isWeaklyTyped
    return other
  }
}
