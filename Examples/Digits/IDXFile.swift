import Foundation

/// A file in the IDX format, in which MNIST is published: a magic number, the sizes, then unsigned bytes.
///
/// Bytes 0 and 1 are zero, byte 2 is the element type (8: unsigned byte), byte 3 the number of axes; then one big-endian
/// 32-bit size per axis. http://yann.lecun.com/exdb/mnist describes it.
struct IDXFile: Equatable {
  var sizes: [Int]
  var elements: [UInt8]

  private static let unsignedByte: UInt8 = 8

  /// - Parameter rank: the number of axes that the file must have: 3 for images, 1 for labels.
  init(contentsOf file: URL, rank: Int) throws(DataError) {
    let bytes: [UInt8]
    do {
      bytes = [UInt8](try Data(contentsOf: file, options: .mappedIfSafe))
    } catch {
      throw .unreadable(file: file.path, reason: error.localizedDescription)
    }
    try self.init(bytes, file: file.path, rank: rank)
  }

  init(_ bytes: [UInt8], file: String, rank: Int) throws(DataError) {
    func malformed(at offset: Int, _ expected: String, _ actual: String) -> DataError {
      .malformed(file: file, offset: offset, expected: expected, actual: actual)
    }
    let header = 4 + 4 * rank
    guard bytes.count >= 4 else {
      throw malformed(at: bytes.count, "a header of \(header) bytes", "the end of the file")
    }
    let magic: [UInt8] = [0, 0, IDXFile.unsignedByte, UInt8(rank)]
    guard Array(bytes[..<4]) == magic else {
      throw malformed(
        at: 0, "the magic number \(magic) of unsigned bytes with \(rank) axes", "\(Array(bytes[..<4]))")
    }
    guard bytes.count >= header else {
      throw malformed(at: bytes.count, "a header of \(header) bytes", "the end of the file")
    }
    sizes = (0..<rank).map { axis in
      bytes[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) }
    }
    let count = sizes.reduce((value: 1, overflow: false)) { product, size in
      let (value, overflow) = product.value.multipliedReportingOverflow(by: size)
      return (value, product.overflow || overflow)
    }
    let available = bytes.count - header
    guard !count.overflow, count.value == available else {
      throw malformed(
        at: min(bytes.count, count.overflow ? header : header + count.value),
        "\(sizes.map(String.init).joined(separator: " x ")) bytes of data",
        "\(available) bytes")
    }
    elements = Array(bytes[header...])
  }
}
