/// A line of a source file.
public struct SourceLine: Hashable, Sendable {
  /// Counted from 1.
  public var number: Int
  public var text: Substring

  /// The lines of a text, without their line breaks.
  public static func lines(of source: String) -> [SourceLine] {
    source.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
      SourceLine(number: $0.offset + 1, text: $0.element)
    }
  }

  /// The number of spaces that the text starts with.
  var indentation: Int { text.prefix { $0 == " " }.count }
  /// The text without the spaces around it.
  var trimmed: Substring { text.trimmingSpaces }
}

extension Substring {
  var trimmingSpaces: Substring {
    var result = drop { $0 == " " }
    while result.last == " " { result.removeLast() }
    return result
  }
}
