import CJacobi
import Synchronization

/// Lives as long as an outermost transformation runs, or what it has made for later is held, such as a pullback.
///
/// Functions, and programs with arrays as constants, that are made meanwhile hold it weakly: while it lives they are transient,
/// and what caches hold of them is forgotten at its end.
package final class TraceLifetime: Sendable {
  private let endings = Mutex<[@Sendable () -> Void]>([])

  private init() {}

  deinit {
    // Outside the lock: what is forgotten may hold other lifetimes.
    for ending in endings.withLock({ $0 }) { ending() }
  }

  /// Has something done when this has ended, on whichever thread that happens.
  func atEnd(_ ending: @escaping @Sendable () -> Void) {
    endings.withLock { $0.append(ending) }
  }

  /// The lifetime of what is made now on this thread; `nil` outside of all transformations.
  package static var current: TraceLifetime? {
    // SAFETY: `run` sets the pointer on this thread and keeps the object alive until it resets it.
    jacobi_thread().pointee.lifetime.map { Unmanaged<TraceLifetime>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Runs code in the lifetime that goes on, or else in that of what it belongs to, by default a new one.
  package static func run<Result>(of known: TraceLifetime? = nil, _ body: () throws -> Result) rethrows -> Result {
    let thread = jacobi_thread()
    if thread.pointee.lifetime != nil { return try body() }
    let lifetime = known ?? TraceLifetime()
    thread.pointee.lifetime = Unmanaged.passUnretained(lifetime).toOpaque()
    defer {
      thread.pointee.lifetime = nil
      withExtendedLifetime(lifetime) {}
    }
    return try body()
  }
}
