import JacobiCore
import JacobiPrimitives
import JacobiReference
import Testing

/// Elementwise primitives on every dtype they accept: shapes of all kinds, and results that agree between dtypes.
@Suite struct DTypeCoverageTests {
  static let unary = standardPrimitives.compactMap { $0 as? any UnaryPrimitive.Type }
  static let binary = standardPrimitives.compactMap { $0 as? any BinaryPrimitive.Type }

  /// Numbers that no dtype rounds, on which every function is defined for one of the dtypes.
  static let numbers: [Double] = [0, 1, 2, 0.5, 3, 0.25, 1, 0]

  @Test(arguments: allDTypes) func runsUnaryPrimitives(dtype: DType) throws {
    for primitive in Self.unary where primitive.accepts.contains(dtype) {
      try checkShapes(primitive.init(), dtype, operandCount: 1)
    }
  }

  @Test(arguments: allDTypes) func runsBinaryPrimitives(dtype: DType) throws {
    for primitive in Self.binary where primitive.accepts.contains(dtype) {
      try checkShapes(primitive.init(), dtype, operandCount: 2)
    }
  }

  private func checkShapes(_ primitive: some Primitive, _ dtype: DType, operandCount: Int) throws {
    let whole = vector(Self.numbers).converted(to: dtype)
    let result = try run(primitive, (0..<operandCount).map { _ in whole })[0]
    let reshaped = try run(primitive, (0..<operandCount).map { _ in whole.reshaped([2, 2, 2]) })[0]
    #expect(reshaped.reshaped(result.shape).isIdentical(to: result), "\(primitive) \(dtype)")
    let empty = TensorValue(uninitialized: TensorType(dtype, [0, 3]))
    #expect(try run(primitive, (0..<operandCount).map { _ in empty })[0].shape == [0, 3])
    let one = vector([Self.numbers[3]]).converted(to: dtype)
    let scalar = try run(primitive, (0..<operandCount).map { _ in one.reshaped([]) })[0]
    #expect(scalar.shape == [])
    #expect(try run(primitive, (0..<operandCount).map { _ in one })[0].reshaped([]).isIdentical(to: scalar))
  }

  /// Computed in `Double` and rounded once, narrower results are those of `float64`, rounded.
  @Test(arguments: [DType.float16, .bfloat16, .float32].filter(\.isAvailable))
  func roundsFloatingResultsOnce(dtype: DType) throws {
    var generator = SplitMix(state: 7)
    let x = vector((0..<200).map { _ in Double.random(in: -4...4, using: &generator) }).converted(to: dtype)
    let y = vector((0..<200).map { _ in Double.random(in: -4...4, using: &generator) }).converted(to: dtype)
    // These two depend on the width of the type by definition.
    for primitive in Self.unary where primitive.accepts.contains(dtype) && primitive != ErfInv.self {
      let wide = try run(primitive.init(), x.converted(to: .float64))[0]
      let narrow = try run(primitive.init(), x)[0]
      #expect(wide.converted(to: narrow.dtype).isIdentical(to: narrow), "\(primitive)")
    }
    for primitive in Self.binary where primitive.accepts.contains(dtype) && primitive != NextAfter.self {
      let wide = try run(primitive.init(), x.converted(to: .float64), y.converted(to: .float64))[0]
      let narrow = try run(primitive.init(), x, y)[0]
      #expect(wide.converted(to: narrow.dtype).isIdentical(to: narrow), "\(primitive)")
    }
  }

  @Test(arguments: allDTypes) func convertsLikeScalars(target: DType) throws {
    let numbers: [Double] = [0, 1, -1, 2.5, -1.75, 300, -300, 70000, 1e10, -1e10, 1e300, .nan, .infinity, -.infinity]
    for source in allDTypes {
      let operand = vector(numbers).converted(to: source)
      let result = try run(ConvertElementType(to: target), operand)[0]
      #expect(result.isIdentical(to: operand.converted(to: target)), "\(source) to \(target)")
    }
    let large = vector([Int64.min, Int64.max, 1 << 53 + 1])
    #expect(try run(ConvertElementType(to: target), large)[0].isIdentical(to: large.converted(to: target)))
  }
}
