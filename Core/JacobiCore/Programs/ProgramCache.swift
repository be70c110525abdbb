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
    if program.isTransient {
      TransientEntries.add(program) { [weak self] in
        _ = self?.entries.withLock { $0.removeValue(forKey: entry) }
      }
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

  private func isFull(_ entries: [Entry: Value]) -> Bool {
    largestByteCount < .max && entries.values.reduce(0) { $0 + byteCount($1) } >= largestByteCount
  }
}

/// The entries of caches that belong to transient programs.
enum TransientEntries {
  private struct Entry: Sendable {
    var program: Program
    var forget: @Sendable () -> Void
  }

  private static let entries = Mutex<[Entry]>([])

  static func add(_ program: Program, _ forget: @escaping @Sendable () -> Void) {
    entries.withLock { $0.append(Entry(program: program, forget: forget)) }
  }

  /// Removes the entries of transformations that have ended, of which nothing is left.
  static func forget() {
    let ended = entries.withLock { entries in
      let ended = entries.filter { !$0.program.isTransient }
      if !ended.isEmpty { entries.removeAll { !$0.program.isTransient } }
      return ended
    }
    for entry in ended { entry.forget() }
  }
}
