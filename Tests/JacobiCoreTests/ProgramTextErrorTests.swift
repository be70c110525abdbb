import JacobiCore
import Testing

@Suite struct ProgramTextErrorTests {
  init() { textPrimitives }

  @Test(arguments: [
    ("", "line 1, column 1: expected a program, found the end of the text"),
    ("\n\n  ?", "line 3, column 3: expected a program, found `?`"),
    ("() { return } more", "line 1, column 15: expected the end of the text, found `more`"),
    ("() {", "line 1, column 5: expected an equation or `return`, found the end of the text"),
    ("() { return", "line 1, column 12: expected a value, found the end of the text"),
    ("() {\n  = text.add()", "line 2, column 3: expected an equation or `return`, found `=`"),
    ("(%0 f32[3]) {", "line 1, column 5: expected `:`, found `f32[3])`"),
    ("(%0: f33[3]) {", "line 1, column 6: expected a dtype such as `f32`, found `f33[3])`"),
    ("(%0: f32[3[) {", "line 1, column 11: expected `,` or `]`, found `[)`"),
    ("(%0: f32[é, 3*]) {", "line 1, column 13: expected a size such as `3` or `2*b + 1`, found `3*])`"),
    ("() { %é", "line 1, column 7: expected the number of a variable, found `é`"),
    ("() { %0: f32[] = \0", #"line 1, column 18: expected the name of a primitive, found `\u{0}`"#),
    ("() { () = \"a", "line 1, column 11: expected a string that ends in its line, found `\\\"a`"),
    (#"() { () = "\u{d800}""#, #"line 1, column 12: expected an escape such as \n or \u{7f}, found `\\u{d800}\"`"#),
    ("() { %0: bool[] = text.axis() {axis:}", "line 1, column 37: expected a value, found `}`"),
    ("() { %0: bool[] = text.axis() {axis: 1", "line 1, column 39: expected `,` or `}`, found the end of the text"),
    (
      "() { %0: bool[] = text.axis() {axis: 1, axis: 2}",
      "line 1, column 41: expected each parameter once, found `axis` again"
    ),
    ("() { return 2.0 }", "line 1, column 13: expected a variable or a constant with its type, found `2.0`"),
    ("() { return () {return} }", "line 1, column 13: expected a variable or a constant with its type, found `()`"),
    ("() { return hex\"0g\":f32 }", "line 1, column 18: expected hexadecimal digits in quotes, found `g\\\":f32`"),
  ])
  func formsThatAreNone(_ text: String, _ message: String) {
    expectError(text, .syntax, message)
  }

  @Test(arguments: [
    ("(%0: f32[], %0: f32[]) { return }", "0", "line 1, column 13: expected the definition of %1, found %0"),
    ("(%1: f32[]) { return }", "1", "line 1, column 2: expected the definition of %0, found %1"),
    ("(%00: f32[]) { return }", "00", "line 1, column 2: expected the definition of %0, found %00"),
    (
      "(%0: f32[]) {\n  %0: f32[] = text.add(%0, %0)\n  return %0\n}", "0",
      "line 2, column 3: expected the definition of %1, found %0"
    ),
  ])
  func variablesHaveTheirNumbers(_ text: String, _ name: String, _ message: String) {
    expectError(text, .misnumberedVariable(name: name), message)
  }

  @Test(arguments: [
    ("(%0: f32[]) { return %1 }", "1", "line 1, column 22: expected a variable that is defined above, found %1"),
    ("(%0: f32[]) { return %00 }", "00", "line 1, column 22: expected a variable that is defined above, found %00"),
    (
      "(%0: f32[]) {\n  %1: f32[] = text.add(%0, %1)\n  return %0\n}", "1",
      "line 2, column 28: expected a variable that is defined above, found %1"
    ),
    (
      "() { return %99999999999999999999 }", "99999999999999999999",
      "line 1, column 13: expected a variable that is defined above, found %99999999999999999999"
    ),
    // A program in a parameter does not see the variables around it.
    (
      #"(%0: f32[]) { %1: f32[] = text.call(%0) {name: "", program: () { return %0 }} return }"#, "0",
      "line 1, column 73: expected a variable that is defined above, found %0"
    ),
  ])
  func variablesAreDefinedBeforeUse(_ text: String, _ name: String, _ message: String) {
    expectError(text, .undefinedVariable(name: name), message)
  }

  @Test func unknownPrimitivesAreNamed() {
    expectError(
      "() {\n  %0: f32[] = example.cube(2.0:f32)\n  return %0\n}", .unknownPrimitive(id: "example.cube"),
      "line 2, column 15: expected a primitive that is known, found `example.cube`. "
        + "Link the product that defines it, or install its plugin, before the program is read.")
  }

  @Test(arguments: [
    ("{}", "axis", "line 1, column 44: parameter `axis` of `text.axis`: expected this field, found no fields"),
    ("", "axis", "line 1, column 29: parameter `axis` of `text.axis`: expected this field, found no fields"),
    ("{axes: 1}", "axis", "line 1, column 44: parameter `axis` of `text.axis`: expected this field, found only axes"),
    (
      "{axis: 1, axes: 2}", "axes",
      "line 1, column 60: parameter `axes` of `text.axis`: expected no such field, found axes"
    ),
    ("{axis: \"1\"}", "axis", integerExpected(#""1""#)),
    ("{axis: none}", "axis", integerExpected("`none`")),
    ("{axis: [1]}", "axis", integerExpected("an array of 1")),
    ("{axis: {}}", "axis", integerExpected("fields in braces")),
    ("{axis: 1:i32}", "axis", integerExpected("a constant of type i32[]")),
    ("{axis: f32[2]}", "axis", integerExpected("the type f32[2]")),
    ("{axis: () {return}}", "axis", integerExpected("a program")),
    ("{axis: 9223372036854775808}", "axis", integerExpected("`9223372036854775808`")),
    ("with ( 1 )", "", "line 1, column 51: the parameters of `text.axis`: expected fields in braces, found `1`"),
  ])
  func parametersMustBeReadable(_ parameters: String, _ path: String, _ message: String) {
    let text = "(%0: f32[3]) {\t%1: f32[3] = text.axis(%0)  \(parameters) return %1 }"
    expectError(text, .invalidParameter(primitive: "text.axis", path: path), message)
  }

  private static func integerExpected(_ found: String) -> String {
    "line 1, column 51: parameter `axis` of `text.axis`: expected an integer from -9223372036854775808 to "
      + "9223372036854775807, found \(found)"
  }

  @Test(arguments: [
    ("bool: true", "bool: yes", "bool", "expected `true` or `false`, found `yes`"),
    ("uint8: 255", "uint8: 256", "uint8", "expected an integer from 0 to 255, found `256`"),
    ("float: 0.1", "float: 1e39", "float", "expected a number in the range of Float, found `1e39`"),
    ("double: 0.1", "double: 1e999", "double", "expected a number in the range of Double, found `1e999`"),
    ("string: \"\"", "string: b", "string", "expected a string in quotes, found `b`"),
    ("mode: \"clip\"", "mode: \"clop\"", "mode", "expected a value that can be decoded, found "),
    ("dtype: bf16", "dtype: bf17", "dtype", "expected a dtype such as `f32`, found `bf17`"),
    ("size: 3", "size: 3 +", "size", "expected a size such as `3` or `2*b + 1`, found `3 +`"),
    ("shape: []", "shape: [1, x y]", "shape", "expected a shape such as `[2,b + 1]`, found an array of 2"),
    ("type: f32[2]", "type: f32", "type", "expected a tensor type such as `f32[2,b + 1]`, found `f32`"),
    ("value: 1.0:f32", "value: 1.0", "value", "expected a constant such as `2.0:f32`, found `1.0`"),
    ("nested: []", "nested: [[1], [2, b]]", "nested[1][1]", "expected an integer from"),
    ("windows: []", "windows: [{size: 1, padding: {all: {}}}]", "windows[0].padding.all", "expected no such field"),
    ("windows: []", "windows: [{size: 1, padding: {}}]", "windows[0].padding", "expected a value that can be decoded"),
    ("windows: []", "windows: [{size: 1, padding: {same: {_0: 1}}}]", "windows[0].padding.same._1", "expected this"),
    ("table: {}", "table: {a.b: x}", "table.a.b", "expected a number in the range of Double, found `x`"),
    ("counts: {}", "counts: {a: []}", "counts.a", "expected a value that can be decoded"),
  ])
  func messagesNameTheParameter(_ original: String, _ wrong: String, _ path: String, _ message: String) throws {
    let text = try program(applying: EveryParameter()).description
    let changed = text.replacing(original, with: wrong, maxReplacements: 1)
    #expect(changed != text)
    let error = try #require(throws: ProgramParseError.self) { try Program(parsing: changed) }
    #expect(error.kind == .invalidParameter(primitive: "text.every", path: path))
    #expect(error.description.contains("parameter `\(path)` of `text.every`: \(message)"), "\(error)")
    #expect(error.line == 2)
  }

  @Test func theTypeRuleHasItsSay() {
    expectError(
      "(%0: f32[2], %1: f32[3]) {\n  %2: f32[2] = text.add(%0, %1)\n  return }",
      .invalidOperands(primitive: "text.add"),
      "line 2, column 16: `text.add`: expected operands and parameters that fit, found text.add(f32[2], f32[3]): "
        + "expected operands of one shape, got [2] and [3]. Make the shapes agree, for example with `reshaped` or "
        + "`.newAxis`.")
    expectError(
      "(%0: f32[2]) {\n  %1: f32[2] = text.add(%0)\n  return }", .invalidOperands(primitive: "text.add"), nil)
    // A rule that reports a mistake instead of throwing it, which without a scope would stop the process.
    expectError(
      "(%0: f32[2]) {\n  %1: f32[2] = text.axis(%0) {axis: 7}\n  return }", .invalidOperands(primitive: "text.axis"),
      nil)
  }

  @Test(arguments: [
    ("%1: f32[3] = text.add(%0, %0)", "text.add", 3, "f32[2]", "f32[3]"),
    ("%1: f32[2], %2: f32[] = text.split(%0)", "text.split", 15, "f32[2], i32[]", "f32[2], f32[]"),
    ("%1: f32[2] = text.split(%0)", "text.split", 3, "f32[2], i32[]", "f32[2]"),
    ("() = text.add(%0, %0)", "text.add", 8, "f32[2]", "no results"),
  ])
  func resultsHaveTheInferredTypes(
    _ equation: String, _ primitive: String, _ column: Int, _ expected: String, _ found: String
  ) throws {
    let text = "(%0: f32[2]) {\n  \(equation)\n  return }"
    let error = try #require(throws: ProgramParseError.self) { try Program(parsing: text) }
    #expect(error.kind == .wrongResultTypes(primitive: primitive))
    #expect(error.expected == "results of types \(expected)")
    #expect(error.found == found)
    #expect(error.line == 2 && error.column == column)
  }

  @Test(arguments: [
    "f32[-1]", "f32[9223372036854775808]", "f32[4294967296,4294967296]", "f32[2305843009213693952]",
    "f32[9223372036854775807 + 1]",
  ])
  func typesMustBePossible(_ type: String) {
    #expect(throws: ProgramParseError.self) { try Program(parsing: "(%0: \(type)) { return %0 }") }
    #expect(throws: ProgramParseError.self) { try Program(parsing: "() { return 1:\(type) }") }
    #expect(throws: ProgramParseError.self) { try Program(parsing: "() { return hex\"\":\(type) }") }
  }

  @Test(arguments: [
    ("256:u8", "line 1, column 13: expected an element of type uint8, found `256`"),
    ("1.0:i32", "line 1, column 13: expected an element of type int32, found `1.0`"),
    ("1e39:f32", "line 1, column 13: expected an element of type float32, found `1e39`"),
    ("\"1\":f32", "line 1, column 13: expected a variable or a constant with its type, found `\\\"1\\\":f32`"),
    ("[1, 2]:i32[3]", "line 1, column 13: expected an array of 3, found an array of 2"),
    ("[1]:i32[1000000000000]", "line 1, column 13: expected an array of 1000000000000, found an array of 1"),
    ("[1, [2]]:i32[2]", "line 1, column 17: expected an element of type int32, found an array of 1"),
    ("[1]:i32", "line 1, column 13: expected an element of type int32, found an array of 1"),
    ("[1]:i32[0]", "line 1, column 13: expected `[]` for the type i32[0], found an array of 1"),
    ("[1]:i32[b]", "line 1, column 13: expected a type without symbolic sizes, found i32[b]"),
    ("hex\"00\":f32[b]", "line 1, column 13: expected a type without symbolic sizes, found f32[b]"),
    (
      "hex\"00\":f32[1000000000000]",
      "line 1, column 13: expected 4000000000000 bytes for the type f32[1000000000000], found 2 hexadecimal digits"
    ),
    ("hex\"0\":u8", "line 1, column 13: expected 1 bytes for the type u8[], found 1 hexadecimal digits"),
    ("hex\"02\":bool", "line 1, column 13: expected bytes 00 and 01 for Booleans, found 2"),
  ])
  func constantsMustFitTheirTypes(_ constant: String, _ message: String) {
    expectError("() { return \(constant) }", nil, message)
  }

  @Test(arguments: ["[", "{a: ", "(", "text.call() {program: () { %0: f32[] = ", "min("])
  func deepNestingIsAnError(_ opening: String) {
    for prefix in ["", "() { return ", "() { () = text.call() {program: ", "(%0: f32["] {
      let text = prefix + String(repeating: opening, count: 100_000)
      #expect(throws: ProgramParseError.self) { try Program(parsing: text) }
    }
  }

  @Test func nestingHasALimit() throws {
    func nested(_ depth: Int) throws -> Program {
      try (0..<depth).reduce(into: Program.empty) { body, _ in
        body = try program(applying: BranchesForText(branches: [], fallback: body))
      }
    }
    // Each level is a program and a record.
    let deep = try nested(63)
    #expect(try Program(parsing: deep.description) == deep)
    let error = try #require(throws: ProgramParseError.self) { try Program(parsing: nested(64).description) }
    #expect(error.kind == .nestedTooDeeply)
  }

  private func expectError(
    _ text: String, _ kind: ProgramParseError.Kind?, _ message: String?,
    location: Testing.SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: ProgramParseError.self, sourceLocation: location) { try Program(parsing: text) }
    if let kind { #expect(error?.kind == kind, sourceLocation: location) }
    if let message { #expect(error?.description == message, sourceLocation: location) }
  }
}
