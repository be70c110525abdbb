extension String {
  /// The string between quotes, on one line.
  var quoted: String { "\"\(escaped)\"" }

  /// The string with quotes, backslashes and control characters escaped as in Swift.
  var escaped: String {
    guard utf8.contains(where: \.needsEscape) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: text += "\\u{\(String(scalar.value, radix: 16))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The string where a name is expected: in quotes unless it is one by itself.
  var asName: String { utf8.first.map(\.startsName) == true && utf8.allSatisfy(\.continuesName) ? self : quoted }
}

extension UInt8 {
  /// Whether the byte is a letter or an underscore.
  var startsName: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    default: false
    }
  }

  /// Whether the byte is a letter, an underscore, a digit or a dot.
  var continuesName: Bool { startsName || isDigit || self == UInt8(ascii: ".") }

  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  fileprivate var needsEscape: Bool {
    self < 0x20 || self == 0x7F || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\")
  }
}
