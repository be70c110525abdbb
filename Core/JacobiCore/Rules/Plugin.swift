import CJacobi
import Synchronization

/// Primitives, rules and backends that are added to the system at run time.
///
/// A primitive that brings its rules as conformances needs no plugin. One is needed to add a rule for a transformation
/// and a primitive that both belong to others, to let programs that hold a primitive be read from a text, and to add a
/// backend.
///
///     let plugin = Plugin("example") { $0.add(Cube.self) }
///     try install(plugin)
public struct Plugin: Sendable {
  public let name: String
  private(set) var primitives: [any Primitive.Type] = []
  private(set) var backends: [any Backend] = []
  private(set) var rules: [RuleKey: Entry] = [:]
  /// Rules that were added a second time.
  private(set) var duplicates: [Entry] = []
  /// Tells this plugin from all others: what was computed from rules depends on it.
  let identity: Int
  private static let count = Atomic(0)

  struct Entry: Sendable {
    var rule: any Sendable
    var primitiveID: String
    var kindName: String
  }

  public init(_ name: String, _ build: (inout Plugin) -> Void) {
    self.name = name
    identity = Plugin.count.wrappingAdd(1, ordering: .relaxed).newValue
    build(&self)
  }

  /// Makes primitives known by their ids, as reading a program from a text requires.
  public mutating func add(_ primitives: any Primitive.Type...) {
    self.primitives += primitives
  }

  public mutating func add(_ primitives: [any Primitive.Type]) {
    self.primitives += primitives
  }

  public mutating func add(_ backend: any Backend) {
    backends.append(backend)
  }

  /// Adds a rule for a primitive.
  public mutating func add<Kind: RuleKind>(
    _ kind: Kind.Type, for primitive: any Primitive.Type, _ rule: Kind.Rule
  ) {
    let key = RuleKey(kind: ObjectIdentifier(kind), primitive: ObjectIdentifier(primitive))
    let entry = Entry(rule: rule, primitiveID: primitive.id, kindName: kind.name)
    if rules.updateValue(entry, forKey: key) != nil { duplicates.append(entry) }
  }

  /// The plugin as the entry function named by `JACOBI_LINK_PLUGIN` returns it.
  ///
  ///     @_cdecl("jacobi_reference_plugin")
  ///     func referencePlugin() -> UnsafeMutableRawPointer { Plugin.reference.exported() }
  public func exported() -> UnsafeMutableRawPointer {
    Unmanaged.passRetained(ExportedPlugin(self)).toOpaque()
  }
}

final class ExportedPlugin {
  let plugin: Plugin

  init(_ plugin: Plugin) {
    self.plugin = plugin
  }
}

/// Adds a plugin for the rest of the process.
///
/// - Throws: ``TensorError/duplicateRule(primitive:rule:plugins:operation:)`` when another plugin has a rule of the same kind
///   for the same primitive, or a primitive or backend of the same name. Nothing is added then.
public func install(_ plugin: Plugin) throws(TensorError) {
  try Registry.shared.install(plugin)
}

/// Uses the rules of a plugin inside `body`, before all others, on the current thread.
public func withPlugin<Result>(_ plugin: Plugin, _ body: () throws -> Result) rethrows -> Result {
  let scope = PluginScope(plugin, in: PluginScope.current)
  let thread = jacobi_thread()
  let enclosing = thread.pointee.plugins
  thread.pointee.plugins = Unmanaged.passUnretained(scope).toOpaque()
  defer {
    thread.pointee.plugins = enclosing
    withExtendedLifetime(scope) {}
  }
  return try body()
}

final class PluginScope {
  private let plugin: Plugin
  private let enclosing: PluginScope?
  /// The plugins of this scope and of those around it.
  let identities: [Int]

  init(_ plugin: Plugin, in enclosing: PluginScope?) {
    self.plugin = plugin
    self.enclosing = enclosing
    identities = [plugin.identity] + (enclosing?.identities ?? [])
  }

  static var current: PluginScope? {
    // SAFETY: `withPlugin` sets the pointer on this thread and keeps the scope alive until it resets it.
    jacobi_thread().pointee.plugins.map { Unmanaged<PluginScope>.fromOpaque($0).takeUnretainedValue() }
  }

  func rule(_ key: RuleKey) -> (any Sendable)? {
    plugin.rules[key]?.rule ?? enclosing?.rule(key)
  }
}
