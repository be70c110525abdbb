import JacobiCore
import Synchronization

/// Values made once for each key, such as the structure of a tree.
///
/// Bounded: when it is full it starts afresh, since what is in use is soon made again.
package final class Memory<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let values = Mutex<[Key: Value]>([:])
  private let capacity: Int

  package init(capacity: Int = 256) {
    self.capacity = capacity
  }

  /// How many values it holds.
  package var count: Int { values.withLock { $0.count } }

  package func value(for key: Key, _ make: () throws -> Value) rethrows -> Value {
    if let value = values.withLock({ $0[key] }) { return value }
    let value = try make()
    return values.withLock { values in
      if let known = values[key] { return known }
      if values.count >= capacity { values.removeAll() }
      values[key] = value
      return value
    }
  }
}

/// The structure of what a function returned in one call of it, in which it may run several times.
///
/// Each call has its own, since the structure may depend on the numbers that the function saw.
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
