import Foundation
import JacobiCore
import JacobiReference
import JacobiTesting
import Testing

@Suite struct RuleMatrixTests {
  private let matrix = RuleMatrix(.standard, on: ReferenceBackend())

  @Test func nothingIsMissing() {
    for row in matrix.rows {
      #expect(row.holes.isEmpty, "\(row.id): \(row.holes.map { "\($0.rule) for \($0.dtype)" })")
    }
  }

  @Test func thePageOfTheDocumentationIsCurrent() throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let url = root.appendingPathComponent("Primitives/JacobiPrimitives/JacobiPrimitives.docc/RuleMatrix.md")
    let page = try String(contentsOf: url, encoding: .utf8)
    #expect(matrix.page(replacing: page) == page, "run `make matrix`")
  }

  @Test func aMissingRuleIsAHole() {
    let record = OpRecord(Ruleless.self, dtypes: [.float32, .int32], isLinear: true) { dtype in
      [OpCase(Ruleless(), [OperandSpec(dtype, [2])])]
    }
    let matrix = RuleMatrix(OpTable([record]), on: ReferenceBackend(), limitations: [])
    #expect(matrix.counts.present == 0)
    // Four rules for a dtype with tangents, a kernel and batching for one without.
    #expect(matrix.counts.expected == 6)
    #expect(matrix.rows[0].holes.count == 6)
    let excused = RuleMatrix(
      OpTable([record]), on: ReferenceBackend(),
      limitations: [Limitation(Ruleless.self, .jvp, because: "it is an example")])
    #expect(excused.rows[0].holes.count == 5)
    #expect(excused.description.hasSuffix("rules: 0 of 6 present, 1 limitations"))
  }
}

/// A primitive that nobody has written a rule for.
private struct Ruleless: Primitive {
  static let id = "test.ruleless"
  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { [operands[0]] }
}
