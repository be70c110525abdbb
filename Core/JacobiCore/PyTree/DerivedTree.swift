/// A structure or a tuple, field by field.
final class DerivedTreeLayout: TreeAccess, @unchecked Sendable {
  struct Field {
    let offset: Int
    /// How to access it, `nil` for a tensor: by far the most frequent field, and not worth a call.
    let access: TreeAccess?
  }

  private let shape: TreeShape
  private let fields: [Field]
  private let tensorCount: Int

  init(shape: TreeShape, fields: [Field]) {
    self.shape = shape
    self.fields = fields
    self.tensorCount = fields.count { $0.access == nil }
  }

  override func flatten(at address: UnsafeRawPointer, into flattener: inout TreeFlattener) throws(TensorError) {
    let scope = flattener.open(.object(shape), expectedLeaves: tensorCount)
    for field in fields {
      // SAFETY: offsets and types are those of the stored properties of the value at this address, by reflection.
      let place = address + field.offset
      if let access = field.access {
        try access.flatten(at: place, into: &flattener)
      } else {
        flattener.addLeaf(place.assumingMemoryBound(to: Tensor.self).pointee)
      }
    }
    flattener.close(scope)
  }

  override func initialize(
    at address: UnsafeMutableRawPointer, from unflattener: inout TreeUnflattener
  ) throws(TensorError) {
    try unflattener.takeObject(shape)
    var initialized = 0
    do throws(TensorError) {
      for field in fields {
        // SAFETY: as for flatten; the fields are all that a value consists of, and each is initialised once.
        let place = address + field.offset
        if let access = field.access {
          try access.initialize(at: place, from: &unflattener)
        } else {
          place.assumingMemoryBound(to: Tensor.self).initialize(to: try unflattener.takeLeaf())
        }
        initialized += 1
      }
    } catch {
      deinitialize(fields.prefix(initialized), at: address)
      throw error
    }
  }

  override func deinitialize(at address: UnsafeMutableRawPointer) {
    deinitialize(fields[...], at: address)
  }

  private func deinitialize(_ fields: ArraySlice<Field>, at address: UnsafeMutableRawPointer) {
    for field in fields {
      // SAFETY: only fields that were initialised get here.
      let place = address + field.offset
      if let access = field.access {
        access.deinitialize(at: place)
      } else {
        place.assumingMemoryBound(to: Tensor.self).deinitialize(count: 1)
      }
    }
  }
}
