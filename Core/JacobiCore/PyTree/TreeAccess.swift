/// How the values of one type are flattened and rebuilt in place, found out once per type.
///
/// A derived conformance only knows where its fields lie and which types they have. So it holds one access per field,
/// whose subclass was made for the field's type: opening that type again for each value would cost far more than the
/// field itself. This file and `DerivedTree.swift` are the only ones that touch values through raw pointers.
class TreeAccess: @unchecked Sendable {  // SAFETY: subclasses hold constants only, and leave this class without state.
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
      guard let address = bytes.baseAddress else { preconditionFailure("internal error: a value without an address") }
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
