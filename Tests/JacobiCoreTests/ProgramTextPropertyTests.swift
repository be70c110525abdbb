import JacobiCore
import Testing

/// Generated programs, and texts that are almost texts of programs.
@Suite struct ProgramTextPropertyTests {
  init() { textPrimitives }

  @Test func randomProgramsParseBack() throws {
    var source = ProgramSource(seed: 1)
    for _ in 0..<300 {
      let program = try source.program(depth: 2)
      let text = program.description
      #expect(try Program(parsing: text) == program)
      #expect(try Program(parsing: text).description == text)
    }
  }

  /// A text that is not trusted must not stop the process: it is a program that passes its checks, or an error.
  @Test func damagedTextsAreErrorsOrPrograms() throws {
    var source = ProgramSource(seed: 2)
    var damage = SeededGenerator(seed: 3)
    var errorKinds: Set<String> = []
    var programCount = 0
    for _ in 0..<20 {
      let bytes = Array(try source.program(depth: 2).description.utf8)
      for _ in 0..<100 {
        let text = String(decoding: damaged(bytes, using: &damage), as: UTF8.self)
        do {
          let program = try Program(parsing: text)
          try program.verify()
          #expect(try Program(parsing: program.description) == program)
          programCount += 1
        } catch let error as ProgramParseError {
          #expect(error.line >= 1 && error.column >= 1 && !error.description.isEmpty)
          errorKinds.insert("\(error.kind)".prefix { $0.isLetter }.description)
        }
      }
    }
    // Both outcomes, and most kinds of errors, must have been met for the test to say anything.
    #expect(programCount > 100)
    #expect(errorKinds.count >= 7, "\(errorKinds)")
  }

  private static let interestingBytes =
    Array("%(){}[]:,\"\\/=-+*.0123456789abcdefinx \n\0é\u{fffd}".utf8) + [0xFF, 0xC3]
  private static let interestingTexts = [
    "%0", "none", "nan", "inf", "9223372036854775807", "99999999999999999999", "-1", "f32[", "hex\"", "\\u{", "return",
    "() {", "min(", "^64", "[[", "{", "//",
  ]

  private func damaged(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      let start = Int.random(in: 0...bytes.count, using: &generator)
      let end = min(bytes.count, start + Int.random(in: 0...8, using: &generator))
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: bytes.removeSubrange(start..<end)
      case 1: bytes.insert(contentsOf: bytes[start..<end], at: 0)
      case 2: bytes.insert(contentsOf: bytes[start..<end], at: end)
      case 3: bytes.insert(contentsOf: Self.interestingTexts.randomElement(using: &generator)!.utf8, at: start)
      case 4 where Int.random(in: 0..<4, using: &generator) == 0: bytes.removeSubrange(start...)
      case 5 where start < bytes.count && bytes[start] >= 0x30 && bytes[start] < 0x39: bytes[start] += 1
      default:
        if start < bytes.count { bytes[start] = Self.interestingBytes.randomElement(using: &generator)! }
      }
    }
    return bytes
  }
}

/// Makes random programs of the primitives for these tests.
struct ProgramSource {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func program(depth: Int) throws -> Program {
    var builder = ProgramBuilder()
    var values: [Atom] = []
    for _ in 0..<int(0...3) { values.append(.variable(builder.input(type()))) }
    for _ in 0..<int(0...6) {
      let operand = chance(4) ? constant() : values.randomElement(using: &generator) ?? constant()
      switch int(0...9) {
      case 0, 1: values += try builder.append(AddForText(), [operand, operand])
      case 2: values += try builder.append(BroadcastForText(shape: shape(), dimensions: [int(0...9), -1]), [operand])
      case 3: values += try builder.append(SplitForText(), [operand])
      case 4: _ = try builder.append(LogForText(message: string()), [operand, constant()])
      case 5: values += try builder.append(ModeForText.fast, [operand])
      case 6: values += try builder.append(ShapeModeForText.reshape(shape(), copies: chance(2)), [operand])
      case 7: values += try builder.append(every(), [operand])
      case 8 where depth > 0:
        let body = try program(depth: depth - 1)
        values += try builder.append(
          BranchesForText(branches: [body, body], fallback: chance(2) ? nil : try program(depth: 0)), [])
      case 9 where depth > 0:
        let body = try program(depth: depth - 1)
        let operands = body.inputTypes.map { type in
          values.first { $0.type == type } ?? .constant(TensorValue(scalar: 0 as Float))
        }
        guard operands.map(\.type) == body.inputTypes else { continue }
        values += try builder.append(CallForText(name: string(), program: body), operands)
      default: values += try builder.append(TaggedForText(tag: string(), count: int(-5...5)), [operand])
      }
    }
    let outputs = (0..<int(0...3)).map { _ in values.randomElement(using: &generator) ?? constant() }
    return builder.program(returning: outputs)
  }

  private mutating func every() -> EveryParameter {
    var parameters = EveryParameter()
    parameters.int64 = .random(in: .min ... .max, using: &generator)
    parameters.uint64 = .random(in: 0 ... .max, using: &generator)
    parameters.double = finite(Double(bitPattern: generator.next()))
    parameters.float = finite(Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())))
    parameters.half = finite(Float16(bitPattern: UInt16(truncatingIfNeeded: generator.next())))
    parameters.string = string()
    parameters.absentSize = chance(2) ? dimension() : nil
    parameters.size = dimension()
    parameters.shape = shape()
    parameters.types = (0..<int(0...3)).map { _ in type() }
    parameters.values = (0..<int(0...3)).map { _ in chance(2) ? nil : value() }
    parameters.windows = [.init(size: dimension(), stride: int(0...3), padding: .same(int(0...3), dimension()))]
    parameters.table = Dictionary((0..<5).map { _ in (string(), 0.5) }, uniquingKeysWith: { $1 })
    parameters.letters = [string(), string(), string()]
    return parameters
  }

  private func finite<Number: FloatingPoint>(_ number: Number) -> Number { number.isNaN ? .infinity : number }
  private mutating func int(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }
  private mutating func chance(_ count: Int) -> Bool { int(1...count) == 1 }
  private mutating func constant() -> Atom { .constant(value()) }

  private mutating func value() -> TensorValue {
    let dtype = DType.allCases.filter(\.isAvailable).randomElement(using: &generator)!
    let shape = [[], [3], [2, 2], [0, 5], [40]].randomElement(using: &generator)! as Shape
    return TensorValue.random(TensorType(dtype, shape), using: &generator)
  }

  private mutating func type() -> TensorType { TensorType(DType.allCases.randomElement(using: &generator)!, shape()) }
  private mutating func shape() -> Shape { Shape((0..<int(0...3)).map { _ in dimension() }) }

  private mutating func dimension() -> Dimension {
    let name = Dimension.symbol(["a", "b_1", "none", "true", "inf", "größe", "f32"].randomElement(using: &generator)!)
    switch int(0...6) {
    case 0: return name
    case 1: return 2 * name * name + 1
    case 2: return .maximum(.maximum(name, 7), .symbol("z"))
    case 3: return (name + 5).floorDivided(by: 2)
    default: return Dimension(int(0...4))
    }
  }

  private mutating func string() -> String {
    let pieces = [
      "a", "B9", "_", ".", " ", "\"", "\\", "\n", "\t", "\0", "é", "🙂", "//", "%0", "{", "]", "\u{7f}", "\r\n",
    ]
    return (0..<int(0...6)).map { _ in pieces.randomElement(using: &generator)! }.joined()
  }
}
