import CJacobi

/// Names given to parts of a program, outermost first; they appear in its equations.
final class NameScope {
  let path: String

  init(_ name: String, in enclosing: NameScope?) {
    path = enclosing.map { "\($0.path)/\(name)" } ?? name
  }

  static var current: NameScope? {
    // SAFETY: `withNameScope` sets the pointer on this thread and keeps the object alive until it resets it.
    jacobi_thread().pointee.nameScope.map { Unmanaged<NameScope>.fromOpaque($0).takeUnretainedValue() }
  }
}

/// Gives the operations in `body` a name that shows in printed programs and errors.
///
///     let hidden = withNameScope("encoder") { tanh(matmul(x, weights)) }
public func withNameScope<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
  let scope = NameScope(name, in: NameScope.current)
  let thread = jacobi_thread()
  let enclosing = thread.pointee.nameScope
  thread.pointee.nameScope = Unmanaged.passUnretained(scope).toOpaque()
  defer {
    thread.pointee.nameScope = enclosing
    withExtendedLifetime(scope) {}
  }
  return try body()
}
