import JacobiCore
import Synchronization

/// Values made once for each key, such as the structure of a tree.
package final class Memory<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let values = Mutex<[Key: Value]>([:])

  package init() {}

  package func value(for key: Key, _ make: () throws -> Value) rethrows -> Value {
    if let value = values.withLock({ $0[key] }) { return value }
    let value = try make()
    return values.withLock { values in
      if let known = values[key] { return known }
      values[key] = value
      return value
    }
  }
}

/// The structure of what a function returned last.
package final class ResultStructure: Sendable {
  private let last = Mutex<TreeStructure?>(nil)

  package init() {}

  /// Notes the structure of a result and gives its leaves.
  package func leaves<Result>(of result: Result, for name: String) throws(TensorError) -> [Tensor] {
    let (leaves, structure) = try flattenTree(result, for: name)
    for leaf in leaves { try leaf.requireUsable(in: name) }
    last.withLock { $0 = structure }
    return leaves
  }

  package func tree<Result>(_ leaves: [Tensor], for name: String) throws(TensorError) -> Result {
    guard let structure = last.withLock({ $0 }) else {
      preconditionFailure("internal error: \(name) has not been run")
    }
    return try unflattenTree(leaves: leaves, structure: structure, for: name)
  }
}
