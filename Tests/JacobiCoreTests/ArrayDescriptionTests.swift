import JacobiCore
import Testing

@Suite("Array descriptions")
struct ArrayDescriptionTests {
  @Test(arguments: NumPyRenderings.shapes)
  func shapes(_ rendering: Rendering) throws { try expectSameText(rendering) }

  @Test(arguments: NumPyRenderings.booleansAndIntegers)
  func booleansAndIntegers(_ rendering: Rendering) throws { try expectSameText(rendering) }

  @Test(arguments: NumPyRenderings.realNumbers)
  func realNumbers(_ rendering: Rendering) throws { try expectSameText(rendering) }

  @Test(arguments: NumPyRenderings.infinitiesAndNaN)
  func infinitiesAndNaN(_ rendering: Rendering) throws { try expectSameText(rendering) }

  @Test(arguments: NumPyRenderings.complexNumbers)
  func complexNumbers(_ rendering: Rendering) throws { try expectSameText(rendering) }

  @Test(arguments: NumPyRenderings.longRows)
  func longRows(_ rendering: Rendering) throws { try expectSameText(rendering) }

  @Test(arguments: NumPyRenderings.summaries)
  func summaries(_ rendering: Rendering) throws { try expectSameText(rendering) }

  @Test("A thousand elements are not yet summarised")
  func noSummary() {
    let bytes = [UInt8](repeating: 1, count: 1001)
    let whole = bytes.withUnsafeBytes { describeArray(shape: [10, 100], dtype: .uint8, bytes: $0) }
    #expect(whole.split(whereSeparator: \.isWhitespace).count == 1000)
    let summary = bytes.withUnsafeBytes { describeArray(shape: [1001], dtype: .uint8, bytes: $0) }
    #expect(summary == "[1 1 1 ... 1 1 1]")
  }

  @Test("Rank 0 is the element itself, with all its digits")
  func rankZero() throws {
    for (dtype, text) in [
      (DType.float64, "3.0"), (.float64, "0.30000000000000004"), (.bool, "true"), (.int8, "-3"), (.float32, "nan"),
      (.complex64, "1.0+2.0j"), (.bfloat16, "0.1"),
    ] {
      let bytes = try #require(parseScalar(text[...], as: dtype))
      #expect(bytes.withUnsafeBytes { describeArray(shape: [], dtype: dtype, bytes: $0) } == text)
    }
  }

  @Test("Elements need not be aligned")
  func unaligned() {
    let bytes: [UInt8] = [0xFF, 1, 0, 0, 0, 2, 0, 0, 0]
    let text = bytes.withUnsafeBytes {
      describeArray(shape: [2], dtype: .uint32, bytes: UnsafeRawBufferPointer(rebasing: $0[1...]))
    }
    #expect(text == "[1 2]")
  }

  private func expectSameText(_ rendering: Rendering) throws {
    let bytes = try bytes(of: rendering)
    let text = bytes.withUnsafeBytes { describeArray(shape: rendering.shape, dtype: rendering.dtype, bytes: $0) }
    #expect(text == rendering.text)
  }

  private func bytes(of rendering: Rendering) throws -> [UInt8] {
    switch rendering.elements {
    case .listed(let texts):
      return try texts.split(separator: " ").flatMap { try #require(parseScalar($0, as: rendering.dtype)) }
    case .counting(let start, let step):
      let values = (0..<rendering.shape.reduce(1, *)).map { start + step * Double($0) }
      return values.flatMap { bytes(of: $0, as: rendering.dtype.scalarType) }
    }
  }

  private func bytes<Scalar: TensorScalar>(of value: Double, as scalar: Scalar.Type) -> [UInt8] {
    withUnsafeBytes(of: Scalar(converting: value)) { Array($0) }
  }
}
