import CJacobi
import Synchronization

/// The backend used where none was asked for, chosen once for each set of linked and installed backends.
enum DefaultBackend {
  private struct Choice {
    var generation: Int
    var backend: any Backend
  }

  private static let choice = Mutex<Choice?>(nil)

  static func cached(for generation: Int) -> (any Backend)? {
    choice.withLock { $0?.generation == generation ? $0?.backend : nil }
  }

  static func choose() throws(TensorError) -> any Backend {
    let generation = Registry.shared.generation
    let backend = try preferred()
    choice.withLock { $0 = Choice(generation: generation, backend: backend) }
    return backend
  }

  private static func preferred() throws(TensorError) -> any Backend {
    if let name = jacobi_environment("JACOBI_BACKEND").map({ String(cString: $0) }), !name.isEmpty {
      return try Backends.named(name)
    }
    // Asking for availability may load libraries, so those that lose anyway are not asked.
    let candidates = Backends.all.sorted { $0.priority > $1.priority }
    guard let best = candidates.first(where: { $0.availability == .available }) else {
      throw .unknownBackend(
        name: "default", available: Backends.all.map(\.name).sorted(), operation: Operation("Backends.current"))
    }
    return best
  }
}
