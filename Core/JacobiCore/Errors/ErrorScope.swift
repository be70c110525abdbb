import CJacobi

/// Holds the first error of a piece of numeric code until its end.
final class ErrorScope {
  private(set) var first: TensorError?

  func record(_ error: TensorError) {
    if first == nil { first = error }
  }

  static var current: ErrorScope? {
    // SAFETY: the pointer was set by `withTensorErrors` on this thread, which keeps the scope alive until it resets it.
    jacobi_thread().pointee.errorScope.map { Unmanaged<ErrorScope>.fromOpaque($0).takeUnretainedValue() }
  }
}

/// Runs numeric code and throws the first mistake found in it.
///
/// Inside, an operation that cannot be carried out gives an invalid tensor, which later operations pass through; none of
/// them stops the process.
///
///     let sum = try withTensorErrors { a + b }   // throws TensorError.shapeMismatch if the shapes do not fit
///
/// Transformations are such scopes themselves. Scopes nest: an error belongs to the innermost one.
///
/// - Throws: the first ``TensorError`` recorded, or else what `body` throws.
@discardableResult
public func withTensorErrors<Result>(_ body: () throws -> Result) throws -> Result {
  let scope = ErrorScope()
  let thread = jacobi_thread()
  let enclosing = thread.pointee.errorScope
  thread.pointee.errorScope = Unmanaged.passUnretained(scope).toOpaque()
  defer { thread.pointee.errorScope = enclosing }
  let result: Swift.Result<Result, any Error> = withExtendedLifetime(scope) { Swift.Result { try body() } }
  if let first = scope.first { throw first }
  return try result.get()
}

/// Records a mistake in the enclosing error scope; without a scope the process stops with the message.
///
/// For code that offers operations of its own. Return ``Tensor/invalid`` afterwards.
public func report(_ error: TensorError) {
  guard let scope = ErrorScope.current else { fatalError("\(error)") }
  scope.record(error)
}
