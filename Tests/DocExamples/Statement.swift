/// A statement of an example, and what it is expected to print.
public struct Statement: Hashable, Sendable {
  /// The lines of code, without the comment.
  public var lines: [SourceLine]
  /// The comment after the last line, if it says a value.
  public var expected: String?
  /// Why the comment cannot be compared with anything.
  public var problem: String?

  /// The first word.
  var keyword: Substring { lines[0].trimmed.prefix { $0.isLetter || $0 == "_" } }

  /// Whether the statement is not an expression, whatever else it contains.
  public var isDeclarationOrControlFlow: Bool {
    [
      "let", "var", "func", "struct", "enum", "class", "typealias", "if", "for", "while", "do", "switch", "return",
      "throw", "guard", "defer", "repeat",
    ].contains(keyword)
  }

  /// Of an assignment or the declaration of a value what stands left of the equals sign, without `let` and type.
  public var assigned: String? {
    guard lines.count > 0, !isDeclarationOrControlFlow || isBinding else { return nil }
    var left: [Substring] = []
    for word in lines[0].trimmed.split(separator: " ") {
      if Statement.assignments.contains(String(word)) {
        let names = left.joined(separator: " ")
        return Scanner(names[...]).endDepth == 0 ? Statement.withoutType(names, isBinding: isBinding) : nil
      }
      left.append(word)
    }
    return nil
  }

  private var isBinding: Bool { keyword == "let" || keyword == "var" }

  /// The names that the statement declares for those that follow.
  public var declaredNames: [String] {
    guard isBinding else { return [] }
    let pattern = assigned ?? Statement.withoutType(String(lines[0].trimmed), isBinding: true)
    return pattern.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init).filter { $0 != "_" }
  }

  private static let assignments: Set<String> = ["=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="]

  private static func withoutType(_ text: String, isBinding: Bool) -> String {
    guard isBinding else { return text }
    return String(text.dropFirst(4).prefix { $0 != ":" })
  }
}

extension CodeBlock {
  /// The statements of the block: lines are joined while brackets are open, or when the next line continues.
  public var statements: [Statement] {
    var result: [Statement] = []
    var depth = 0
    for line in lines {
      let scanned = Scanner(line.text)
      let code = SourceLine(number: line.number, text: scanned.code)
      if code.trimmed.isEmpty {
        // A long value goes on in the next comment, until its brackets are closed.
        if let last = result.indices.last, let open = result[last].expected, Scanner(open[...]).endDepth > 0 {
          result[last].expected = open + " " + scanned.comment
        }
        continue
      }
      let continues = depth > 0 || CodeBlock.continues(code.trimmed)
      if continues, let last = result.indices.last {
        result[last].lines.append(code)
      } else {
        result.append(Statement(lines: [code]))
      }
      depth += scanned.endDepth
      if CodeBlock.isValue(scanned.comment) { result[result.count - 1].expect(scanned.comment, at: depth) }
    }
    return result
  }

  private static func continues(_ code: Substring) -> Bool {
    if let first = code.first, ".})]?:".contains(first) { return !code.hasPrefix("...") }
    let word = code.prefix { $0 != " " }
    return ["+", "-", "*", "/", "%", "&", "|", "^", "&&", "||", "??", "as", "as!", "as?", "else"].contains(word)
  }

  /// Whether a comment says a value and not something about the code.
  static func isValue(_ comment: Substring) -> Bool {
    guard let first = comment.first else { return false }
    if first.isNumber || "-[(\"".contains(first) { return true }
    let word = comment.prefix { $0.isLetter }
    return ["true", "false", "nan", "inf"].contains(word)
  }
}

extension Statement {
  fileprivate mutating func expect(_ value: Substring, at depth: Int) {
    if depth == 0, !isDeclarationOrControlFlow || assigned != nil {
      expected = String(value)
    } else {
      problem = "`// \(value)` does not follow an expression of its own: start prose with a word"
    }
  }
}
