/// A public declaration.
public struct Declaration: Hashable, Sendable {
  /// What is declared, as far as it matters for examples.
  public enum Kind: Hashable, Sendable {
    case function, initializer, `subscript`, other

    init?(_ keyword: Substring) {
      switch keyword {
      case "func": self = .function
      case "init": self = .initializer
      case "subscript": self = .subscript
      default: self = .other
      }
    }
  }

  public var kind: Kind
  /// The line of the declaration, without the spaces around it.
  public var text: Substring
  /// The type or extension around it, or nothing.
  public var type: String
  public var line: Int
  public var comment: DocComment?

  static let scopes: Set<String> = ["extension", "struct", "enum", "class", "protocol", "actor"]
  static let keywords = scopes.union(["func", "init", "subscript", "var", "let", "case", "typealias", "import"])
  static let modifiers: Set<String> = [
    "public", "package", "internal", "private", "fileprivate", "static", "class", "final", "mutating", "nonmutating",
    "prefix", "postfix", "infix", "indirect", "override", "required", "convenience", "lazy", "dynamic", "isolated",
    "nonisolated", "weak", "unowned", "private(set)", "fileprivate(set)", "package(set)", "internal(set)",
  ]

  /// The words of a declaration without the attributes before it; `init(` counts as the word `init`.
  static func words(_ text: Substring) -> [Substring] {
    var rest = text
    while rest.hasPrefix("@") {
      rest = rest.dropFirst().drop { $0.isLetter || $0.isNumber || $0 == "_" }
      if rest.first == "(" { rest = rest.drop { $0 != ")" }.dropFirst() }
      rest = rest.trimmingSpaces
    }
    return rest.split(separator: " ").map { word in
      for keyword in ["init", "subscript"] where word.hasPrefix(keyword) {
        let next = word.dropFirst(keyword.count).first
        if next.map({ "(<?!".contains($0) }) == true { return Substring(keyword) }
      }
      return word
    }
  }

  /// The name without arguments: of a function its own, of an initialiser that of the type, of a subscript `subscript`.
  public var baseName: String {
    switch kind {
    case .initializer: type
    case .subscript: "subscript"
    case .function:
      String(text.components(after: "func ").prefix { $0 != " " && $0 != "(" && (isOperator || $0 != "<") })
    case .other: String(text)
    }
  }

  /// Whether a function is an operator.
  public var isOperator: Bool { kind == .function && Declaration.isOperator(text) }

  private static func isOperator(_ text: Substring) -> Bool {
    text.components(after: "func ").first.map { !$0.isLetter && $0 != "_" && $0 != "`" } ?? false
  }

  /// The label of the first argument, or `_`.
  public var firstLabel: String {
    String(text.drop { $0 != "(" }.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" })
  }
}

extension Substring {
  /// What follows the first occurrence of a text.
  fileprivate func components(after text: String) -> Substring {
    var rest = self
    while !rest.isEmpty, !rest.hasPrefix(text) { rest.removeFirst() }
    return rest.dropFirst(text.count)
  }
}
