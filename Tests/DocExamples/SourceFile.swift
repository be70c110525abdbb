/// The documentation comments and public declarations of a file, found line by line: the sources are formatted, so that a
/// declaration starts its line and stands two spaces deeper than what encloses it.
public struct SourceFile {
  public var comments: [DocComment] = []
  public var declarations: [Declaration] = []
  /// The types and extensions around the current line.
  private var enclosing: [Scope] = []

  /// A type or an extension whose braces are open.
  private struct Scope {
    var name: Substring
    var indentation: Int
    /// Whether members are public without saying so: requirements of a public protocol, members of a public extension.
    var makesMembersPublic: Bool
    /// Whether its cases are public.
    var makesCasesPublic: Bool
  }

  public init(_ source: String) {
    var pending: [SourceLine] = []
    for line in SourceLine.lines(of: source) {
      let text = line.trimmed
      if text.hasPrefix("///"), !text.hasPrefix("////") {
        pending.append(SourceLine(number: line.number, text: text.dropFirst(text.hasPrefix("/// ") ? 4 : 3)))
        continue
      }
      // Attributes and conditions may stand between a comment and what it describes.
      if text.hasPrefix("@"), Declaration.words(text).isEmpty { continue }
      if text.hasPrefix("#if") || text.hasPrefix("//") { continue }
      let comment = pending.isEmpty ? nil : DocComment(lines: pending)
      if let comment { comments.append(comment) }
      pending = []
      if !text.isEmpty { read(line, comment: comment) }
    }
  }

  private mutating func read(_ line: SourceLine, comment: DocComment?) {
    enclosing.removeAll { $0.indentation >= line.indentation }
    let words = Declaration.words(line.trimmed)
    guard let keyword = words.first(where: { Declaration.keywords.contains(String($0)) }) else { return }
    let modifiers = words.prefix { $0 != keyword }
    let isMember = enclosing.last.map { line.indentation == $0.indentation + 2 } ?? (line.indentation == 0)
    guard isMember, modifiers.allSatisfy({ Declaration.modifiers.contains(String($0)) }) else { return }
    let scope = enclosing.last
    let isHidden = modifiers.contains { ["private", "fileprivate", "package", "internal"].contains($0) }
    let inherits = keyword == "case" ? scope?.makesCasesPublic == true : scope?.makesMembersPublic == true
    let isPublic = modifiers.contains("public") || inherits && !isHidden
    let name = words.drop { $0 != keyword }.dropFirst().first ?? ""
    if Declaration.scopes.contains(String(keyword)) {
      enclosing.append(
        Scope(
          name: name.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }, indentation: line.indentation,
          makesMembersPublic: isPublic && (keyword == "protocol" || keyword == "extension"),
          makesCasesPublic: isPublic && keyword == "enum"))
    }
    guard isPublic, keyword != "extension", keyword != "import", let kind = Declaration.Kind(keyword) else { return }
    declarations.append(
      Declaration(
        kind: kind, text: line.trimmed, type: scope.map { String($0.name) } ?? "", line: line.number, comment: comment))
  }
}
