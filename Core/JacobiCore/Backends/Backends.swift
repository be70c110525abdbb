import CJacobi
import Synchronization

/// The backends that are linked into this process, and the choice among them.
///
/// Linking and importing the product of a backend adds it. The one to use is chosen by
/// ``withBackend(_:_:)-(String,_)``, or else by the environment variable `JACOBI_BACKEND`, or else it is the available
/// one of highest priority.
public enum Backends {
  /// All linked backends, whether available or not.
  public static var all: [any Backend] { Registry.shared.backends }

  /// The backend of a name.
  ///
  /// - Throws: ``TensorError/unknownBackend(name:available:operation:)``, or
  ///   ``TensorError/backendUnavailable(name:reason:operation:)``.
  public static func named(_ name: String) throws(TensorError) -> any Backend {
    guard let backend = all.first(where: { $0.name == name }) else {
      throw .unknownBackend(name: name, available: all.map(\.name).sorted(), operation: Operation("withBackend"))
    }
    if case .unavailable(let reason) = backend.availability {
      throw .backendUnavailable(name: name, reason: reason, operation: Operation("withBackend"))
    }
    return backend
  }

  /// A number for the backend in force on this thread, which is cheaper to get and to compare than the backend: equal for
  /// backends of equal names.
  ///
  /// - Throws: as ``current``.
  package static var currentNumber: Int {
    get throws(TensorError) {
      if let scope = BackendScope.current { return scope.number }
      return try DefaultBackend.number
    }
  }

  /// The number of a backend by its name, whether there is one or not.
  package static func number(named name: String) -> Int {
    numbers.withLock { numbers in
      if let number = numbers[name] { return number }
      numbers[name] = numbers.count
      return numbers.count - 1
    }
  }

  private static let numbers = Mutex<[String: Int]>([:])

  /// The backend in force on this thread.
  ///
  /// - Throws: ``TensorError/unknownBackend(name:available:operation:)`` when no backend is linked or `JACOBI_BACKEND` names none.
  public static var current: any Backend {
    get throws(TensorError) {
      if let scope = BackendScope.current { return scope.backend }
      if let cached = DefaultBackend.cached(for: Registry.shared.generation) { return cached }
      return try DefaultBackend.choose()
    }
  }
}

extension Backend {
  /// The kernel for an operation.
  ///
  /// - Throws: ``TensorError/missingRule(primitive:rule:remedy:operation:)`` when the backend has none.
  package func requiredKernel(for primitive: any Primitive, inputs: [TensorType]) throws(TensorError) -> Kernel {
    if let kernel = try kernel(for: primitive, inputs: inputs) { return kernel }
    let id = type(of: primitive).id
    throw .missingRule(
      primitive: id, rule: "the backend `\(name)`",
      remedy: "Give the primitive a kernel: conform it to `ReferenceKernel`, or install a plugin with one",
      operation: Operation(id, operands: inputs))
  }
}

/// Carries out the operations in `body` on a backend.
///
///     try withBackend("reference") { matmul(a, b) }
///
/// - Throws: ``TensorError/unknownBackend(name:available:operation:)``, or
///   ``TensorError/backendUnavailable(name:reason:operation:)``, or what `body` throws.
public func withBackend<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
  try withBackend(Backends.named(name), body)
}

/// Carries out the operations in `body` on a backend.
public func withBackend<Result>(_ backend: any Backend, _ body: () throws -> Result) rethrows -> Result {
  let scope = BackendScope(backend)
  let thread = jacobi_thread()
  let enclosing = thread.pointee.backend
  thread.pointee.backend = Unmanaged.passUnretained(scope).toOpaque()
  defer {
    thread.pointee.backend = enclosing
    withExtendedLifetime(scope) {}
  }
  return try body()
}

private final class BackendScope {
  let backend: any Backend
  let number: Int

  init(_ backend: any Backend) {
    self.backend = backend
    number = Backends.number(named: backend.name)
  }

  static var current: BackendScope? {
    // SAFETY: `withBackend` sets the pointer on this thread and keeps the scope alive until it resets it.
    jacobi_thread().pointee.backend.map { Unmanaged<BackendScope>.fromOpaque($0).takeUnretainedValue() }
  }
}
