extension ProgramReader {
  func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Whether the text continues with an ASCII string here.
  func continues(with string: StaticString) -> Bool {
    string.withUTF8Buffer { bytes[position...].starts(with: $0) }
  }

  /// Passes over spaces, line breaks and comments.
  mutating func skipSpace() {
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): position += 1
      case UInt8(ascii: "/") where continues(with: "//"):
        while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
      default: return
      }
    }
  }

  mutating func consume(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func consumeWord(_ word: StaticString) -> Bool {
    skipSpace()
    guard continues(with: word) else { return false }
    let end = position + word.utf8CodeUnitCount
    if end < bytes.count, bytes[end].continuesName { return false }
    position = end
    return true
  }

  mutating func expect(_ character: Unicode.Scalar, _ expected: String? = nil) throws(ProgramParseError) {
    guard consume(character) else { throw unexpected(expected ?? "`\(character)`") }
  }

  /// Whether another element of a list follows; passes over the comma before it, or over the end of the list.
  mutating func continuesList(after count: Int, until end: Unicode.Scalar) throws(ProgramParseError) -> Bool {
    if consume(end) { return false }
    if count > 0, !consume(",") { throw unexpected("`,` or `\(end)`") }
    skipSpace()
    return true
  }

  mutating func text(while condition: (UInt8) -> Bool) -> String {
    let start = position
    while let byte = peek(), condition(byte) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// A name by itself or in quotes.
  mutating func name(_ expected: String) throws(ProgramParseError) -> String {
    skipSpace()
    guard let first = peek() else { throw unexpected(expected) }
    if first == UInt8(ascii: "\"") { return try string() }
    guard first.startsName else { throw unexpected(expected) }
    return text(while: \.continuesName)
  }

  /// A string in quotes.
  mutating func string() throws(ProgramParseError) -> String {
    let start = position
    position += 1
    var content: [UInt8] = []
    while let byte = peek(), byte != UInt8(ascii: "\n") {
      position += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: content, as: UTF8.self) }
      if byte == UInt8(ascii: "\\") {
        content += try escapedScalar().utf8
      } else {
        content.append(byte)
      }
    }
    throw failure(.syntax, at: start, expected: "a string that ends in its line", found: snippet(at: start))
  }

  /// The character that an escape stands for, behind the backslash.
  private mutating func escapedScalar() throws(ProgramParseError) -> String {
    let start = position - 1
    let kind = peek()
    if kind != nil { position += 1 }
    switch kind {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u") where peek() == UInt8(ascii: "{"):
      position += 1
      let digits = text { $0 != UInt8(ascii: "}") && $0.continuesName }
      if peek() == UInt8(ascii: "}"), let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) {
        position += 1
        return String(Character(scalar))
      }
    default: break
    }
    throw failure(.syntax, at: start, expected: "an escape such as \\n or \\u{7f}", found: snippet(at: start))
  }
}

// MARK: - Errors

extension ProgramReader {
  /// An error at the next character that is no space.
  func unexpected(_ expected: String) -> ProgramParseError {
    var reader = self
    reader.skipSpace()
    return failure(.syntax, at: reader.position, expected: expected, found: reader.snippet(at: reader.position))
  }

  func failure(
    _ kind: ProgramParseError.Kind, at offset: Int, expected: String, found: String
  ) -> ProgramParseError {
    let before = bytes[..<min(offset, bytes.count)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column = String(decoding: before[lineStart...], as: UTF8.self).count + 1
    return ProgramParseError(kind: kind, line: line, column: column, expected: expected, found: found)
  }

  /// The beginning of the text from an offset, up to the next space.
  func snippet(at offset: Int) -> String {
    guard offset < bytes.count else { return "the end of the text" }
    let rest = String(decoding: bytes[offset...].prefix(64), as: UTF8.self)
    let word = rest.prefix { !$0.isWhitespace }.prefix(24)
    return "`\(String(word.isEmpty ? rest.prefix(1) : word).escaped)`"
  }
}
