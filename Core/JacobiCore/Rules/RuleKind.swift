/// A kind of rule: what one transformation or backend needs to know about a primitive.
///
/// The owner of the transformation declares an empty type for it, with the standard table and the protocol by which a
/// primitive can bring its own rule:
///
///     public enum Batching: RuleKind {
///       public typealias Rule = @Sendable (any Primitive, BatchedOperands) throws -> [Batched]
///       public static let name = "vmap"
///       public static let standard = RuleTable<Batching>(.elementwiseRules, .layoutRules)
///       public static let remedy = "Conform it to `Batchable`, or install a plugin with a row for it"
///       public static func conformance(of primitive: any Primitive.Type) -> Rule? { ... }
///     }
public protocol RuleKind: Sendable {
  associatedtype Rule: Sendable
  /// The transformation or backend, as messages call it.
  static var name: String { get }
  /// The rules that the owner of the transformation wrote.
  static var standard: RuleTable<Self> { get }
  /// What the author of a primitive without a rule should do.
  static var remedy: String { get }
  /// The rule that the primitive's own type brings through a protocol, if it conforms to it.
  static func conformance(of primitive: any Primitive.Type) -> Rule?
}

extension RuleKind {
  /// The rule for a primitive, or `nil`: from the innermost ``withPlugin(_:_:)``, the installed plugins, the standard table,
  /// or the primitive's own conformance, in this order.
  @inlinable
  public static func rule(for primitive: any Primitive.Type) -> Rule? {
    if let override = overridingRule(ObjectIdentifier(Self.self), ObjectIdentifier(primitive)) {
      return override as? Rule
    }
    return standard[primitive] ?? conformance(of: primitive)
  }

  /// Whether a plugin has a rule for a primitive, which comes before the standard one.
  package static func isOverridden(_ primitive: any Primitive) -> Bool {
    overridingRule(ObjectIdentifier(Self.self), ObjectIdentifier(type(of: primitive))) != nil
  }

  /// The rule for a primitive.
  ///
  /// - Throws: ``TensorError/missingRule(primitive:rule:remedy:operation:)``.
  @inlinable
  public static func requiredRule(for primitive: any Primitive) throws(TensorError) -> Rule {
    if let rule = rule(for: type(of: primitive)) { return rule }
    throw missingRule(for: primitive)
  }

  @usableFromInline
  static func missingRule(for primitive: any Primitive) -> TensorError {
    let id = type(of: primitive).id
    return .missingRule(
      primitive: id, rule: name, remedy: remedy,
      operation: Operation(id, site: Provenance.current?.site ?? .capture()))
  }
}

/// The rule that the innermost ``withPlugin(_:_:)`` or an installed plugin has for a primitive: what a look-up asks first,
/// and seldom finds. Look-ups happen for every operation, hence they are inlinable and this part of them is not generic.
@usableFromInline
func overridingRule(_ kind: ObjectIdentifier, _ primitive: ObjectIdentifier) -> (any Sendable)? {
  let key = RuleKey(kind: kind, primitive: primitive)
  return PluginScope.current?.rule(key) ?? Registry.shared.rule(key)
}

/// The rules of one kind for a number of primitives.
///
///     extension RuleTable<Batching> {
///       static let layout = RuleTable { table in
///         table[Reshape.self] = { ... }
///       }
///     }
public struct RuleTable<Kind: RuleKind>: Sendable {
  @usableFromInline var rules: [ObjectIdentifier: Kind.Rule] = [:]
  /// The primitives that have a row, in the order of their addition.
  public private(set) var primitives: [any Primitive.Type] = []

  public init(_ build: (inout RuleTable) -> Void) {
    build(&self)
  }

  /// The rows of several tables.
  ///
  /// - Precondition: no primitive has a row in two of them.
  public init(_ sections: RuleTable...) {
    for section in sections {
      rules.merge(section.rules) { _, _ in preconditionFailure("internal error: two rows for one primitive") }
      primitives += section.primitives
    }
  }

  /// The row for a primitive.
  public subscript(primitive: any Primitive.Type) -> Kind.Rule? {
    @inlinable get { rules[ObjectIdentifier(primitive)] }
    set {
      precondition(rules[ObjectIdentifier(primitive)] == nil, "internal error: two rows for \(primitive.id)")
      rules[ObjectIdentifier(primitive)] = newValue
      primitives.append(primitive)
    }
  }
}

/// A rule of some kind for some primitive.
struct RuleKey: Hashable, Sendable {
  var kind: ObjectIdentifier
  var primitive: ObjectIdentifier
}
