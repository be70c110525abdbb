import CJacobi
import Synchronization

/// The backend used where none was asked for, chosen once for each set of linked and installed backends.
enum DefaultBackend {
  private struct Choice {
    var generation: Int
    var backend: any Backend
  }

  private static let choice = Mutex<Choice?>(nil)
  /// The backend's number above the generation's lowest bits, or -1: what compiled functions ask at each call.
  private static let numbered = Atomic(-1)
  private static let generationBits = 32

  /// The number of the backend; see `Backends.currentNumber`.
  static var number: Int {
    get throws(TensorError) {
      let generation = Registry.shared.generation
      let known = numbered.load(ordering: .relaxed)
      if known >= 0, known & (1 << generationBits - 1) == generation { return known >> generationBits }
      let backend = if let cached = cached(for: generation) { cached } else { try choose() }
      let number = Backends.number(named: backend.name)
      numbered.store(number << generationBits | generation, ordering: .relaxed)
      return number
    }
  }

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
    var unavailable: [(name: String, reason: String)] = []
    for backend in Backends.all.sorted(by: { $0.priority > $1.priority }) {
      switch backend.availability {
      case .available:
        if let first = unavailable.first { warn(first, insteadOf: backend.name) }
        return backend
      case .unavailable(let reason): unavailable.append((backend.name, reason))
      }
    }
    throw .unknownBackend(
      name: "default", available: Backends.all.map(\.name).sorted(), operation: Operation("Backends.current"))
  }

  /// Says on the standard error, once in a process, that something slower is used than could be.
  private static func warn(_ missing: (name: String, reason: String), insteadOf name: String) {
    guard !hasWarned.exchange(true, ordering: .relaxed) else { return }
    jacobi_warn(
      "Jacobi: the backend `\(missing.name)` is unavailable, `\(name)` is used instead: \(missing.reason). "
        + "JACOBI_BACKEND=\(name) says that this is meant.")
  }

  private static let hasWarned = Atomic(false)
}
