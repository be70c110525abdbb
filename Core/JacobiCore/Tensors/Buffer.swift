import CJacobi

/// Memory that holds the elements of tensors: reference-counted, and immutable once a tensor has been made of it.
///
/// Memory of its own is aligned to 64 bytes, a cache line and the widest vector. Memory taken over from an array or from
/// elsewhere keeps the alignment it has, which is at least that of its elements.
public final class Buffer: @unchecked Sendable {
  // SAFETY: `Sendable` because the bytes are written only before the buffer is shared, or through `Tensor` while it is
  // the only reference (`isKnownUniquelyReferenced`).

  /// The first byte. Valid while the buffer lives.
  public let pointer: UnsafeMutableRawPointer
  public let byteCount: Int
  /// What the bytes are. Here and not beside the reference in `TensorValue`, so that to copy a tensor is to count one
  /// reference: that is half of what small operations cost.
  let type: TensorType
  private var storage: Storage
  /// The buffer whose memory this one gives another type, or has handed over to.
  private var base: Buffer?
  /// Whether the memory was given to a compiled function, so that its numbers may be others now.
  package private(set) var isDonated = false

  private enum Storage {
    /// Memory of its own, which begins somewhat before the first byte.
    case allocated(UnsafeMutableRawPointer)
    /// A block of pages of its own.
    case block
    /// An object, such as the storage of an array, that keeps the bytes alive.
    case borrowed(from: any Sendable)
    case adopted(release: @Sendable (UnsafeMutableRawPointer) -> Void)
    /// That of `base`.
    case shared
  }

  public static let alignment = 64
  /// From this size on, memory comes in blocks of pages, which are kept for the next value when they are given back.
  private static let blockByteCount = 1 << 20
  private static let untyped = TensorType(.uint8, [])

  /// Uninitialised memory.
  public convenience init(byteCount: Int) {
    self.init(byteCount: byteCount, type: Buffer.untyped)
  }

  /// Uninitialised memory for a value.
  convenience init(_ type: TensorType) {
    self.init(byteCount: type.byteCount, type: type)
  }

  private init(byteCount: Int, type: TensorType) {
    self.byteCount = byteCount
    self.type = type
    if byteCount >= Buffer.blockByteCount, let block = jacobi_take_block(byteCount) {
      pointer = block
      storage = .block
      return
    }
    // The system is slow to give memory aligned to more than 16 bytes: it cuts it out of a larger piece.
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1) + Buffer.alignment - 16, alignment: 16)
    pointer = memory.alignedUp(toMultipleOf: Buffer.alignment)
    storage = .allocated(memory)
  }

  /// Whether the system would give this much memory now. Small amounts are taken for granted.
  package static func isAvailable(byteCount: Int) -> Bool {
    if byteCount < 1 << 28 || jacobi_can_allocate(byteCount) { return true }
    jacobi_release_kept_blocks()
    return jacobi_can_allocate(byteCount)
  }

  /// The elements of an array, without a copy: the buffer keeps the array's storage.
  public convenience init<Element: TensorScalar>(_ array: [Element]) {
    self.init(array, type: TensorType(Element.dtype, [Dimension(array.count)]))
  }

  /// The elements of an array that are a value of a type.
  init<Element: TensorScalar>(_ array: [Element], type: TensorType) {
    // SAFETY: a native array keeps its elements at one address for as long as its storage is referenced, which
    // `borrowed` does; nobody writes through this pointer, because a borrowed buffer is never mutable in place.
    let base = array.withUnsafeBytes { $0.baseAddress }
    byteCount = array.count * MemoryLayout<Element>.stride
    pointer = UnsafeMutableRawPointer(mutating: base ?? UnsafeRawPointer(bitPattern: Buffer.alignment)!)
    storage = .borrowed(from: array)
    self.type = type
  }

  /// Memory from elsewhere, without a copy.
  ///
  /// - Parameters:
  ///   - pointer: the first byte.
  ///   - byteCount: the size of the memory.
  ///   - release: called with `pointer` when the last tensor that uses the memory is gone.
  public convenience init(
    adopting pointer: UnsafeMutableRawPointer, byteCount: Int,
    release: @escaping @Sendable (UnsafeMutableRawPointer) -> Void
  ) {
    self.init(adopting: pointer, byteCount: byteCount, type: Buffer.untyped, release: release)
  }

  /// Memory from elsewhere that holds a value.
  init(
    adopting pointer: UnsafeMutableRawPointer, byteCount: Int, type: TensorType,
    release: @escaping @Sendable (UnsafeMutableRawPointer) -> Void
  ) {
    self.pointer = pointer
    self.byteCount = byteCount
    self.type = type
    storage = .adopted(release: release)
  }

  /// The memory of another buffer, as a value of a type.
  init(_ base: Buffer, as type: TensorType) {
    pointer = base.pointer
    byteCount = base.byteCount
    self.type = type
    storage = .shared
    // The one that has the memory, not one that shares it in turn: chains of them would be long to release.
    self.base = base.base ?? base
  }

  /// A buffer that has taken over the memory of another one.
  private init(heirOf other: Buffer) {
    pointer = other.pointer
    byteCount = other.byteCount
    type = other.type
    storage = other.storage
  }

  /// Marks the memory as given away.
  ///
  /// - Returns: a buffer of the same memory to use from now on. It owns the memory if this one did.
  func donate() -> Buffer {
    defer { isDonated = true }
    switch storage {
    case .allocated, .block:
      let heir = Buffer(heirOf: self)
      // Whoever still reads the donated tensor reads numbers that nobody promises, but no memory that is gone.
      (storage, base) = (.shared, heir)
      return heir
    case .borrowed, .adopted, .shared: return Buffer(self, as: type)
    }
  }

  /// Whether the memory is this buffer's own.
  var ownsMemory: Bool {
    switch storage {
    case .allocated, .block: true
    case .borrowed, .adopted, .shared: false
    }
  }

  deinit {
    switch storage {
    case .allocated(let memory): memory.deallocate()
    case .block: jacobi_give_block_back(pointer, byteCount)
    case .borrowed, .shared: break
    case .adopted(let release): release(pointer)
    }
  }

  /// Whether the bytes may be written by whoever has the only reference to this buffer.
  var isMutable: Bool {
    if case .shared = storage { return isKnownUniquelyReferenced(&base) && base!.isMutable }
    return ownsMemory
  }

  /// The array that the buffer was made from.
  func array<Element>(of type: Element.Type) -> [Element]? {
    if let base { return base.array(of: type) }
    return if case .borrowed(let owner) = storage { owner as? [Element] } else { nil }
  }

  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: pointer, count: byteCount) }
}
