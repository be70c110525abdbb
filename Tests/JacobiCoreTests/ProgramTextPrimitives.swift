import JacobiCore

// Primitives with parameters of every kind, for the tests of the text of programs.

/// Makes the primitives known, once.
let textPrimitives: Void = {
  do {
    try install(
      Plugin("tests of program texts") {
        $0.add(
          AddForText.self, BroadcastForText.self, SplitForText.self, LogForText.self, EveryParameter.self,
          CallForText.self, BranchesForText.self, ModeForText.self, ShapeModeForText.self, InheritingForText.self,
          AxisForText.self, TaggedForText.self)
      })
  } catch {
    fatalError("\(error)")
  }
}()

struct AddForText: Primitive {
  static let id = "text.add"

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    try operands.requireSameDType()
    try operands.requireSameShape()
    return [operands[0]]
  }
}

struct BroadcastForText: Primitive {
  static let id = "text.broadcast"
  var shape: Shape
  var dimensions: [Int]

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    return [operands[0].with(shape: shape)]
  }
}

/// Two results.
struct SplitForText: Primitive {
  static let id = "text.split"
  var outputCount: Int { 2 }

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    return [operands[0], TensorType(.int32, [])]
  }
}

/// No results, and an id that is no name.
struct LogForText: Primitive {
  static let id = "text/log \"it\""
  var outputCount: Int { 0 }
  var effects: Effects { .ordered }
  var message: String

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { [] }
}

struct EveryParameter: Primitive {
  static let id = "text.every"

  enum Mode: String, Codable { case clip, wrap = "wrap around" }
  enum Level: Int, Codable { case low = -1, high = 7 }
  enum Padding: Hashable, Codable {
    case none
    case same(Int, Dimension)
    case explicit(low: [Int], high: [Int]?)
  }
  struct Window: Hashable, Codable {
    var size: Dimension
    var stride: Int?
    var padding: Padding
  }

  var bool = true
  var int8: Int8 = .min
  var int16: Int16 = .max
  var int32: Int32 = .min
  var int64: Int64 = .min
  var int128: Int128 = .min
  var int128s: [Int128?] = [.max]
  var uint128s: [UInt128] = []
  var absentInt128: Int128?
  var uint8: UInt8 = .max
  var uint16: UInt16 = .max
  var uint32: UInt32 = .max
  var uint64: UInt64 = .max
  var float: Float = 0.1
  var double = 0.1
  var half: Float16 = 0.1
  var string = ""
  var mode = Mode.clip
  var level: Level? = Level.low
  var absent: Int?
  var absentFloat: Float?
  var absentSize: Dimension?
  var presentSize: Dimension? = .symbol("none")
  var dtype = DType.bfloat16
  var size: Dimension = 3
  var shape: Shape = []
  var type = TensorType(.float32, [2])
  var types: [TensorType] = []
  var value = TensorValue(scalar: 1 as Float)
  var values: [TensorValue?] = []
  var nested: [[Int]] = []
  var windows: [Window] = []
  var table: [String: Double] = [:]
  var counts: [Int: [Bool]] = [:]
  var letters: Set<String> = []
  var padding = Padding.none

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { [TensorType(dtype, [])] }
}

/// The parameter is a program that it runs.
struct CallForText: Primitive {
  static let id = "text.call"
  var name: String
  var program: Program
  var bodies: [Program] { [program] }

  var outputCount: Int { program.outputs.count }

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    guard operands.types == program.inputTypes else {
      throw .shapeMismatch(
        expected: "\(program.inputTypes)", actual: "\(operands.types)", operation: operands.operation)
    }
    return program.outputTypes
  }
}

struct BranchesForText: Primitive {
  static let id = "text.branches"
  var branches: [Program]
  var fallback: Program?
  var bodies: [Program] { branches }

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { [TensorType(.float32, [])] }
}

/// Encoded as a single value.
enum ModeForText: String, Primitive {
  static let id = "text.mode"
  case fast, exact

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { operands.types }
}

/// Encoded as a nested record.
enum ShapeModeForText: Primitive {
  static let id = "text.shape_mode"
  case keep
  case reshape(Shape, copies: Bool)

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { operands.types }
}

/// Its type rule reports instead of throwing, as helpers do that tensors have in common with rules.
struct AxisForText: Primitive {
  static let id = "text.axis"
  var axis: Int

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    return [TensorType(.float32, [operands[0].shape[axis]])]
  }
}

/// Reads and writes its fields through two types of keys, as a class hierarchy by hand would.
struct TaggedForText: Primitive {
  static let id = "text.tagged"
  var tag: String
  var count: Int

  private enum Tag: CodingKey { case tag }
  private enum Fields: CodingKey { case count }

  init(tag: String, count: Int) {
    self.tag = tag
    self.count = count
  }

  init(from decoder: any Decoder) throws {
    tag = try decoder.container(keyedBy: Tag.self).decode(String.self, forKey: .tag)
    count = try decoder.container(keyedBy: Fields.self).decode(Int.self, forKey: .count)
  }

  func encode(to encoder: any Encoder) throws {
    var tags = encoder.container(keyedBy: Tag.self)
    try tags.encode(tag, forKey: .tag)
    var fields = encoder.container(keyedBy: Fields.self)
    try fields.encode(count, forKey: .count)
  }

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { operands.types }
}

/// Uses a container that has no text.
struct InheritingForText: Primitive {
  static let id = "text.inheriting"

  private enum Keys: CodingKey { case own }

  init() {}

  init(from decoder: any Decoder) throws {
    _ = try decoder.container(keyedBy: Keys.self).superDecoder()
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Keys.self)
    try 1.encode(to: fields.superEncoder())
  }

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { operands.types }
}
