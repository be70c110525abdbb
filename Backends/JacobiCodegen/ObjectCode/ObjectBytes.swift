/// Bytes of an object file, read as little-endian numbers. Whatever lies outside throws.
struct ObjectBytes {
  let bytes: [UInt8]

  var count: Int { bytes.count }

  /// The numbers of a table of `count` entries of `entrySize` bytes must lie inside of the bytes.
  func check(_ offset: Int, _ byteCount: Int, _ what: String) throws(NativeCodeError) {
    guard offset >= 0, byteCount >= 0, offset <= count, byteCount <= count - offset else {
      throw .invalidObject("\(what) lies outside of the file")
    }
  }

  func integer<T: FixedWidthInteger>(at offset: Int, as type: T.Type = T.self) throws(NativeCodeError) -> T {
    try check(offset, MemoryLayout<T>.size, "a number")
    // SAFETY: the bytes were just found to be inside.
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) }
    return T(littleEndian: value)
  }

  /// A number that counts bytes or entries.
  func size(at offset: Int) throws(NativeCodeError) -> Int {
    guard let size = Int(exactly: try integer(at: offset, as: UInt64.self)) else {
      throw .invalidObject("a size is negative")
    }
    return size
  }

  /// The text from an offset in a table of strings up to its zero.
  func string(at offset: Int, in table: Range<Int>) throws(NativeCodeError) -> String {
    guard table.upperBound <= count, offset >= 0, offset < table.count,
      let end = bytes[(table.lowerBound + offset)..<table.upperBound].firstIndex(of: 0)
    else { throw .invalidObject("a name lies outside of its table") }
    return String(decoding: bytes[(table.lowerBound + offset)..<end], as: UTF8.self)
  }
}
