import Jacobi
import Testing

/// A code block of a documentation comment, compiled.
struct Example: Sendable, CustomTestStringConvertible {
  var path: String
  /// The first line of the block.
  var line: Int
  var run: @Sendable (_ check: Check) throws -> Void

  /// The folder of the module, the file and the line.
  var testDescription: String { "\(path.split(separator: "/").suffix(3).joined(separator: "/")):\(line)" }
}

/// Compares what the expressions of an example print with what it says.
struct Check {
  var path: String

  /// Expects the value to print as written, where any white space counts as one space.
  func expect<Value>(_ line: Int, _ expected: String, _ value: Value) {
    let actual = words(printed(value))
    // Texts may be written with or without quotes.
    if actual == words(expected) || "\"\(actual)\"" == words(expected) { return }
    fail(line, "the example says \(words(expected)), but it prints \(actual)")
  }

  /// Takes the value of an expression that nothing is said about.
  func ignore<Value>(_ value: Value) {}

  func fail(_ line: Int, _ message: String) {
    Issue.record("\(message)", sourceLocation: location(line))
  }

  func location(_ line: Int) -> Testing.SourceLocation {
    let file = path.split(separator: "/").suffix(2).joined(separator: "/")
    return Testing.SourceLocation(fileID: file, filePath: path, line: line, column: 1)
  }

  /// The text with one space for any white space, and none after an opening bracket, where columns are aligned.
  private func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("[ ", with: "[")
  }
}

/// What `print` shows.
func printed(_ items: Any...) -> String {
  items.map { String(describing: $0) }.joined(separator: " ")
}
