/// Reads programs and their parts in the form described at ``Program/description``.
///
/// The text is not trusted. Nothing is allocated for a number in it that the text does not have the characters for, and
/// brackets nest to a limited depth only, because each level takes a part of the stack.
struct ProgramReader {
  let bytes: [UInt8]
  var position = 0
  private var depth = 0

  /// So deep a text takes a quarter of a megabyte of stack in release builds, and one megabyte in debug builds.
  static let maximumDepth = 128

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  mutating func program() throws(ProgramParseError) -> Program {
    try enter()
    defer { leave() }
    try expect("(", "a program")
    var variables: [Variable] = []
    while try continuesList(after: variables.count, until: ")") {
      variables.append(try definition(index: variables.count))
    }
    let inputCount = variables.count
    try expect("{")
    var equations: [Equation] = []
    while !consumeWord("return") { equations.append(try equation(&variables)) }
    var outputs: [Atom] = []
    while try continuesList(after: outputs.count, until: "}") { outputs.append(try atom(variables)) }
    return Program(unchecked: Array(variables[..<inputCount]), equations: equations, outputs: outputs)
  }

  mutating func expectEnd() throws(ProgramParseError) {
    skipSpace()
    if position < bytes.count { throw unexpected("the end of the text") }
  }

  /// Reads an equation and adds its results to the variables.
  private mutating func equation(_ variables: inout [Variable]) throws(ProgramParseError) -> Equation {
    var results: [Variable] = []
    var offsets: [Int] = []
    if consume("(") {
      try expect(")")
      try expect("=")
    } else {
      guard peek() == UInt8(ascii: "%") else { throw unexpected("an equation or `return`") }
      while try continuesList(after: results.count, until: "=") {
        offsets.append(position)
        results.append(try definition(index: variables.count + results.count))
      }
    }
    skipSpace()
    let start = position
    let primitive = try primitiveType()
    try expect("(")
    var operands: [Atom] = []
    while try continuesList(after: operands.count, until: ")") { operands.append(try atom(variables)) }
    let equation = Equation(
      try decode(primitive, from: parameters(start: start)), inputs: operands, outputs: results)
    try checkTypes(of: equation, start: start, resultOffsets: offsets)
    variables += results
    return equation
  }

  /// A variable where it is defined: it must have the next number.
  private mutating func definition(index: Int) throws(ProgramParseError) -> Variable {
    let start = position
    let name = try variableName("the definition of %\(index)")
    guard name == "\(index)" else {
      throw failure(
        .misnumberedVariable(name: name), at: start, expected: "the definition of %\(index)", found: "%\(name)")
    }
    try expect(":")
    return Variable(index: index, type: try checkedType())
  }

  /// A variable or a constant where it is used.
  private mutating func atom(_ variables: [Variable]) throws(ProgramParseError) -> Atom {
    skipSpace()
    guard peek() == UInt8(ascii: "%") else { return .constant(try constant()) }
    let start = position
    let name = try variableName("a variable")
    guard let index = Int(name), index < variables.count, name == "\(index)" else {
      throw failure(
        .undefinedVariable(name: name), at: start, expected: "a variable that is defined above", found: "%\(name)")
    }
    return .variable(variables[index])
  }

  private mutating func variableName(_ expected: String) throws(ProgramParseError) -> String {
    guard consume("%") else { throw unexpected(expected) }
    let digits = text(while: \.isDigit)
    if digits.isEmpty { throw unexpected("the number of a variable") }
    return digits
  }

  private mutating func primitiveType() throws(ProgramParseError) -> any Primitive.Type {
    let start = position
    let id = try name("the name of a primitive")
    if let type = Registry.shared.primitive(withID: id) { return type }
    throw failure(.unknownPrimitive(id: id), at: start, expected: "a primitive that is known", found: "`\(id.escaped)`")
  }
}

// MARK: - Depth

extension ProgramReader {
  /// Begins a program, an array or a record; ``leave()`` ends it.
  mutating func enter() throws(ProgramParseError) {
    skipSpace()
    if depth == Self.maximumDepth {
      throw failure(
        .nestedTooDeeply, at: position, expected: "at most \(Self.maximumDepth) levels of brackets", found: "another")
    }
    depth += 1
  }

  mutating func leave() { depth -= 1 }
}
