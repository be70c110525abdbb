/// A kind of rule: what one transformation or backend needs to know about a primitive.
///
/// The owner of the transformation declares an empty type for it, with the standard table and the protocol by which a
/// primitive can bring its own rule:
///
///     public enum Batching: RuleKind {
///       public typealias Rule = @Sendable (any Primitive, BatchedOperands) throws -> [Batched]
///       public static let name = "vmap"
///       public static let standard = RuleTable<Batching>(.elementwise, .reductions)
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
  public static func rule(for primitive: any Primitive.Type) -> Rule? {
    let key = RuleKey(kind: ObjectIdentifier(Self.self), primitive: ObjectIdentifier(primitive))
    if let scoped = PluginScope.current?.rule(key) { return scoped as? Rule }
    if let installed = Registry.shared.rule(key) { return installed as? Rule }
    return standard[primitive] ?? conformance(of: primitive)
  }

  /// The rule for a primitive.
  ///
  /// - Throws: ``TensorError/missingRule(primitive:rule:remedy:operation:)``.
  public static func requiredRule(for primitive: any Primitive) throws(TensorError) -> Rule {
    let type = type(of: primitive)
    guard let rule = rule(for: type) else {
      throw .missingRule(
        primitive: type.id, rule: name, remedy: remedy,
        operation: Operation(type.id, site: Provenance.current?.site ?? .capture()))
    }
    return rule
  }
}

/// The rules of one kind for a number of primitives.
///
///     extension RuleTable<Batching> {
///       static let layout = RuleTable { table in
///         table[Reshape.self] = { ... }
///       }
///     }
public struct RuleTable<Kind: RuleKind>: Sendable {
  private var rules: [ObjectIdentifier: Kind.Rule] = [:]
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
    get { rules[ObjectIdentifier(primitive)] }
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
