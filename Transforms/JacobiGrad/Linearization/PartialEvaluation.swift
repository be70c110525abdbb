import JacobiCore
import JacobiPrimitives

/// The rules by which primitives with bodies are split into what depends on known operands only and the rest.
///
/// Needed for a primitive that computes both known and linear results, such as the derivative of a call. A primitive
/// without a rule is taken to be linear as a whole.
public enum PartialEvaluation: RuleKind {
  /// A primitive in two parts.
  public struct Parts: Sendable {
    /// The results that depend on known operands only; `nil` for those that ``linear`` gives, in order.
    public var results: [Tensor?]
    /// Gives the other results, from the residuals and the linear operands.
    public var linear: any Primitive
    /// Values that the linear part needs from the known part.
    public var residuals: [Tensor]

    public init(results: [Tensor?], linear: any Primitive, residuals: [Tensor]) {
      self.results = results
      self.linear = linear
      self.residuals = residuals
    }
  }

  /// Computes the known part from the operands, those that are not known being `nil`.
  public typealias Rule = @Sendable (_ primitive: any Primitive, _ known: [Tensor?]) throws -> Parts

  public static let name = "partial evaluation"
  public static let remedy = "Install a plugin with a rule for `PartialEvaluation`"
  public static let standard = RuleTable<PartialEvaluation>(.controlFlow)
  public static func conformance(of primitive: any Primitive.Type) -> Rule? { nil }
}
