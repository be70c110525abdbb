import JacobiCore
import Testing

@Suite struct ProgramTextParameterTests {
  init() { textPrimitives }

  @Test func everyKindOfParameterHasThisText() throws {
    var parameters = EveryParameter()
    parameters.uint128s = [.max]
    parameters.string = "a \"b\" \\ \n\r\t\u{0}\u{7f} é 🙂 {,}: // no comment"
    parameters.shape = [2, .symbol("b") + 1, .minimum(.symbol("a"), .symbol("b"))]
    parameters.type = TensorType(.complex64, [.symbol("n"), 3])
    parameters.types = [TensorType(.bool, []), TensorType(.uint8, [.maximum(.symbol("a"), 7), 1])]
    parameters.value = TensorValue([1, 2, 3] as [Int16], shape: [3, 1])
    parameters.values = [nil, TensorValue(scalar: true)]
    parameters.nested = [[], [1], [-2, 3]]
    parameters.windows = [
      .init(size: .symbol("k") * 2 - 1, stride: nil, padding: .none),
      .init(size: 3, stride: 2, padding: .same(1, .symbol("p"))),
      .init(size: 0, stride: -1, padding: .explicit(low: [1], high: nil)),
    ]
    parameters.table = ["z": 1, "a b": .infinity, "": -0.0, "y.z": .leastNonzeroMagnitude]
    parameters.counts = [10: [true], 2: []]
    parameters.letters = ["b", "a", "c"]
    let text = #"""
      () {
        %0: bf16[] = text.every() {bool: true, int8: -128, int16: 32767, int32: -2147483648, \#
      int64: -9223372036854775808, int128: -170141183460469231731687303715884105728, \#
      int128s: [170141183460469231731687303715884105727], uint128s: [340282366920938463463374607431768211455], \#
      absentInt128: none, uint8: 255, uint16: 65535, \#
      uint32: 4294967295, uint64: 18446744073709551615, float: 0.1, double: 0.1, half: 0.1, \#
      string: "a \"b\" \\ \n\r\t\u{0}\u{7f} é 🙂 {,}: // no comment", mode: "clip", level: -1, absent: none, \#
      absentFloat: none, absentSize: none, presentSize: (none), dtype: bf16, size: 3, shape: [2,b + 1,min(a, b)], \#
      type: c64[n,3], types: [bool[], u8[max(a, 7),1]], value: [[1], [2], [3]]:i16[3,1], values: [none, true:bool], \#
      nested: [[], [1], [-2, 3]], windows: [{size: 2*k - 1, stride: none, padding: {none: {}}}, \#
      {size: 3, stride: 2, padding: {same: {_0: 1, _1: p}}}, \#
      {size: 0, stride: -1, padding: {explicit: {low: [1], high: none}}}], \#
      table: {"": -0.0, "a b": inf, y.z: 5e-324, z: 1.0}, counts: {"10": [true], "2": []}, \#
      letters: ["a", "b", "c"], padding: {none: {}}}
        return %0
      }
      """#
    let program = try program(applying: parameters)
    #expect(program.description == text)
    let parsed = try Program(parsing: text)
    #expect(parsed == program)
    let primitive = try #require(parsed.equations[0].primitive as? EveryParameter)
    #expect(primitive == parameters)
    #expect(primitive.table[""]?.sign == .minus)
  }

  @Test(arguments: [ShapeModeForText.keep, .reshape([2, .symbol("b")], copies: true)])
  func primitivesMayBeEnums(_ mode: ShapeModeForText) throws {
    let program = try program(applying: mode, to: TensorType(.float32, []))
    #expect(try Program(parsing: program.description) == program)
  }

  @Test func fieldsMayHaveKeysOfSeveralTypes() throws {
    let program = try program(applying: TaggedForText(tag: "t", count: 2), to: TensorType(.float32, []))
    #expect(program.description.contains(#"text.tagged(%0) {tag: "t", count: 2}"#))
    #expect(try Program(parsing: program.description) == program)
  }

  @Test(
    arguments: [.infinity, -.infinity, 0.1, -0.0, 1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3]
      as [Double])
  func floatingParametersAreExact(_ number: Double) throws {
    var parameters = EveryParameter()
    parameters.double = number
    parameters.float = Float(number)
    parameters.half = Float16(number)
    let parsed = try parseBack(parameters)
    #expect(parsed.double.bitPattern == parameters.double.bitPattern)
    #expect(parsed.float.bitPattern == parameters.float.bitPattern)
    #expect(parsed.half.bitPattern == parameters.half.bitPattern)
  }

  @Test func notANumberIsOne() throws {
    var parameters = EveryParameter()
    parameters.double = -.nan
    parameters.float = Float(nan: 5, signaling: true)
    parameters.half = .nan
    let text = try program(applying: parameters).description
    #expect(text.contains("float: nan, double: nan, half: nan"))
    let parsed = try parseBack(parameters)
    #expect(parsed.double.isNaN && parsed.float.isNaN && parsed.half.isNaN)
  }

  /// A field whose value the type makes optional may be missing: texts from before it was added can be read.
  @Test func optionalFieldsMayBeMissing() throws {
    let text = try program(applying: EveryParameter()).description
    let shorter = text.replacing("absent: none, absentFloat: none, ", with: "")
    #expect(shorter != text)
    #expect(try Program(parsing: shorter).description == text)
  }

  private func parseBack(_ parameters: EveryParameter) throws -> EveryParameter {
    let parsed = try Program(parsing: program(applying: parameters).description)
    return try #require(parsed.equations[0].primitive as? EveryParameter)
  }
}
