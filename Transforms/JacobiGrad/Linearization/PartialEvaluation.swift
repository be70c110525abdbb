import JacobiCore
import JacobiPrimitives

/// The rules by which primitives with bodies are split into what depends on known operands only and the rest.
///
/// Needed for a primitive that computes both known and linear results, such as the derivative of a call. A primitive
/// without a rule is taken to be linear as a whole.
public enum PartialEvaluation: RuleKind {
  /// A primitive in two parts.
  public struct Parts: Sendable {
    /// An operand of the linear part.
    public enum Operand: Sendable {
      /// A value that the linear part needs from the known part.
      case residual(Tensor)
      /// An operand of the whole primitive, by its position among the operands that are not known.
      case linear(Int)
    }

    /// The results that depend on known operands only; `nil` for those that ``linear`` gives, in order.
    public var results: [Tensor?]
    /// Gives the other results, from ``operands``.
    public var linear: any Primitive
    /// The operands of the linear part.
    public var operands: [Operand]

    /// The parts that a rule gives.
    public init(results: [Tensor?], linear: any Primitive, operands: [Operand]) {
      self.results = results
      self.linear = linear
      self.operands = operands
    }

    /// Parts of which the linear one takes residuals, then all operands that are not known.
    public init(results: [Tensor?], linear: any Primitive, residuals: [Tensor], linearCount: Int) {
      self.init(
        results: results, linear: linear,
        operands: residuals.map { .residual($0) } + (0..<linearCount).map { .linear($0) })
    }
  }

  /// Computes the known part from the operands, those that are not known being `nil`.
  public typealias Rule = @Sendable (_ primitive: any Primitive, _ known: [Tensor?]) throws -> Parts

  public static let name = "partial evaluation"
  public static let remedy =
    "Conform it to `PartiallyEvaluable`, or install a plugin with a rule for `PartialEvaluation`"
  public static let standard = RuleTable<PartialEvaluation>(.controlFlow, .customRules, .rematerialization)

  public static func conformance(of primitive: any Primitive.Type) -> Rule? {
    guard primitive is any PartiallyEvaluable.Type else { return nil }
    return { primitive, known in try (primitive as! any PartiallyEvaluable).partiallyEvaluated(known: known) }
  }
}

/// A primitive with a body that brings its own split into a known and a linear part.
public protocol PartiallyEvaluable: Primitive {
  /// Computes the known part; see ``PartialEvaluation`` for when it is needed.
  ///
  /// - Parameter known: the operands; `nil` for those that are not known, of which there is at least one.
  func partiallyEvaluated(known: [Tensor?]) throws -> PartialEvaluation.Parts
}
