import JacobiCore
import Testing

@Suite struct ProgramTextConstantTests {
  @Test func constantsHaveTheseTexts() throws {
    expect(TensorValue(scalar: 2 as Float), "2.0:f32")
    expect(TensorValue(scalar: true), "true:bool")
    expect(TensorValue(scalar: Complex64(1, -2)), "1.0-2.0j:c64")
    expect(TensorValue([1, 2, 3, 4] as [Float], shape: [2, 2]), "[[1.0, 2.0], [3.0, 4.0]]:f32[2,2]")
    expect(TensorValue([1, 2] as [UInt8], shape: [1, 2, 1]), "[[[1], [2]]]:u8[1,2,1]")
    expect(TensorValue([-0.0, .infinity, -.infinity, .nan] as [Float], shape: [4]), "[-0.0, inf, -inf, nan]:f32[4]")
    expect(TensorValue([BFloat16.leastNonzeroMagnitude], shape: [1]), "[9e-41]:bf16[1]")
    expect(TensorValue([Int64.min, .max], shape: [2]), "[-9223372036854775808, 9223372036854775807]:i64[2]")
    expect(TensorValue([] as [Int8], shape: [2, 0, 3]), "[]:i8[2,0,3]")
    expect(TensorValue(uninitialized: TensorType(.float16, [0, .symbol("b")])), "[]:f16[0,b]")
    expect(
      TensorValue((0..<33).map { $0 == 32 ? true : false }, shape: [33]),
      "hex\"\(String(repeating: "00", count: 32))01\":bool[33]")
  }

  @Test func unusualNumbersAreGivenByTheirBytes() {
    expect(TensorValue(scalar: Float(bitPattern: 0x7FC0_0001)), #"hex"0100c07f":f32"#)
    expect(TensorValue(scalar: -Float.nan), #"hex"0000c0ff":f32"#)
    expect(TensorValue([1, Double.signalingNaN], shape: [2]), #"hex"000000000000f03f000000000000f47f":f64[2]"#)
    expect(TensorValue(scalar: BFloat16(bitPattern: 0x7F81)), #"hex"817f":bf16"#)
    expect(TensorValue(scalar: Complex64(0, -.nan)), #"hex"000000000000c0ff":c64"#)
  }

  @Test func constantsOfManyAxesAreGivenByTheirBytes() {
    let shape = Shape([Int](repeating: 1, count: 300))
    let sizes = Array(repeating: "1", count: 300).joined(separator: ",")
    expect(TensorValue([1] as [UInt8], shape: shape), "hex\"01\":u8[\(sizes)]")
  }

  /// Random bytes are numbers of all magnitudes, NaNs with and without payload, infinities and subnormals.
  @Test(arguments: DType.allCases.filter(\.isAvailable))
  func randomBytesParseBack(_ dtype: DType) throws {
    var generator = SeededGenerator(seed: 7)
    for shape in [[], [1], [5], [2, 3], [4, 2, 4], [33], [3, 50]] as [Shape] {
      for _ in 0..<50 {
        let value = TensorValue.random(TensorType(dtype, shape), using: &generator)
        expect(value, nil)
      }
    }
  }

  /// The patterns that random bytes rarely have.
  @Test func specialNumbersParseBack() {
    let floats: [Float] = [
      0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, .infinity, -.infinity, .nan, 16_777_216, 0.1, 3.4e38, 1e-38,
    ]
    expect(TensorValue(floats, shape: [Dimension(floats.count)]), nil)
    expect(TensorValue(floats.map { Double($0) }, shape: [Dimension(floats.count)]), nil)
    expect(TensorValue(floats.map { Float16($0) }, shape: [Dimension(floats.count)]), nil)
    expect(TensorValue(floats.map { BFloat16($0) }, shape: [Dimension(floats.count)]), nil)
    expect(TensorValue(floats.map { Complex64($0, -$0) }, shape: [Dimension(floats.count)]), nil)
    expect(TensorValue(floats.map { Complex128(-Double($0), Double($0)) }, shape: [Dimension(floats.count)]), nil)
  }

  private func expect(_ value: TensorValue, _ text: String?, location: Testing.SourceLocation = #_sourceLocation) {
    let program = Program(inputs: [], equations: [], outputs: [.constant(value)])
    if let text { #expect(program.description == "() {\n  return \(text)\n}", sourceLocation: location) }
    #expect(throws: Never.self, sourceLocation: location) {
      let parsed = try Program(parsing: program.description)
      #expect(parsed == program, "\(program)", sourceLocation: location)
    }
  }
}

extension TensorValue {
  /// A value of random bytes.
  static func random(_ type: TensorType, using generator: inout SeededGenerator) -> TensorValue {
    let value = TensorValue(uninitialized: type)
    let bytes = UnsafeMutableRawBufferPointer(start: value.buffer.pointer, count: type.byteCount)
    let range: ClosedRange<UInt8> = type.dtype == .bool ? 0...1 : 0...255
    for index in bytes.indices { bytes[index] = .random(in: range, using: &generator) }
    return value
  }
}
