/// How the values of one type are flattened and rebuilt in place, found out once per type.
///
/// A derived conformance only knows where its fields lie and which types they have. So it holds one access per field,
/// whose subclass was made for the field's type: opening that type again for each value would cost far more than the
/// field itself. Values are touched through raw pointers in this file, `LeafAccess.swift`,
/// `ConformingAccess.swift` and `DerivedTree.swift`.
//
// SAFETY: subclasses have no state but constants and atomics, and this class has none.
class TreeAccess: @unchecked Sendable {
  /// Appends the value at an address.
  func flatten(at address: UnsafeRawPointer, into flattener: inout TreeFlattener) throws(TensorError) {
    preconditionFailure("internal error: TreeAccess is abstract")
  }

  /// Appends as many values, one stride apart.
  func flatten(
    count: Int, stride: Int, at address: UnsafeRawPointer, into flattener: inout TreeFlattener
  ) throws(TensorError) {
    for index in 0..<count { try flatten(at: address + index * stride, into: &flattener) }
  }

  /// Initialises the memory at an address, or throws and leaves it uninitialised.
  func initialize(
    at address: UnsafeMutableRawPointer, from unflattener: inout TreeUnflattener
  ) throws(TensorError) {
    preconditionFailure("internal error: TreeAccess is abstract")
  }

  /// Destroys the value at an address.
  func deinitialize(at address: UnsafeMutableRawPointer) {
    preconditionFailure("internal error: TreeAccess is abstract")
  }
}

extension TreeAccess {
  /// Appends a value of the type that this access was made for.
  final func flatten<Value>(_ value: borrowing Value, into flattener: inout TreeFlattener) throws(TensorError) {
    // SAFETY: the address is used during the call only, and refers to a value of the type of this access.
    try withUnsafeBytes(of: value) { (bytes) throws(TensorError) in
      // A value of no size, such as `()`, may have no address; nothing is read at the one that it gets.
      let somewhere = UnsafeRawPointer(bitPattern: MemoryLayout<Value>.alignment)
      guard let address = bytes.baseAddress ?? somewhere else { return }
      try flatten(at: address, into: &flattener)
    }
  }

  /// Appends values of the type that this access was made for.
  final func flatten<Value>(
    elements: borrowing [Value], into flattener: inout TreeFlattener
  ) throws(TensorError) {
    // SAFETY: as above; the elements of an array lie one stride apart.
    try elements.withUnsafeBufferPointer { (buffer) throws(TensorError) in
      guard let start = buffer.baseAddress.map(UnsafeRawPointer.init) else { return }
      try flatten(count: buffer.count, stride: MemoryLayout<Value>.stride, at: start, into: &flattener)
    }
  }

  /// Rebuilds an array of the type that this access was made for.
  final func unflatten<Value>(
    count: Int, of type: Value.Type, from unflattener: inout TreeUnflattener
  ) throws(TensorError) -> [Value] {
    var failure: TensorError?
    let elements = [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let start = buffer.baseAddress.map(UnsafeMutableRawPointer.init) else { return }
      do throws(TensorError) {
        while initialized < count {
          // SAFETY: there is room for `count` elements, and the array takes over those that are initialised.
          try initialize(at: start + initialized * MemoryLayout<Value>.stride, from: &unflattener)
          initialized += 1
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return elements
  }

  /// Rebuilds a value of the type that this access was made for.
  final func unflatten<Value>(
    _ type: Value.Type, from unflattener: inout TreeUnflattener
  ) throws(TensorError) -> Value {
    // In bytes, because the metadata of typed buffers would have to be looked up in each call.
    try withUnsafeTemporaryAllocation(
      byteCount: MemoryLayout<Value>.stride, alignment: MemoryLayout<Value>.alignment
    ) { (bytes) throws(TensorError) in
      guard let address = bytes.baseAddress else { preconditionFailure("internal error: no temporary memory") }
      try initialize(at: address, from: &unflattener)
      // SAFETY: `initialize` has returned, so the memory holds a value; moving it out leaves nothing to destroy.
      return address.assumingMemoryBound(to: Value.self).move()
    }
  }
}

extension TreeFlattener {
  /// Adds a value as a leaf if its type is `Tensor`.
  mutating func addLeaf<Value>(ifTensor value: Value) -> Bool {
    guard Value.self == Tensor.self else { return false }
    // SAFETY: the types are the same.
    addLeaf(unsafeBitCast(value, to: Tensor.self))
    return true
  }
}

extension TreeUnflattener {
  /// The next leaf if the type is `Tensor`.
  mutating func takeLeaf<Value>(ifTensor type: Value.Type) throws(TensorError) -> Value? {
    guard Value.self == Tensor.self else { return nil }
    // SAFETY: the types are the same.
    return unsafeBitCast(try takeLeaf(), to: Value.self)
  }
}
