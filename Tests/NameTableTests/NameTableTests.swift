import Foundation
import JacobiCore
import JacobiReference
import Testing

/// The page of the documentation that says how names of JAX are spelled in Swift.
@Suite struct NameTableTests {
  static let sections: [(title: String, variable: String, names: [Name])] = [
    ("jax.numpy", "numPyNames", numPyNames), ("Arrays", "arrayNames", arrayNames), ("jax.lax", "laxNames", laxNames),
    ("jax.numpy.linalg, jax.scipy.linalg", "linalgNames", linalgNames), ("jax.numpy.fft", "fftNames", fftNames),
    ("jax.scipy.special, jax.scipy.stats", "specialNames", specialNames), ("jax.nn, jax.image", "nnNames", nnNames),
    ("jax.random", "randomNames", randomNames),
  ]

  /// Each expression gives a value, without a mistake.
  @Test(arguments: sections.indices) func spellingsCanBeCalled(section: Int) {
    for name in NameTableTests.sections[section].names {
      do {
        let results = try withTensorErrors { try name.evaluate() }
        let tensors = (results as? [Tensor]) ?? (results as? Tensor).map { [$0] } ?? []
        #expect(tensors.allSatisfy { !$0.isInvalid }, "\(name.names)")
      } catch {
        Issue.record(error, "\(name.names)")
      }
    }
  }

  /// Set `JACOBI_UPDATE_PAGES` to write it.
  @Test func thePageOfTheDocumentationIsCurrent() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    let url = root.appendingPathComponent("Primitives/JacobiNumPy/JacobiNumPy.docc/ForJAXUsers.md")
    let sources = try ["NumPyNames.swift", "ModuleNames.swift"].map {
      try String(contentsOf: tests.appendingPathComponent($0), encoding: .utf8)
    }
    let page = NameTableTests.page(of: sources.joined(separator: "\n"))
    if ProcessInfo.processInfo.environment["JACOBI_UPDATE_PAGES"] != nil {
      try page.write(to: url, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: url, encoding: .utf8) == page, "run this test with JACOBI_UPDATE_PAGES=1")
    #expect(page.components(separatedBy: "\n| `").count > NameTableTests.sections.count)
  }

  /// The page: a table for each section, whose second column is what is between the braces in the source.
  static func page(of source: String) -> String {
    var page = """
      # For users of JAX

      How the functions of JAX are spelled here.

      ## Overview

      Arrays are values of `Tensor`; functions of each element are functions, and what works on whole arrays are methods. Names
      are written out, and arguments have labels; `axis:` and `axes:` take the place of an `axis` that is a number or a tuple.
      Each expression is called by a test.

      """
    for section in sections {
      page += "\n### \(section.title)\n\n| JAX | Jacobi |\n|---|---|\n"
      let table = source.components(separatedBy: "let \(section.variable): [Name] = [").last ?? ""
      for row in table.components(separatedBy: "\n]\n")[0].components(separatedBy: "\n  Name(\"").dropFirst() {
        let parts = row.components(separatedBy: "\") {")
        let code = parts.dropFirst().joined(separator: "\") {").split(whereSeparator: \.isWhitespace)
          .joined(separator: " ")
        let names = parts[0].replacingOccurrences(of: "\\\"", with: "\"")
        // Without the brace and the comma behind it; a bar would end the cell.
        let spelling = code.dropLast(2).trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "|", with: "\\|")
        page += "| `\(names)` | `\(spelling)` |\n"
      }
    }
    return page
  }
}
