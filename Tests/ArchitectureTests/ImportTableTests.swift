import Foundation
import Testing

/// What each target may import, beside the standard library's modules.
///
/// SwiftPM does not stop a target from importing what its dependencies depend on, so the table holds only because this test
/// reads the sources.
private let allowedImports: [String: Set<String>] = [
  "JacobiCore": ["CJacobi", "Synchronization", "Runtime"],
  "JacobiPrimitives": ["JacobiCore", "Synchronization"],
  "JacobiNumPy": ["JacobiCore", "JacobiPrimitives"],
  "JacobiNN": ["JacobiCore", "JacobiPrimitives", "JacobiNumPy", "JacobiRandom"],
  "JacobiFFT": ["JacobiCore", "JacobiPrimitives", "JacobiNumPy"],
  "JacobiRandom": ["JacobiCore", "JacobiPrimitives", "JacobiNumPy"],
  "JacobiLinalg": ["JacobiCore", "JacobiPrimitives", "JacobiNumPy"],
  "JacobiSpecial": ["JacobiCore", "JacobiPrimitives", "JacobiNumPy"],
  "JacobiGrad": ["JacobiCore", "JacobiPrimitives"],
  "JacobiVmap": ["JacobiCore", "JacobiPrimitives"],
  "JacobiJIT": ["JacobiCore", "JacobiPrimitives", "Synchronization"],
  "JacobiJacobian": ["JacobiCore", "JacobiPrimitives", "JacobiGrad", "JacobiVmap"],
  "JacobiScan": ["JacobiCore", "JacobiPrimitives", "JacobiGrad", "JacobiVmap"],
  "JacobiReference": ["JacobiCore", "JacobiPrimitives", "CJacobiReference"],
  "JacobiCodegen": ["JacobiCore", "JacobiPrimitives", "CJacobi", "CLLVM", "CJacobiCodegen", "Synchronization"],
  "JacobiOpenBLAS": [
    "JacobiCore", "JacobiPrimitives", "JacobiCodegen", "JacobiReference", "CNumericLibraries", "Synchronization",
  ],
  "JacobiOneDNN": [
    "JacobiCore", "JacobiPrimitives", "JacobiCodegen", "JacobiReference", "CNumericLibraries", "Synchronization",
  ],
  "JacobiNative": ["JacobiCore", "JacobiCodegen", "JacobiOpenBLAS", "JacobiOneDNN", "JacobiReference"],
  "JacobiTesting": [
    "JacobiCore", "JacobiPrimitives", "JacobiGrad", "JacobiVmap", "JacobiScan", "JacobiJIT", "Foundation",
    "Synchronization",
  ],
  "JacobiSerialization": ["JacobiCore", "Foundation"],
  "Jacobi": [
    "JacobiCore", "JacobiPrimitives", "JacobiNumPy", "JacobiNN", "JacobiFFT", "JacobiRandom", "JacobiLinalg",
    "JacobiSpecial",
    "JacobiGrad", "JacobiVmap", "JacobiJacobian", "JacobiScan", "JacobiJIT", "JacobiReference", "JacobiCodegen",
    "JacobiOpenBLAS", "JacobiOneDNN", "JacobiNative",
  ],
]

private let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The folders of Swift targets of the library.
private func libraryTargets() throws -> [URL] {
  let files = FileManager.default
  var targets: [URL] = [root.appendingPathComponent("Tests/JacobiTesting")]
  for group in ["Core", "Primitives", "Transforms", "Backends", "Serialization"] {
    let folder = root.appendingPathComponent(group)
    guard let entries = try? files.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) else { continue }
    targets += entries.filter { $0.lastPathComponent.hasPrefix("Jacobi") && $0.pathExtension.isEmpty }
  }
  return targets
}

private func swiftFiles(in folder: URL) -> [URL] {
  let enumerator = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
  return (enumerator?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
}

/// The modules that a source file imports.
func importedModules(_ source: String) -> [String] {
  let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
  return source.split(separator: "\n").compactMap { line in
    var words = line.split(separator: " ").drop {
      $0.hasPrefix("@") || $0 == "public" || $0 == "package" || $0 == "internal"
    }
    guard words.popFirst() == "import", var module = words.popFirst() else { return nil }
    if kinds.contains(module), let named = words.popFirst() { module = named.split(separator: ".")[0] }
    return String(module)
  }
}

@Test func importLinesAreFound() {
  let source = """
    import A
    @testable import B
    @_exported public import C
      import struct D.E
    // import F
    let important = 1
    """
  #expect(importedModules(source) == ["A", "B", "C", "D"])
}

@Test func everyTargetImportsOnlyWhatTheTableAllows() throws {
  let targets = try libraryTargets()
  #expect(Set(targets.map(\.lastPathComponent)) == Set(allowedImports.keys))
  for target in targets {
    let name = target.lastPathComponent
    let allowed = allowedImports[name, default: []].union(["Swift"])
    let files = swiftFiles(in: target)
    #expect(!files.isEmpty, "\(name) has no sources")
    for file in files {
      for module in importedModules(try String(contentsOf: file, encoding: .utf8)) where !allowed.contains(module) {
        Issue.record("\(name)/\(file.lastPathComponent) imports \(module), which the table does not allow")
      }
    }
  }
}

@Test func noFileIsTooLongToReadInOneSitting() throws {
  let limit = 400
  for file in try libraryTargets().flatMap(swiftFiles) {
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= limit, "\(file.lastPathComponent) has \(lines.count) lines")
  }
}
