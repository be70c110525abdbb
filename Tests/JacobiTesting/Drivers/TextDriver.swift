import JacobiCore

extension Driver {
  /// The text of a program that applies the primitive is read as an equal program, which has the same text and the same
  /// results. One operand is a constant of the program; the others are its inputs.
  public static let text = Driver("text") { check in
    // A text is read with the help of the registry; primitives under test need not be installed for good.
    withPlugin(Plugin("primitives under test") { $0.add(check.record.primitive) }) {
      check.forEachCase { opCase, sampler in
        let operands = sampler.operands(opCase.operands, mixesSpecials: true)
        let primitive = opCase.primitive
        let (constant, inputs) = (operands.prefix(1).map { Tensor($0) }, operands.dropFirst().map { Tensor($0) })
        let program = try traceProgram(inputs.map(\.type)) { primitive.results(constant + $0) }.program
        let copy = try Program(parsing: program.description)
        if copy != program { return ["the text\n\(program)\nis read as the program\n\(copy)"] }
        if copy.description != program.description { return ["\(program)\nis read and printed as\n\(copy)"] }
        let expected = try concrete(program.evaluate(inputs))
        return try Comparison(tolerance: .exact).differences(of: concrete(copy.evaluate(inputs)), from: expected)
      }
    }
  }
}
