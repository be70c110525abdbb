import JacobiCore
import JacobiReference

/// A name of JAX, and an expression that says the same in Swift: the source of a row of the documentation.
///
/// A row is written on one line or several as `Name("jax.numpy.abs") { abs(x) }`, since the page shows what is between the
/// braces.
struct Name: Sendable {
  let names: String
  let evaluate: @Sendable () throws -> Any

  init(_ names: String, _ evaluate: @escaping @Sendable () throws -> Any) {
    self.names = names
    self.evaluate = evaluate
  }
}
