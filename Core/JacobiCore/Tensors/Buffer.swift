import CJacobi
import Synchronization

/// Memory that holds the elements of tensors: reference-counted, and immutable once a tensor has been made of it.
///
/// Memory of its own is aligned to 64 bytes, a cache line and the widest vector. Memory taken over from an array or from
/// elsewhere keeps the alignment it has, which is at least that of its elements.
public final class Buffer: @unchecked Sendable {
  // SAFETY: `Sendable` because the bytes are written only before the buffer is shared, through `Tensor` while it is the only
  // reference (`isKnownUniquelyReferenced`), or by whoever it was donated to, which can be one only.

  /// The first byte. Valid while the buffer lives.
  public let pointer: UnsafeMutableRawPointer
  public let byteCount: Int
  /// What the bytes are. Here and not beside the reference in `TensorValue`, so that to copy a tensor is to count one
  /// reference: that is half of what small operations cost.
  let type: TensorType
  private let storage: Storage
  /// The buffer that owns the memory, where that is another one.
  private var base: Buffer?
  /// Whether the memory was donated to this buffer, by the owner or by the one that had it from there.
  private let isHeir: Bool
  private let marks = Atomic<UInt8>(0)

  private enum Mark {
    /// The memory has other readers: other shapes of it, programs that it is a constant of.
    static let lent: UInt8 = 1
    /// The memory was given to a compiled function, so that its numbers may be others now.
    static let donated: UInt8 = 2
  }

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
    isHeir = false
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
    isHeir = false
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
    isHeir = false
    storage = .adopted(release: release)
  }

  /// The memory of another buffer, as a value of a type.
  convenience init(_ other: Buffer, as type: TensorType) {
    other.lend()
    self.init(other, as: type, isHeir: false)
  }

  private init(_ other: Buffer, as type: TensorType, isHeir: Bool) {
    pointer = other.pointer
    byteCount = other.byteCount
    self.type = type
    self.isHeir = isHeir
    storage = .shared
    // The one that owns the memory, not one that shares it in turn: chains of them would be long to release.
    base = other.base ?? other
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
    switch storage {
    case .allocated, .block: true
    case .borrowed, .adopted: false
    case .shared: isKnownUniquelyReferenced(&base) && base!.isMutable
    }
  }

  /// Whether the memory was given away; see ``donate()``.
  package var isDonated: Bool { marks.load(ordering: .relaxed) & Mark.donated != 0 }

  /// Keeps the memory from being written over when this buffer is donated, because somebody else reads it as well.
  func lend() { marks.bitwiseOr(Mark.lent, ordering: .relaxed) }

  /// Gives the memory away: whoever uses this buffer later reads numbers that nobody promises, but no memory that is gone.
  ///
  /// - Returns: a buffer of the same memory to use from now on; `nil` when it was given away before.
  func donate() -> Buffer? {
    let marks = marks.bitwiseOr(Mark.donated, ordering: .acquiringAndReleasing).oldValue
    if marks & Mark.donated != 0 { return nil }
    return Buffer(self, as: type, isHeir: marks & Mark.lent == 0 && hasMemory)
  }

  /// Whether the memory may be written over, since nobody else has a right to it.
  var ownsMemory: Bool { hasMemory && marks.load(ordering: .acquiring) == 0 }

  private var hasMemory: Bool {
    switch storage {
    case .allocated, .block: true
    case .borrowed, .adopted: false
    case .shared: isHeir
    }
  }

  /// The array that the buffer was made from.
  func array<Element>(of type: Element.Type) -> [Element]? {
    if let base { return base.array(of: type) }
    return if case .borrowed(let owner) = storage { owner as? [Element] } else { nil }
  }

  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: pointer, count: byteCount) }
}
