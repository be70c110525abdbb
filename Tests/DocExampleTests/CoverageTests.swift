import DocExamples
import Foundation
import Testing

private let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A file of a module with what it declares.
private struct Source {
  var url: URL
  var contents: SourceFile

  func location(_ line: Int) -> Testing.SourceLocation {
    let file = url.pathComponents.suffix(2).joined(separator: "/")
    return Testing.SourceLocation(fileID: file, filePath: url.path, line: line, column: 1)
  }

  static func all(of module: String) throws -> [Source] {
    let groups = try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)
    let files = groups.flatMap { group in
      FileManager.default.enumerator(at: group.appendingPathComponent(module), includingPropertiesForKeys: nil)?
        .allObjects as? [URL] ?? []
    }
    return try files.filter { $0.pathExtension == "swift" }.map {
      Source(url: $0, contents: SourceFile(try String(contentsOf: $0, encoding: .utf8)))
    }
  }
}

/// Whether the code calls what is declared: a function or initialiser by its name, an operator between spaces.
private func uses(_ declaration: Declaration, in code: String) -> Bool {
  let name = declaration.baseName
  if declaration.isOperator { return code.contains(" \(name) ") || code.contains(" \(name)") }
  if declaration.kind == .subscript { return false }
  let isLabelled = declaration.kind == .initializer && declaration.firstLabel != "_"
  let call = isLabelled ? "\(name)(\(declaration.firstLabel):" : "\(name)("
  var rest = code[...]
  while let range = rest.range(of: call) {
    let previous = code[..<range.lowerBound].last
    if previous.map({ !$0.isLetter && !$0.isNumber && $0 != "_" }) ?? true { return true }
    rest = rest[range.upperBound...]
  }
  return false
}

@Test(arguments: exampleModules.map(\.name))
func everyPublicFunctionIsInAnExample(_ module: String) throws {
  let sources = try Source.all(of: module)
  let blocks = sources.flatMap(\.contents.comments).flatMap(\.codeBlocks)
  let code = blocks.flatMap(\.lines).map(\.text).joined(separator: "\n")
  let declarations = sources.flatMap(\.contents.declarations)
  let shown = Set(declarations.filter { $0.comment?.codeBlocks.isEmpty == false }.map(\.baseName))
  #expect(!declarations.isEmpty)
  for source in sources {
    for declaration in source.contents.declarations where declaration.kind != .other && !declaration.isRule {
      if shown.contains(declaration.baseName) || uses(declaration, in: code) { continue }
      Issue.record("no example calls `\(declaration.text)`", sourceLocation: source.location(declaration.line))
    }
  }
}

@Test(arguments: exampleModules.map(\.name))
func everyPublicDeclarationHasADocComment(_ module: String) throws {
  for source in try Source.all(of: module) {
    for declaration in source.contents.declarations where declaration.comment == nil && !declaration.isWitness {
      Issue.record("`\(declaration.text)` has no doc comment", sourceLocation: source.location(declaration.line))
    }
  }
}

extension Declaration {
  /// Whether a protocol of the standard library documents what is declared, or `RuleKind` does.
  fileprivate var isWitness: Bool {
    [
      "var description: ", "func hash(into ", "func encode(to ", "init(from decoder: ", "typealias Rule",
      "static let name",
      "static let remedy", "static let standard",
    ].contains { text.contains($0) } || isRule
  }

  /// Whether it is called by a transformation and not by users; `Examples/CustomPrimitive` brings such rules.
  fileprivate var isRule: Bool {
    [
      "init(results: ", "func conformance(of ", "func batched(_ operands", "func jvp(\n", "func jvp(primals",
      "func transpose(operands",
      "func partiallyEvaluated(known",
    ]
    .contains { text.contains($0) }
  }
}
