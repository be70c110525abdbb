import Foundation
import JacobiCore
import Testing

// Named, because Foundation has a `Dimension` too (of units of measurement).
import struct JacobiCore.Dimension

@Suite struct ProgramTextTests {
  init() { textPrimitives }

  @Test func aSmallProgramHasThisText() throws {
    let b = Dimension.symbol("b")
    var builder = ProgramBuilder()
    let x = Atom.variable(builder.input(TensorType(.float32, [3])))
    let y = Atom.variable(builder.input(TensorType(.float32, [b, 2 * b + 1])))
    let wide = try builder.append(BroadcastForText(shape: [b, 2 * b + 1], dimensions: [1]), [x])[0]
    let sum = try builder.append(AddForText(), [wide, y])[0]
    let parts = try builder.append(SplitForText(), [sum])
    _ = try builder.append(LogForText(message: "done\n"), [parts[1], .constant(TensorValue(scalar: 2 as Float))])
    let mode = try builder.append(ModeForText.exact, [parts[0]])[0]
    let pair = TensorValue([1, 2, 3, 4] as [Double], shape: [2, 2])
    let program = builder.program(returning: [mode, parts[1], .constant(pair)])
    let text = #"""
      (%0: f32[3], %1: f32[b,2*b + 1]) {
        %2: f32[b,2*b + 1] = text.broadcast(%0) {shape: [b,2*b + 1], dimensions: [1]}
        %3: f32[b,2*b + 1] = text.add(%2, %1)
        %4: f32[b,2*b + 1], %5: i32[] = text.split(%3)
        () = "text/log \"it\""(%5, 2.0:f32) {message: "done\n"}
        %6: f32[b,2*b + 1] = text.mode(%4) with ("exact")
        return %6, %5, [[1.0, 2.0], [3.0, 4.0]]:f64[2,2]
      }
      """#
    #expect(program.description == text)
    #expect(try Program(parsing: text) == program)
  }

  @Test func theEmptyProgramParsesBack() throws {
    #expect(Program.empty.description == "() {\n  return\n}")
    #expect(try Program(parsing: "(){return}") == .empty)
  }

  @Test func spacesAndCommentsMeanNothing() throws {
    let text = """
      // a program
      ( %0 : f32 [ 3 ] ) { // inputs
      %1:f32[3]=text.add(%0,
        %0) // twice
      //
      return%1,2.5 : f32 } // the end
      """
    let program = try Program(parsing: text)
    #expect(
      program.description == """
        (%0: f32[3]) {
          %1: f32[3] = text.add(%0, %0)
          return %1, 2.5:f32
        }
        """)
  }

  @Test func programsNestInParameters() throws {
    let inner = try Program(parsing: "(%0: f32[b]) { %1: f32[b] = text.add(%0, %0) return %1 }")
    let middle = try program(
      applying: CallForText(name: "inner", program: inner), to: TensorType(.float32, [.symbol("b")]))
    let outer = try program(
      applying: CallForText(name: "middle", program: middle), to: TensorType(.float32, [.symbol("b")]))
    #expect(
      outer.description == """
        (%0: f32[b]) {
          %1: f32[b] = text.call(%0) {name: "middle", program: (%0: f32[b]) {
            %1: f32[b] = text.call(%0) {name: "inner", program: (%0: f32[b]) {
              %1: f32[b] = text.add(%0, %0)
              return %1
            }}
            return %1
          }}
          return %1
        }
        """)
    #expect(try Program(parsing: outer.description) == outer)
    let branches = try program(
      applying: BranchesForText(branches: [inner, outer, .empty], fallback: middle), to: TensorType(.bool, []))
    #expect(try Program(parsing: branches.description) == branches)
  }

  @Test func notesAreComments() throws {
    var program = Program.empty
    try withNameScope("encoder") {
      try withNameScope("layer\n1") {
        program = try traceProgram([TensorType(.float32, [2])]) { [AddForText()($0[0], $0[0])] }.program
      }
    }
    let line = try #require(program.annotated().split(separator: "\n").dropFirst().first)
    #expect(line.hasPrefix("  %1: f32[2] = text.add(%0, %0)  // "))
    #expect(line.hasSuffix(#" encoder/layer\n1"#))
    #expect(line.contains("ProgramTextTests.swift:"))
    #expect(try Program(parsing: program.annotated()) == program)
    #expect(!program.description.contains("//"))
  }

  @Test func otherEncodersAreGivenTheText() throws {
    struct File: Codable, Equatable {
      var program: Program
      var value: TensorValue
    }
    let file = File(
      program: try program(applying: AxisForText(axis: 0), to: TensorType(.float32, [3])),
      value: TensorValue([1, -0.5] as [Float], shape: [2]))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(file)
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"{"program":"(%0: f32[3]) {\n  %1: f32[3] = text.axis(%0) {axis: 0}\n  return %1\n}","#
        + #""value":"[1.0, -0.5]:f32[2]"}"#)
    #expect(try JSONDecoder().decode(File.self, from: data) == file)
    let wrong = Data(#"{"program": "() { return %0 }", "value": "1:f32"}"#.utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(File.self, from: wrong) }
  }

  @Test func whatHasNoTextSaysSo() throws {
    let inheriting = try program(applying: InheritingForText(), to: TensorType(.bool, []))
    #expect(inheriting.description.contains("text.inheriting(%0) {<the parameters of a primitive cannot be classes"))
    #expect(throws: ProgramParseError.self) { try Program(parsing: inheriting.description) }
    #expect(throws: EncodingError.self) { try JSONEncoder().encode(inheriting) }
    var parameters = EveryParameter()
    parameters.windows = [.init(size: .overflow, stride: nil, padding: .none)]
    let overflowed = try program(applying: parameters, to: TensorType(.bool, []))
    #expect(overflowed.description.contains("{<Dimension 'windows[0].size' overflowed and has no text>}"))
  }

  /// Linear in the number of equations: a quadratic reader would take minutes here.
  @Test(.timeLimit(.minutes(1))) func longProgramsAreReadAndWritten() throws {
    var builder = ProgramBuilder()
    var x = Atom.variable(builder.input(TensorType(.float32, [3])))
    for index in 0..<5000 {
      let constant = Atom.constant(TensorValue([Float](repeating: Float(index), count: 3), shape: [3]))
      x = try builder.append(AddForText(), [x, constant])[0]
      x = try builder.append(BroadcastForText(shape: [3], dimensions: [0]), [x])[0]
    }
    let program = builder.program(returning: [x])
    #expect(try Program(parsing: program.description) == program)
  }
}

/// A program of one equation.
func program(applying primitive: some Primitive, to types: TensorType...) throws -> Program {
  var builder = ProgramBuilder()
  let inputs = types.map { Atom.variable(builder.input($0)) }
  let outputs = try builder.append(primitive, inputs)
  return builder.program(returning: outputs)
}
