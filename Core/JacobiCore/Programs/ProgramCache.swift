import Synchronization

/// Remembers what was computed from programs: compiled forms, derivatives, batched forms.
///
/// Bounded, in entries and in bytes: when it is full it starts afresh, since what is in use is soon computed again. What
/// belongs to a program with functions or arrays that were made while a transformation was running is forgotten when that
/// has ended: most of them are not met again.
package final class ProgramCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry: Hashable {
    var program: Program
    var key: Key
  }

  private let entries = Mutex<[Entry: Value]>([:])
  private let capacity: Int
  private let largestByteCount: Int
  private let byteCount: @Sendable (Value) -> Int

  /// - Parameters:
  ///   - capacity: how many values are kept.
  ///   - largestByteCount: how many bytes of values are kept.
  ///   - byteCount: the bytes of a value, which may change; asked when another one is added.
  package init(
    capacity: Int = 1024, largestByteCount: Int = .max, byteCount: @escaping @Sendable (Value) -> Int = { _ in 0 }
  ) {
    self.capacity = capacity
    self.largestByteCount = largestByteCount
    self.byteCount = byteCount
  }

  /// How many values are kept.
  package var count: Int { entries.withLock { $0.count } }

  /// The value for a program and a key, made at the first request. Two threads may both make it; one of the values stays.
  package func value(for program: Program, _ key: Key, _ make: () throws -> Value) rethrows -> Value {
    let entry = Entry(program: program, key: key)
    if let value = entries.withLock({ $0[entry] }) { return value }
    let value = try make()
    var lifetime: TraceLifetime?
    defer { withExtendedLifetime(lifetime) {} }
    if program.isTransient {
      lifetime = program.lifetime ?? .current
      // Where it is not known when to forget the value, it is not remembered.
      guard let lifetime else { return value }
      lifetime.atEnd { [weak self] in self?.forget(entry) }
    }
    // Freed outside the lock, since functions of a user may hold anything.
    var removed: [Entry: Value] = [:]
    defer { withExtendedLifetime(removed) {} }
    return entries.withLock { entries in
      if let known = entries[entry] { return known }
      if entries.count >= capacity || isFull(entries) { swap(&entries, &removed) }
      entries[entry] = value
      return value
    }
  }

  /// Removes a value; what belonged to it is freed outside the lock.
  private func forget(_ entry: Entry) {
    let removed = entries.withLock { entries in
      entries.index(forKey: entry).map { entries.remove(at: $0) }
    }
    withExtendedLifetime(removed) {}
  }

  private func isFull(_ entries: [Entry: Value]) -> Bool {
    largestByteCount < .max && entries.values.reduce(0) { $0 + byteCount($1) } >= largestByteCount
  }
}
