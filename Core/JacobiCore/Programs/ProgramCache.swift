import Synchronization

/// Remembers what was computed from programs: compiled forms, derivatives, batched forms.
///
/// Bounded: when it is full it starts afresh, since what is in use is soon computed again.
package final class ProgramCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry: Hashable {
    var program: Program
    var key: Key
  }

  private let entries = Mutex<[Entry: Value]>([:])
  private let capacity: Int

  package init(capacity: Int = 1024) {
    self.capacity = capacity
  }

  /// The value for a program and a key, made at the first request. Two threads may both make it; one of the values stays.
  package func value(for program: Program, _ key: Key, _ make: () throws -> Value) rethrows -> Value {
    let entry = Entry(program: program, key: key)
    if let value = entries.withLock({ $0[entry] }) { return value }
    let value = try make()
    return entries.withLock { entries in
      if entries.count >= capacity { entries.removeAll() }
      return entries[entry]
        ?? {
          entries[entry] = value; return value
        }()
    }
  }
}
