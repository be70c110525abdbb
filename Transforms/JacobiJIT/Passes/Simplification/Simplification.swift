import JacobiCore
import JacobiPrimitives

/// How an operation is replaced by fewer or cheaper ones with the same result.
///
/// Rules are exact: the new operations give the same bits, NaN and signed zeros included, where the old ones round correctly.
/// (Which bits a NaN has is not said anywhere.) So `x * 1` and `x - 0` are `x`, `x + 0` is not, which makes 0 of -0.
///
/// A primitive of your own brings its rule by ``Simplifiable``; for one of others there is `Plugin.add(_:for:_:)`.
public enum Simplification: RuleKind {
  /// Gives the results that take the place of an operation's, or `nil` to keep it. A rule that throws keeps it, too.
  public typealias Rule = @Sendable (_ primitive: any Primitive, _ rewrite: Rewrite) throws -> [Atom]?

  public static let name = "simplification"
  public static let remedy = "Operations without a rule stay as they are"
  public static let standard = RuleTable<Simplification>(
    .arithmetic, .bits, .powers, .conversions, .complexNumbers, .selection, .axes, .parts, .positions, .reductions,
    .contractions)

  public static func conformance(of primitive: any Primitive.Type) -> Rule? {
    guard primitive is any Simplifiable.Type else { return nil }
    return { primitive, rewrite in try (primitive as? any Simplifiable)?.simplified(rewrite) }
  }
}

/// A primitive that says itself when fewer or cheaper operations give its results.
///
///     struct Mirrored: UnaryPrimitive, Simplifiable {
///       static let id = "example.mirrored"
///       static let accepts: DTypeClass = .any
///
///       /// What is mirrored twice is what it was.
///       func simplified(_ rewrite: Rewrite) throws -> [Atom]? {
///         rewrite.operands(of: Mirrored.self, at: 0)
///       }
///     }
public protocol Simplifiable: Primitive {
  /// The results that take the place of the operation's, of the same types, or `nil` to keep it; see ``Simplification``.
  func simplified(_ rewrite: Rewrite) throws -> [Atom]?
}

extension RuleTable<Simplification> {
  /// Adds a row for a primitive with one result.
  mutating func add<Row: Primitive>(
    _ primitive: Row.Type, _ rule: @escaping @Sendable (_ primitive: Row, _ rewrite: Rewrite) throws -> Atom?
  ) {
    self[primitive] = { primitive, rewrite in try rule(primitive.asRow(), rewrite).map { [$0] } }
  }
}
