import CJacobiCodegen

/// What is kept of a compiled program: its object code, and what it needs to run that only planning knows.
///
/// As bytes: a mark, the version of the format, the digest of what follows; the digest of the key, numbers of 8 bytes each, the
/// least significant first, texts and the object code.
struct CodeEntry: Equatable {
  var arenaByteCount: Int
  /// By what is computed, the input that it is written over.
  var inPlace: [Int: Int]
  var references: CodeReferences
  var objects: [[UInt8]]

  static let format = 1
  private static let mark = [UInt8]("jacobi\r\n".utf8)
}

extension CodeEntry {
  func bytes(for key: CodeKey) -> [UInt8] {
    var body = EntryWriter()
    body.bytes += key.digest
    body.write(arenaByteCount)
    body.write(inPlace.sorted { $0.key < $1.key }) { $0.write($1.key, $1.value) }
    body.write(references.constants) { $0.write($1) { $0.write($1) } }
    body.write(references.calls) { writer, call in
      writer.write(call.path) { $0.write($1) }
      writer.write(call.name)
      writer.write(call.scratchByteCount)
    }
    body.write(objects) { writer, object in
      writer.write(object.count)
      writer.bytes += object
    }
    var entry = EntryWriter()
    entry.bytes = CodeEntry.mark
    entry.write(CodeEntry.format)
    entry.bytes += body.bytes.withUnsafeBytes { CodeKey.digest(of: $0) }
    return entry.bytes + body.bytes
  }

  /// `nil` for bytes that are not what ``bytes(for:)`` gave for the key.
  init?(_ bytes: [UInt8], for key: CodeKey) {
    var reader = EntryReader(bytes[...])
    guard reader.take(CodeEntry.mark.count) == CodeEntry.mark[...], reader.number() == CodeEntry.format,
      let digest = reader.take(CodeKey.byteCount),
      reader.rest.withUnsafeBytes({ CodeKey.digest(of: $0) })[...] == digest,
      reader.take(CodeKey.byteCount) == key.digest[...], let arenaByteCount = reader.number(),
      let inPlace = reader.list({ reader in reader.number().flatMap { key in reader.number().map { (key, $0) } } }),
      let constants = reader.list({ $0.list { $0.number() } }),
      let calls = reader.list({ $0.call() }),
      let objects = reader.list({ reader in reader.number().flatMap { reader.take($0) } })
    else { return nil }
    self.arenaByteCount = arenaByteCount
    self.inPlace = Dictionary(inPlace, uniquingKeysWith: { first, _ in first })
    references = CodeReferences(constants: constants, calls: calls)
    self.objects = objects.map { Array($0) }
  }
}

private struct EntryWriter {
  var bytes: [UInt8] = []

  mutating func write(_ numbers: Int...) {
    for number in numbers { withUnsafeBytes(of: Int64(number).littleEndian) { bytes += $0 } }
  }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes += text.utf8
  }

  mutating func write<Element>(_ elements: [Element], _ write: (inout EntryWriter, Element) -> Void) {
    self.write(elements.count)
    for element in elements { write(&self, element) }
  }
}

/// Reads what is there; `nil` at the end.
private struct EntryReader {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  mutating func number() -> Int? {
    take(8)?.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }.signed
  }

  mutating func text() -> String? {
    number().flatMap { take($0) }.map { String(decoding: $0, as: UTF8.self) }
  }

  mutating func list<Element>(_ element: (inout EntryReader) -> Element?) -> [Element]? {
    guard let count = number(), count >= 0 else { return nil }
    var elements: [Element] = []
    for _ in 0..<count {
      guard let next = element(&self) else { return nil }
      elements.append(next)
    }
    return elements
  }

  mutating func call() -> CodeReferences.Call? {
    guard let path = list({ $0.number() }), let name = text(), let scratchByteCount = number() else { return nil }
    return CodeReferences.Call(path: path, name: name, scratchByteCount: scratchByteCount)
  }
}

extension UInt64 {
  fileprivate var signed: Int { Int(truncatingIfNeeded: self) }
}
