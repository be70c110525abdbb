import JacobiCore
import Testing

@Suite("Scalar texts")
struct ScalarTextTests {
  @Test(
    "Spelling",
    arguments: [
      (DType.bool, "true"), (.bool, "false"), (.int8, "-128"), (.uint64, "18446744073709551615"),
      (.int64, "-9223372036854775808"), (.float64, "1.5"), (.float64, "-0.0"), (.float32, "0.1"), (.float32, "1e-45"),
      (.float64, "5e-324"), (.float64, "1e+16"), (.float32, "-inf"), (.float16, "nan"), (.float16, "6e-08"),
      (.bfloat16, "3.14"), (.bfloat16, "-1.5"), (.bfloat16, "256.0"), (.bfloat16, "1e+03"), (.bfloat16, "-inf"),
      (.bfloat16, "9e-41"), (.bfloat16, "0.001"), (.bfloat16, "3.39e+38"), (.bfloat16, "nan"), (.complex64, "1.0+2.0j"),
      (.complex128, "-0.0-0.0j"), (.complex64, "nan-infj"), (.complex128, "1e-05-1e+20j"), (.complex64, "-inf+nanj"),
    ])
  func spelling(dtype: DType, text: String) throws {
    let bytes = try #require(parseScalar(text[...], as: dtype))
    #expect(bytes.count == dtype.byteCount)
    #expect(bytes.withUnsafeBytes { describeScalar($0, as: dtype) } == text)
  }

  @Test("The sign of a NaN is not shown")
  func signOfNaN() {
    #expect(describeScalar(-Double.nan) == "nan")
    #expect(describeScalar(-BFloat16.nan) == "nan")
    #expect(describeScalar(Complex64(-.nan, -.nan)) == "nan+nanj")
  }

  @Test("Every 16-bit number reads back to the same bits", arguments: [DType.float16, .bfloat16])
  func roundTripOfEveryPattern(dtype: DType) {
    let wrong = (UInt16.min...UInt16.max).filter { pattern in
      !readsBack(withUnsafeBytes(of: pattern) { Array($0) }, as: dtype)
    }
    #expect(wrong.isEmpty)
  }

  @Test("Random bits read back to the same bits", arguments: DType.allCases.filter { $0 != .bool })
  func roundTripOfRandomBits(dtype: DType) {
    var random = SeededGenerator(seed: 1)
    let elements = (0..<5000).map { _ in (0..<dtype.byteCount).map { _ in UInt8.random(in: 0...255, using: &random) } }
    let wrong = elements.filter { !readsBack($0, as: dtype) }
    #expect(wrong.isEmpty)
  }

  @Test("No text of a BFloat16 has a digit too many")
  func shortestDigits() {
    let tooLong = (UInt16(1)..<0x7F80).map(BFloat16.init(bitPattern:)).filter { number in
      let (digits, exponent) = decimal("\(number)")
      // The decimal numbers around it that have one digit less.
      let shorter = digits < 10 ? [] : [digits / 10, digits / 10 + 1]
      return shorter.contains { BFloat16("\($0)e\(exponent + 1)") == number }
    }
    #expect(tooLong.isEmpty)
  }

  @Test(
    "What is not an element is refused",
    arguments: [
      (DType.bool, "1"), (.bool, "True"), (.int8, "128"), (.uint8, "-1"), (.int32, "1.0"), (.int32, ""),
      (.float32, "x"), (.float32, "1e39"), (.float64, "1e309"), (.float16, "65520"), (.bfloat16, "3.4e38"),
      (.float64, "1.0 "), (.complex64, "1.0"), (.complex64, "2.0j"), (.complex64, "1.0+2.0"), (.complex64, "1e39+0.0j"),
      (.complex64, "j"), (.complex64, "+j"),
    ])
  func refusal(dtype: DType, text: String) {
    #expect(parseScalar(text[...], as: dtype) == nil)
  }

  /// Whether the text of an element is read as the same bytes, or as another NaN if it is one.
  private func readsBack(_ bytes: [UInt8], as dtype: DType) -> Bool {
    let text = bytes.withUnsafeBytes { describeScalar($0, as: dtype) }
    guard let result = parseScalar(text[...], as: dtype) else { return false }
    return result == bytes
      || text.contains("nan") && result.withUnsafeBytes { describeScalar($0, as: dtype) } == text
  }

  /// The significant digits of a text as one integer, and the power of ten that it counts.
  private func decimal(_ text: String) -> (digits: Int, exponent: Int) {
    let parts = text.split(separator: "e")
    let fraction = parts[0].split(separator: ".").dropFirst().first ?? ""
    var digits = Int(parts[0].filter { $0 != "." })!
    var exponent = (parts.count > 1 ? Int(parts[1])! : 0) - fraction.count
    while digits % 10 == 0 {
      digits /= 10
      exponent += 1
    }
    return (digits, exponent)
  }
}
