import Foundation
import Testing

@testable import JacobiCodegen

@Suite struct BinaryFunctionTests {
  private static let special: [Double] = [
    0, 1, 2, 3, 0.5, 1.5, 4, 5, 1e300, 1e-300, 0x1p24, 0x1p53, 0x1p53 - 1, .infinity, .nan, .leastNonzeroMagnitude,
  ]

  /// Every pair of two lists.
  private func pairs<Element: TestedFormat>(_ values: [Double], _ type: Element.Type) -> ([Element], [Element]) {
    let signed = (values + values.map { -$0 }).map { Element($0) }
    let all = signed.flatMap { x in signed.map { (x, $0) } }
    return (all.map(\.0), all.map(\.1))
  }

  private func expectAccurate<Element: TestedFormat>(
    _ x: [Element], _ y: [Element], within bound: Double, _ code: (VectorMath, IRValue, IRValue) -> IRValue,
    _ reference: (Precise, Precise) -> Precise
  ) throws {
    let results = try Kernel<Element>(lanes: 4, code)(x, y)
    for ((x, y), result) in zip(zip(x, y), results) {
      let error = ulps(result, from: reference(Precise(x), Precise(y)))
      #expect(error <= bound, "(\(x), \(y)): \(result)")
    }
  }

  @Test func powersOfSpecialValues() throws {
    let float32 = pairs(BinaryFunctionTests.special, Float.self)
    try expectAccurate(float32.0, float32.1, within: 0.6, { $0.pow($1, $2) }) { pow($0, $1) }
    let float64 = pairs(BinaryFunctionTests.special, Double.self)
    try expectAccurate(float64.0, float64.1, within: 1.2, { $0.pow($1, $2) }) { pow($0, $1) }
  }

  @Test func anglesOfSpecialPoints() throws {
    let float32 = pairs(BinaryFunctionTests.special, Float.self)
    try expectAccurate(float32.0, float32.1, within: 2, { $0.atan2($1, $2) }) { atan2($0, $1) }
    let float64 = pairs(BinaryFunctionTests.special, Double.self)
    try expectAccurate(float64.0, float64.1, within: 2.5, { $0.atan2($1, $2) }) { atan2($0, $1) }
  }

  /// Bases of all sizes, and exponents with which the result stays in the range or just leaves it.
  private func powers<Element: TestedFormat>(_ type: Element.Type, largest: Double) -> ([Element], [Element]) {
    var generator = FixedSequence(state: 3)
    let x = (0..<20000).map { index in
      Element(exp2(Double.random(in: -1...1, using: &generator) * exp2(Double(index % 13) - 6)))
    }
    return (x, x.map { Element(Double.random(in: -1...1, using: &generator) * largest / log(Double($0))) })
  }

  @Test func powersAreAccurate() throws {
    let float32 = powers(Float.self, largest: 90)
    try expectAccurate(float32.0, float32.1, within: 0.6, { $0.pow($1, $2) }) { pow($0, $1) }
    let float64 = powers(Double.self, largest: 720)
    try expectAccurate(float64.0, float64.1, within: 1.2, { $0.pow($1, $2) }) { pow($0, $1) }
  }

  @Test func anglesAreAccurate() throws {
    let float32 = arguments(Float.self, count: 1000)
    try expectAccurate(float32, float32.reversed(), within: 2, { $0.atan2($1, $2) }) { atan2($0, $1) }
    let float64 = arguments(Double.self, count: 1000)
    try expectAccurate(float64, float64.reversed(), within: 2.5, { $0.atan2($1, $2) }) { atan2($0, $1) }
  }

  @Test(arguments: [IRType.float16, .bfloat16])
  func smallFormatsAreRoundedOnce(_ type: IRType) throws {
    let results = try Kernel<Float>(lanes: 8) { math, x, _ in
      let builder = math.builder
      let narrow = builder.fptrunc(x, to: type.with(lanes: 8))
      return builder.fpext(math.pow(math.exp(narrow), builder.float(0.5, narrow.type)), to: x.type)
    }([0, 1, -1, 2, .infinity, -.infinity])
    // e rounded to 11 and to 8 bits, then its square root.
    let expected: [Float] =
      type == .float16
      ? [1, 1.6484375, 0.60644531, 2.71875, .infinity, 0] : [1, 1.6484375, 0.60546875, 2.71875, .infinity, 0]
    #expect(results == expected)
  }
}
