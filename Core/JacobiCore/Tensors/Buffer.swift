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
  private let storage: Storage

  private enum Storage {
    /// Memory of its own, which begins somewhat before the first byte.
    case allocated(UnsafeMutableRawPointer)
    /// An object, such as the storage of an array, that keeps the bytes alive.
    case borrowed(from: any Sendable)
    case adopted(release: @Sendable (UnsafeMutableRawPointer) -> Void)
  }

  public static let alignment = 64

  /// Uninitialised memory.
  public init(byteCount: Int) {
    self.byteCount = byteCount
    // The system is slow to give memory aligned to more than 16 bytes: it cuts it out of a larger piece.
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1) + Buffer.alignment - 16, alignment: 16)
    pointer = memory.alignedUp(toMultipleOf: Buffer.alignment)
    storage = .allocated(memory)
  }

  /// Whether the system would give this much memory now. Small amounts are taken for granted.
  package static func isAvailable(byteCount: Int) -> Bool {
    byteCount < 1 << 28 || jacobi_can_allocate(byteCount)
  }

  /// The elements of an array, without a copy: the buffer keeps the array's storage.
  public init<Element: TensorScalar>(_ array: [Element]) {
    // SAFETY: a native array keeps its elements at one address for as long as its storage is referenced, which
    // `borrowed` does; nobody writes through this pointer, because a borrowed buffer is never mutable in place.
    let base = array.withUnsafeBytes { $0.baseAddress }
    byteCount = array.count * MemoryLayout<Element>.stride
    pointer = UnsafeMutableRawPointer(mutating: base ?? UnsafeRawPointer(bitPattern: Buffer.alignment)!)
    storage = .borrowed(from: array)
  }

  /// Memory from elsewhere, without a copy.
  ///
  /// - Parameters:
  ///   - pointer: the first byte.
  ///   - byteCount: the size of the memory.
  ///   - release: called with `pointer` when the last tensor that uses the memory is gone.
  public init(
    adopting pointer: UnsafeMutableRawPointer, byteCount: Int,
    release: @escaping @Sendable (UnsafeMutableRawPointer) -> Void
  ) {
    self.pointer = pointer
    self.byteCount = byteCount
    storage = .adopted(release: release)
  }

  deinit {
    switch storage {
    case .allocated(let memory): memory.deallocate()
    case .borrowed: break
    case .adopted(let release): release(pointer)
    }
  }

  /// Whether the bytes may be written when nobody else refers to the buffer.
  var isMutable: Bool {
    if case .allocated = storage { true } else { false }
  }

  /// The array that the buffer was made from.
  func array<Element>(of type: Element.Type) -> [Element]? {
    if case .borrowed(let owner) = storage { owner as? [Element] } else { nil }
  }

  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: pointer, count: byteCount) }
}
