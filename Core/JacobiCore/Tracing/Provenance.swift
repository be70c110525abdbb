import CJacobi

/// The operation of the user's program that is being traced now: its name and call site.
///
/// A rule applies many operations for one that the user wrote; all of them, and the values and equations they make, come
/// from that one. The outermost operation on a thread captures it; eager evaluation without a transformation does not.
package final class Provenance: Sendable {
  package let operation: String
  package let site: CallSite

  /// Enough frames to get from the inside of an operation to the user's code.
  static let depth = 32

  package init(operation: String, site: CallSite) {
    self.operation = operation
    self.site = site
  }

  package static var current: Provenance? {
    // SAFETY: `run` sets the pointer on this thread and keeps the object alive until it resets it.
    jacobi_thread().pointee.provenance.map { Unmanaged<Provenance>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Runs `body` as part of the operation `name`, unless it is part of another one already.
  static func tracing<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    guard jacobi_thread().pointee.provenance == nil else { return try body() }
    return try Provenance(operation: name, site: .captureFrames(depth: depth)).run(body)
  }

  /// Runs `body` as part of this operation.
  package func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    let thread = jacobi_thread()
    let enclosing = thread.pointee.provenance
    thread.pointee.provenance = Unmanaged.passUnretained(self).toOpaque()
    defer {
      thread.pointee.provenance = enclosing
      withExtendedLifetime(self) {}
    }
    return try body()
  }
}
