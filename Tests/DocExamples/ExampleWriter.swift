/// Writes the examples of a module as Swift functions.
///
/// Each block becomes a function that throws; compiler messages and traces name the line of the comment.
public struct ExampleWriter {
  public private(set) var text = ""
  private var rows = ""
  private var count = 0
  private let module: String

  public init(module: String) {
    self.module = module
    text = "import Jacobi\n"
    if module != "Jacobi" { text += "import \(module)\n" }
  }

  /// The name of the generated function that gives the examples of a module.
  public static func listName(of module: String) -> String { "examplesOf\(module)" }

  /// Writes the examples of a file.
  ///
  /// - Parameters:
  ///   - source: its text.
  ///   - path: its path, for the compiler's messages.
  public mutating func write(_ source: String, path: String) {
    for comment in SourceFile(source).comments {
      for block in comment.codeBlocks { write(block, path: path) }
    }
  }

  private mutating func write(_ block: CodeBlock, path: String) {
    let statements = block.statements
    guard let first = block.lines.first?.number else { return }
    text += "\nprivate func example\(count)(_ check: Check) throws {\n"
    for statement in statements {
      // Files of one name in two modules would be one file to the compiler.
      text += "#sourceLocation(file: \(quoted("\(path) in \(module)")), line: \(statement.lines[0].number))\n"
      text += code(of: statement) + "\n#sourceLocation()\n"
    }
    for name in statements.flatMap(\.declaredNames) { text += "  _ = \(name)\n" }
    text += "}\n"
    rows += "  list.append(Example(path: \(quoted(path)), line: \(first), run: example\(count)))\n"
    count += 1
  }

  private func code(of statement: Statement) -> String {
    let lines = statement.lines.map { String($0.text) }.joined(separator: "\n")
    let last = statement.lines[statement.lines.count - 1].number
    if let problem = statement.problem { return "  check.fail(\(last), \(quoted(problem)))" }
    if let expected = statement.expected {
      let value = statement.assigned ?? printed(lines)
      let check = "check.expect(\(last), \(quoted(expected)), \(value))"
      return statement.assigned == nil ? check : "\(lines)\n\(check)"
    }
    if statement.isDeclarationOrControlFlow || statement.assigned != nil { return lines }
    return "check.ignore(\(printed(lines)))"
  }

  /// The text that `print(...)` would show, or the expression itself.
  private func printed(_ expression: String) -> String {
    let trimmed = expression[...].trimmingSpaces
    return trimmed.hasPrefix("print(") ? "printed(" + trimmed.dropFirst("print(".count) : String(trimmed)
  }

  /// The file: every example, and the function that lists them.
  public func finished() -> String {
    """
    \(text)
    func \(ExampleWriter.listName(of: module))() -> [Example] {
      var list: [Example] = []
    \(rows)  return list
    }

    """
  }
}

/// The literal of a text.
private func quoted(_ text: String) -> String {
  "\"" + text.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : String($0) }.joined() + "\""
}
