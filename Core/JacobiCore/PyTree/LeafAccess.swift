/// A tensor.
final class LeafAccess: TreeAccess, @unchecked Sendable {
  override func flatten(at address: UnsafeRawPointer, into flattener: inout TreeFlattener) throws(TensorError) {
    // SAFETY: accesses are made for the type of the field or variable at whose address they are used.
    flattener.addLeaf(address.assumingMemoryBound(to: Tensor.self).pointee)
  }

  override func flatten(
    count: Int, stride: Int, at address: UnsafeRawPointer, into flattener: inout TreeFlattener
  ) throws(TensorError) {
    // SAFETY: as above, for each of the tensors, which are the elements of an array.
    flattener.addLeaves(UnsafeBufferPointer(start: address.assumingMemoryBound(to: Tensor.self), count: count))
  }

  override func initialize(
    at address: UnsafeMutableRawPointer, from unflattener: inout TreeUnflattener
  ) throws(TensorError) {
    // SAFETY: as above, and the memory is uninitialised; a throw happens before it is written.
    address.assumingMemoryBound(to: Tensor.self).initialize(to: try unflattener.takeLeaf())
  }

  override func deinitialize(at address: UnsafeMutableRawPointer) {
    // SAFETY: called once for memory that `initialize` has filled.
    address.assumingMemoryBound(to: Tensor.self).deinitialize(count: 1)
  }
}

/// A type whose values belong to the structure.
final class StaticAccess<Value: Hashable>: TreeAccess, @unchecked Sendable {
  override func flatten(at address: UnsafeRawPointer, into flattener: inout TreeFlattener) throws(TensorError) {
    // SAFETY: as for LeafAccess.
    flattener.appendStatic(address.assumingMemoryBound(to: Value.self).pointee)
  }

  override func initialize(
    at address: UnsafeMutableRawPointer, from unflattener: inout TreeUnflattener
  ) throws(TensorError) {
    // SAFETY: as for LeafAccess.
    address.assumingMemoryBound(to: Value.self).initialize(to: try unflattener.takeStatic(Value.self))
  }

  override func deinitialize(at address: UnsafeMutableRawPointer) {
    // SAFETY: as for LeafAccess.
    address.assumingMemoryBound(to: Value.self).deinitialize(count: 1)
  }
}
