import Foundation
import JacobiCore
import JacobiPrimitives
import Testing

/// Correctly rounded values, as `Tests/Goldens/generate_accuracy.py` has written them.
private struct AccuracyCase: Decodable, Sendable, CustomTestStringConvertible {
  var primitive: String
  var dtype: DType
  /// For each operand, and for the result, the patterns of all numbers in hexadecimal.
  var operands: [String]
  var result: String

  var testDescription: String { "\(primitive) in \(dtype)" }

  static let all: [AccuracyCase] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Goldens/accuracy.json")
    // The file is part of the repository: without it there is nothing to test.
    return try! JSONDecoder().decode([AccuracyCase].self, from: Data(contentsOf: file))
  }()

  /// The operation with its usual parameters.
  var operation: (any Primitive)? {
    let type = standardPrimitives.first { $0.id == primitive }
    if let type = type as? any UnaryPrimitive.Type { return type.init() }
    if let type = type as? any BinaryPrimitive.Type { return type.init() }
    return type == RegularizedIncompleteBeta.self ? RegularizedIncompleteBeta() : nil
  }

  func patterns(_ text: String) -> [UInt64] {
    let digits = Array(text)
    let width = 2 * dtype.byteCount
    return stride(from: 0, to: digits.count, by: width).map { UInt64(String(digits[$0..<$0 + width]), radix: 16)! }
  }
}

/// Elementwise functions are within four units in the last place of the exact value, in float32 and in float64.
@Suite struct AccuracyTests {
  @Test(arguments: AccuracyCase.all)
  private func isWithinFourUnits(_ golden: AccuracyCase) throws {
    let operation = try #require(golden.operation, "there is no primitive \(golden.primitive)")
    if golden.dtype == .float32 {
      try check(operation, golden) { Float(bitPattern: UInt32($0)) }
    } else {
      try check(operation, golden) { Double(bitPattern: $0) }
    }
  }

  private func check<Scalar: TensorScalar & BinaryFloatingPoint>(
    _ operation: any Primitive, _ golden: AccuracyCase, _ number: (UInt64) -> Scalar
  ) throws {
    let operands = golden.operands.map { golden.patterns($0).map(number) }
    let expected = golden.patterns(golden.result).map(number)
    #expect(expected.count >= 4)
    let results: [Scalar] = try run(operation, operands.map { vector($0) })[0].scalars()
    for (index, (actual, exact)) in zip(results, expected).enumerated() {
      let units = Double((actual - exact).magnitude / exact.ulp)
      #expect(units <= 4, "\(golden.primitive) of \(operands.map { $0[index] }) is \(actual), exactly \(exact)")
    }
  }
}
