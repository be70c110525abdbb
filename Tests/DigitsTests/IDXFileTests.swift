import Foundation
import Testing

@testable import Digits

private func header(_ sizes: [UInt32], type: UInt8 = 8) -> [UInt8] {
  [0, 0, type, UInt8(sizes.count)]
    + sizes.flatMap { size in (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) } }
}

/// A folder with the four files of a tiny MNIST; removed when the test ends.
private func withFolder(_ files: [String: [UInt8]], _ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for (name, bytes) in files { try Data(bytes).write(to: folder.appendingPathComponent(name)) }
  try body(folder)
}

private let images = header([2, 2, 3]) + [0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6]
private let labels = header([2]) + [7, 0]
private let complete = [
  "train-images-idx3-ubyte": images, "train-labels-idx1-ubyte": labels,
  "t10k-images-idx3-ubyte": images, "t10k-labels-idx1-ubyte": labels,
]

@Test func readsMNIST() throws {
  try withFolder(complete) { folder in
    let (training, test) = try Dataset.mnist(in: folder)
    #expect(training.count == 2 && test.count == 2)
    #expect(training.pixelCount == 6)
    #expect(training.labels.scalars(Int32.self) == [7, 0])
    #expect(Array(training.images.scalars(Float.self)[..<6]) == [0, 0.2, 0.4, 0.6, 0.8, 1])
  }
}

@Test func namesAMissingFile() throws {
  var files = complete
  files["t10k-labels-idx1-ubyte"] = nil
  try withFolder(files) { folder in
    let error = #expect(throws: DataError.self) { try Dataset.mnist(in: folder) }
    guard case .unreadable(let file, _) = error else { throw error! }
    #expect(file.hasSuffix("t10k-labels-idx1-ubyte"))
  }
}

@Test func tellsWhereATruncatedFileEnds() throws {
  let error = #expect(throws: DataError.self) { try IDXFile(images.dropLast(5), file: "f", rank: 3) }
  #expect(
    error == .malformed(file: "f", offset: 23, expected: "2 x 2 x 3 bytes of data", actual: "7 bytes"))
}

@Test func tellsWhereTrailingBytesBegin() throws {
  let error = #expect(throws: DataError.self) { try IDXFile(labels + [1], file: "f", rank: 1) }
  #expect(error == .malformed(file: "f", offset: 10, expected: "2 bytes of data", actual: "3 bytes"))
}

@Test func rejectsATruncatedHeader() throws {
  for count in [0, 3, 4, 11] {
    let error = #expect(throws: DataError.self) { try IDXFile(Array(images.prefix(count)), file: "f", rank: 3) }
    guard case .malformed("f", count, _, "the end of the file") = error else { throw error! }
  }
}

@Test func rejectsAnotherKindOfFile() throws {
  for bytes in [labels, header([2], type: 13) + [0, 0], Array("hello, world".utf8)] {
    let error = #expect(throws: DataError.self) { try IDXFile(bytes, file: "f", rank: 3) }
    guard case .malformed("f", 0, _, _) = error else { throw error! }
  }
}

@Test func survivesSizesBeyondAllMemory() throws {
  let bytes = header([.max, .max, .max]) + [1, 2, 3]
  #expect(throws: DataError.self) { try IDXFile(bytes, file: "f", rank: 3) }
}

@Test func findsAWrongLabel() throws {
  var files = complete
  files["train-labels-idx1-ubyte"] = header([2]) + [7, 10]
  try withFolder(files) { folder in
    let error = #expect(throws: DataError.self) { try Dataset.mnist(in: folder) }
    guard case .malformed(_, 9, "a digit", "10") = error else { throw error! }
  }
}

@Test func findsDifferentCounts() throws {
  var files = complete
  files["train-labels-idx1-ubyte"] = header([1]) + [7]
  try withFolder(files) { folder in
    #expect(throws: DataError.self) { try Dataset.mnist(in: folder) }
  }
}

@Test func tellsWhichLineOfTheDigitsIsMalformed() throws {
  let line = [Int](repeating: 3, count: 64).map(String.init).joined(separator: ",")
  let text = "\(line),5\n\(line),11\n"
  let error = #expect(throws: DataError.self) { try Dataset.opticalDigits(Array(text.utf8), file: "f") }
  guard case .malformed("f", 130, _, _) = error else { throw error! }
}
