import CJacobi
import Synchronization

/// What is known to this process: primitives by id, rules from plugins, backends by name.
///
/// It is made when first needed, from the plugins of the linked products; see `JACOBI_LINK_PLUGIN` in `CJacobi.h`.
final class Registry: Sendable {
  static let shared = Registry()

  private struct State {
    var primitives: [String: any Primitive.Type] = [:]
    var rules: [RuleKey: (rule: any Sendable, plugin: String)] = [:]
    var backends: [any Backend] = []
    var pluginNames: [String] = []
  }

  private let state = Mutex(State())
  private let generationCount = Atomic(0)
  private let hasRules = Atomic(false)

  private init() {
    for index in 0..<jacobi_linked_plugin_count() {
      // SAFETY: an entry returns the retained `ExportedPlugin` made by `Plugin.exported`.
      let exported = Unmanaged<ExportedPlugin>.fromOpaque(jacobi_linked_plugin(index)()).takeRetainedValue()
      do throws(TensorError) {
        try install(exported.plugin)
      } catch {
        preconditionFailure("internal error: the linked plugin \(exported.plugin.name): \(error)")
      }
    }
  }

  func install(_ plugin: Plugin) throws(TensorError) {
    try state.withLock { (state) throws(TensorError) in
      var updated = state
      for primitive in plugin.primitives {
        if let present = updated.primitives[primitive.id], present != primitive {
          throw Registry.duplicate(primitive.id, "the id", [plugin.name])
        }
        updated.primitives[primitive.id] = primitive
      }
      if let duplicate = plugin.duplicates.first {
        throw Registry.duplicate(duplicate.primitiveID, duplicate.kindName, [plugin.name, plugin.name])
      }
      for (key, entry) in plugin.rules {
        if let present = updated.rules[key] {
          throw Registry.duplicate(entry.primitiveID, entry.kindName, [present.plugin, plugin.name])
        }
        updated.rules[key] = (entry.rule, plugin.name)
      }
      for backend in plugin.backends {
        if updated.backends.contains(where: { $0.name == backend.name }) {
          throw Registry.duplicate(backend.name, "a backend", [plugin.name])
        }
        updated.backends.append(backend)
      }
      updated.pluginNames.append(plugin.name)
      state = updated
      if !updated.rules.isEmpty { hasRules.store(true, ordering: .releasing) }
    }
    generationCount.wrappingAdd(1, ordering: .relaxed)
  }

  private static func duplicate(_ primitive: String, _ rule: String, _ plugins: [String]) -> TensorError {
    .duplicateRule(primitive: primitive, rule: rule, plugins: plugins, operation: Operation("install"))
  }

  func rule(_ key: RuleKey) -> (any Sendable)? {
    guard hasRules.load(ordering: .acquiring) else { return nil }
    return state.withLock { $0.rules[key]?.rule }
  }

  func primitive(withID id: String) -> (any Primitive.Type)? {
    state.withLock { $0.primitives[id] }
  }

  var primitives: [any Primitive.Type] {
    state.withLock { $0.primitives.values.sorted { $0.id < $1.id } }
  }

  var backends: [any Backend] {
    state.withLock { $0.backends }
  }

  var pluginNames: [String] { state.withLock { $0.pluginNames } }

  /// Counts installations, so that a cache can tell whether rules may have changed.
  var generation: Int { generationCount.load(ordering: .relaxed) }
}

/// The primitives known to this process, by id: those of the linked products and of installed plugins.
public var registeredPrimitives: [any Primitive.Type] { Registry.shared.primitives }

/// Which rules are in force on this thread; part of the keys of caches of what depends on rules.
package struct RuleEnvironment: Hashable, Sendable {
  private let installations: Int
  /// The plugins of the enclosing scopes, innermost first.
  private let plugins: [Int]

  package static var current: RuleEnvironment {
    RuleEnvironment(installations: Registry.shared.generation, plugins: PluginScope.current?.identities ?? [])
  }

  /// What names the rules in other processes of the same program, too; `nil` for those of a scope.
  package var persistentName: String? {
    plugins.isEmpty ? "plugins \(Registry.shared.pluginNames.sorted())" : nil
  }
}
