import JacobiCore
import JacobiPrimitives

/// The rules of forward differentiation: from the operands of a primitive and their tangents to its results and theirs.
///
/// A tangent of `nil` is zero, known to be so and never computed; a rule gets at least one that is not `nil`. Tangents
/// have the types of their primals; integers and Booleans have none. A rule is written with primitives and runs
/// under the enclosing transformation, so that it is differentiated again, batched and compiled like any other code.
/// The tangents of the results must be linear in those of the operands: reverse mode transposes what the rule does.
public enum JVP: RuleKind {
  public typealias Rule =
    @Sendable (
      _ primitive: any Primitive, _ primals: [Tensor], _ tangents: [Tensor?]
    ) throws -> (primals: [Tensor], tangents: [Tensor?])

  public static let name = "jvp"
  public static let remedy = "Conform it to `Differentiable`, or install a plugin with a rule for `JVP`"
  public static let standard = RuleTable<JVP>(
    .constant,
    .exponential,
    .specialFunctions,
    .powers,
    .trigonometric,
    .arithmetic,
    .selection,
    .complex,
    .reductions,
    .cumulative,
    .sorting,
    .layout,
    .indexing,
    .contractions,
    .linearSolves,
    .factorizations,
    .orthogonalFactorizations,
    .convolutions,
    .windows,
    .determinant,
    .matrixUpdates,
    .spectra,
    .fourier,
    .samplers,
    .controlFlow,
    .customRules,
    .callbacks)

  public static func conformance(of primitive: any Primitive.Type) -> Rule? {
    guard primitive is any Differentiable.Type else { return nil }
    return { primitive, primals, tangents in
      try (primitive as! any Differentiable).jvp(primals: primals, tangents: tangents)
    }
  }
}

/// A primitive that brings its own derivative.
///
/// ```swift
/// extension Cube: Differentiable {
///   public func jvp(
///     primals: [Tensor], tangents: [Tensor?]
///   ) throws -> (primals: [Tensor], tangents: [Tensor?]) {
///     let slope = 3 * primals[0] * primals[0]
///     return ([self(primals[0])], [tangents[0].map { $0 * slope }])
///   }
/// }
/// ```
///
/// Reverse mode needs nothing else, as long as the rule uses primitives that are transposable where they meet a tangent.
public protocol Differentiable: Primitive {
  /// The results and their tangents; see ``JVP`` for what a rule may rely on.
  func jvp(primals: [Tensor], tangents: [Tensor?]) throws -> (primals: [Tensor], tangents: [Tensor?])
}
