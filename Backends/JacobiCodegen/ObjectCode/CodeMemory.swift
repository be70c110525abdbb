import CJacobiCodegen

/// Pages that hold machine code and its data, given back to the system at the end.
final class CodeMemory {
  let base: UnsafeMutableRawPointer
  let byteCount: Int

  static let pageSize = jacobi_page_size()

  static func pages(_ byteCount: Int) -> Int { (byteCount + pageSize - 1) / pageSize * pageSize }

  /// Zeroed memory that can be written.
  init(byteCount: Int) throws(NativeCodeError) {
    self.byteCount = Self.pages(max(1, byteCount))
    guard let base = jacobi_map_pages(self.byteCount) else { throw .outOfMemory(byteCount: self.byteCount) }
    self.base = base
  }

  // SAFETY: whoever has an address in these pages keeps this object alive.
  deinit { jacobi_unmap_pages(base, byteCount) }

  /// Ends writing to whole pages.
  func seal(_ range: Range<Int>, isExecutable: Bool) throws(NativeCodeError) {
    guard !range.isEmpty else { return }
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount)
    guard jacobi_seal_pages(base + range.lowerBound, range.count, isExecutable) else {
      throw .unavailable(reason: "the system does not allow generated code to be executed")
    }
  }

  func address(_ offset: Int) -> UInt { UInt(bitPattern: base) &+ UInt(bitPattern: offset) }

  /// Writes a number in the machine's byte order.
  func store(_ value: some FixedWidthInteger, at offset: Int) {
    precondition(offset >= 0 && offset <= byteCount - value.bitWidth / 8)
    // SAFETY: the place was just found to be inside of the pages.
    (base + offset).storeBytes(of: value, as: type(of: value))
  }

  func load<T: FixedWidthInteger>(_ type: T.Type, at offset: Int) -> T {
    precondition(offset >= 0 && offset <= byteCount - MemoryLayout<T>.size)
    // SAFETY: the place was just found to be inside of the pages.
    return (base + offset).loadUnaligned(as: type)
  }

  func copy(_ bytes: ArraySlice<UInt8>, to offset: Int) {
    precondition(offset >= 0 && offset <= byteCount - bytes.count)
    // SAFETY: the place was just found to be inside of the pages.
    bytes.withUnsafeBytes { source in
      if let start = source.baseAddress { (base + offset).copyMemory(from: start, byteCount: source.count) }
    }
  }
}
