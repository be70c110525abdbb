import Synchronization

/// A type that says how it is flattened.
///
/// Most conformances are derived, and calling one just to be led to its layout costs more than the layout's work. What
/// a conformance is cannot be asked, but seen: if the default implementation is called for a type, then no other one will
/// be, for the type of a value fixes it. From then on the layout is used directly.
final class ConformingAccess<Value: PyTree>: TreeAccess, @unchecked Sendable {
  private let layoutToFlatten = Atomic<Unmanaged<TreeAccess>?>(nil)
  private let layoutToUnflatten = Atomic<Unmanaged<TreeAccess>?>(nil)

  override func flatten(at address: UnsafeRawPointer, into flattener: inout TreeFlattener) throws(TensorError) {
    if let layout = layoutToFlatten.load(ordering: .acquiring) {
      // SAFETY: layouts are never released. This one is for the type of this access.
      return try layout.takeUnretainedValue().flatten(at: address, into: &flattener)
    }
    // SAFETY: as for LeafAccess.
    let isDerived = try flattener.descend(into: address.assumingMemoryBound(to: Value.self).pointee)
    if isDerived { remember(in: layoutToFlatten) }
  }

  override func initialize(
    at address: UnsafeMutableRawPointer, from unflattener: inout TreeUnflattener
  ) throws(TensorError) {
    if let layout = layoutToUnflatten.load(ordering: .acquiring) {
      // SAFETY: as in flatten.
      return try layout.takeUnretainedValue().initialize(at: address, from: &unflattener)
    }
    // SAFETY: as for LeafAccess.
    address.assumingMemoryBound(to: Value.self).initialize(to: try unflattener.descend(Value.self))
    if unflattener.innerWasDerived { remember(in: layoutToUnflatten) }
  }

  override func deinitialize(at address: UnsafeMutableRawPointer) {
    // SAFETY: as for LeafAccess.
    address.assumingMemoryBound(to: Value.self).deinitialize(count: 1)
  }

  private func remember(in place: borrowing Atomic<Unmanaged<TreeAccess>?>) {
    // SAFETY: the table of layouts keeps what it gives, so nothing needs to be retained here.
    place.store(.passUnretained(TreeAccess.derived(for: Value.self)), ordering: .releasing)
  }
}
