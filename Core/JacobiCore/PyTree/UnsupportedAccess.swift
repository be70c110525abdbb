/// A type that cannot be flattened, and why.
final class UnsupportedAccess: TreeAccess, @unchecked Sendable {
  private let problem: TreeProblem

  init(_ problem: TreeProblem) { self.problem = problem }

  override func flatten(at address: UnsafeRawPointer, into flattener: inout TreeFlattener) throws(TensorError) {
    throw problem.error(in: flattener.operation)
  }

  override func initialize(
    at address: UnsafeMutableRawPointer, from unflattener: inout TreeUnflattener
  ) throws(TensorError) {
    throw problem.error(in: unflattener.operation)
  }
}

/// Why a type is not a tree.
struct TreeProblem: Error {
  let type: String
  let field: String?
  let reason: String

  init(_ type: Any.Type, field: String? = nil, _ reason: String) {
    self.type = String(describing: type)
    self.field = field
    self.reason = reason
  }

  func error(in operation: String) -> TensorError {
    .unsupportedTree(type: type, field: field, reason: reason, operation: Operation(operation))
  }
}
