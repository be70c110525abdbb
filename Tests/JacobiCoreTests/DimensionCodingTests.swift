import Foundation
import JacobiCore
import Testing

// Named, because Foundation has a `Dimension` too (of units of measurement).
import struct JacobiCore.Dimension

@Suite struct DimensionCoding {
  private let a = Dimension.symbol("a")
  private let b = Dimension.symbol("b")

  @Test func encodesIntegersAndExpressions() throws {
    let dimensions = [3, -2, 2 * b + 1, Dimension.maximum(a, b).floorDivided(by: 2)]
    let data = try JSONEncoder().encode(dimensions)
    #expect(String(decoding: data, as: UTF8.self) == #"[3,-2,"2*b + 1","floordiv(max(a, b), 2)"]"#)
    #expect(try JSONDecoder().decode([Dimension].self, from: data) == dimensions)
  }

  @Test(arguments: [#"["2*"]"#, #"[""]"#, #"["<overflow>"]"#])
  func malformedTextIsCorruptData(_ json: String) {
    #expect {
      try JSONDecoder().decode([Dimension].self, from: Data(json.utf8))
    } throws: { error in
      if case DecodingError.dataCorrupted = error { true } else { false }
    }
  }

  @Test func overflowIsNotEncoded() {
    #expect(throws: EncodingError.self) { try JSONEncoder().encode([Dimension.overflow]) }
  }
}
