extension ProgramReader {
  /// The value of a parameter.
  mutating func value() throws(ProgramParseError) -> ParameterValue {
    skipSpace()
    let start = position
    return ParameterValue(content: try content(), offset: start)
  }

  private mutating func content() throws(ProgramParseError) -> ParameterValue.Content {
    let start = position
    switch peek() {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"): return .record(try fields())
    case UInt8(ascii: "["):
      let elements = try elements()
      return consume(":") ? .constant(try constant(of: .array(elements), at: start)) : .array(elements)
    case UInt8(ascii: "(") where beginsProgram: return .program(try program())
    case UInt8(ascii: "h") where continues(with: "hex\""): return .constant(try hexadecimalConstant())
    default: break
    }
    let word = word()
    if word.isEmpty { throw unexpected("a value") }
    if consume(":") { return .constant(try constant(of: .word(word), at: start)) }
    if peek() == UInt8(ascii: "["), let dtype = DType(name: word) { return .type(TensorType(dtype, try shape())) }
    return .word(word)
  }

  /// Whether a parenthesis here begins the inputs of a program, not an expression of sizes.
  private var beginsProgram: Bool {
    var reader = self
    reader.position += 1
    reader.skipSpace()
    return reader.peek() == UInt8(ascii: "%") || reader.peek() == UInt8(ascii: ")")
  }

  private mutating func elements() throws(ProgramParseError) -> [ParameterValue] {
    try enter()
    defer { leave() }
    try expect("[")
    var elements: [ParameterValue] = []
    while try continuesList(after: elements.count, until: "]") { elements.append(try value()) }
    return elements
  }

  private mutating func fields() throws(ProgramParseError) -> [ParameterValue.Field] {
    try enter()
    defer { leave() }
    try expect("{")
    var fields: [ParameterValue.Field] = []
    var names: Set<String> = []
    while try continuesList(after: fields.count, until: "}") {
      let start = position
      let name = try name("the name of a parameter")
      guard names.insert(name).inserted else {
        throw failure(.syntax, at: start, expected: "each parameter once", found: "`\(name.escaped)` again")
      }
      try expect(":")
      fields.append(ParameterValue.Field(name: name, value: try value()))
    }
    return fields
  }

  /// A number, a name or an expression of sizes: everything up to what can follow one, with the commas in parentheses.
  private mutating func word() -> String {
    let start = position
    var depth = 0
    scan: while let byte = peek() {
      switch byte {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")") where depth > 0: depth -= 1
      case UInt8(ascii: ",") where depth > 0: break
      case UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
        UInt8(ascii: "}"), UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "\n"):
        break scan
      default: break
      }
      position += 1
    }
    var end = position
    while end > start, [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains(bytes[end - 1]) { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}

// MARK: - Types

extension ProgramReader {
  /// A type that a tensor can have.
  mutating func checkedType() throws(ProgramParseError) -> TensorType {
    skipSpace()
    let start = position
    return try checked(TensorType(try dtype(), try shape()), at: start)
  }

  /// The type behind a constant, where the brackets of rank zero may be missing.
  mutating func constantType() throws(ProgramParseError) -> TensorType {
    skipSpace()
    let start = position
    let dtype = try dtype()
    return try checked(TensorType(dtype, peek() == UInt8(ascii: "[") ? try shape() : []), at: start)
  }

  private func checked(_ type: TensorType, at start: Int) throws(ProgramParseError) -> TensorType {
    do {
      try type.validate(for: Operation("Program", site: .unknown))
      return type
    } catch {
      throw failure(
        .invalidType, at: start, expected: "a type of sizes that are not negative and can be counted", found: "\(type)")
    }
  }

  private mutating func dtype() throws(ProgramParseError) -> DType {
    let start = position
    if let first = peek(), first.startsName, let dtype = DType(name: text(while: \.continuesName)) { return dtype }
    throw failure(.syntax, at: start, expected: "a dtype such as `f32`", found: snippet(at: start))
  }

  private mutating func shape() throws(ProgramParseError) -> Shape {
    try expect("[")
    var dimensions: [Dimension] = []
    while try continuesList(after: dimensions.count, until: "]") {
      let start = position
      guard let dimension = Dimension(parameterWord: word()) else {
        throw failure(.syntax, at: start, expected: Dimension.parameterForm, found: snippet(at: start))
      }
      dimensions.append(dimension)
    }
    return Shape(dimensions)
  }
}
