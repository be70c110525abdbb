import Synchronization

/// What was found out about types, once for each.
///
/// Trees are flattened in every call of a transformed function, on any thread, and a program has few types: so a look-up
/// takes no lock, nothing is ever removed, and of two threads that find out about the same type one wins.
final class TreeAccessTable: Sendable {
  private final class Entry: Sendable {
    let type: ObjectIdentifier
    let access: TreeAccess
    let next = Atomic<Unmanaged<Entry>?>(nil)

    init(type: ObjectIdentifier, access: TreeAccess) {
      self.type = type
      self.access = access
    }
  }

  /// The heads of the chains; they stand for no type.
  private let chains = (0..<256).map { _ in Entry(type: ObjectIdentifier(Never.self), access: TreeAccess()) }

  func access(for type: Any.Type, orInsert make: () -> TreeAccess) -> TreeAccess {
    let identity = ObjectIdentifier(type)
    let address = UInt(bitPattern: identity)
    let head = chains[Int((address >> 4 ^ address >> 12) & 255)]
    var next = head.next.load(ordering: .acquiring)
    while let entry = next {
      // SAFETY: entries stay reachable, and are retained, for as long as the table lives; tables are global.
      let found = entry._withUnsafeGuaranteedRef { $0.type == identity ? $0.access : nil }
      if let found { return found }
      next = entry._withUnsafeGuaranteedRef { $0.next.load(ordering: .acquiring) }
    }
    return insert(Entry(type: identity, access: make()), into: head)
  }

  /// Appends an entry to a chain, unless another thread has appended one for the same type meanwhile.
  private func insert(_ new: Entry, into head: Entry) -> TreeAccess {
    let retained = Unmanaged.passRetained(new)
    var entry = head
    while true {
      let (exchanged, original) = entry.next.compareExchange(
        expected: nil, desired: retained, ordering: .acquiringAndReleasing)
      guard !exchanged, let original else { return new.access }
      entry = original.takeUnretainedValue()
      if entry.type == new.type {
        retained.release()
        return entry.access
      }
    }
  }
}
