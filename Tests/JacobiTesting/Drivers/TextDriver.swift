import JacobiCore

extension Driver {
  /// The text of a program that applies the primitive is read as an equal program, which has the same text and the same
  /// results. One operand is a constant of the program; the others are its inputs.
  ///
  /// Texts name primitives by their ids; a primitive that is not registered is installed for that.
  public static let text = Driver("text") { check in
    if let failure = check.registrationFailure { return [failure] }
    return check.forEachCase { opCase, sampler in
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

extension Check {
  /// Makes the primitive known by its id, if it is not.
  fileprivate var registrationFailure: Failure? {
    let primitive = record.primitive
    if registeredPrimitives.contains(where: { $0 == primitive }) { return nil }
    do throws(TensorError) {
      try install(Plugin("\(primitive.id) under test") { $0.add(primitive) })
      return nil
    } catch {
      return failure("\(error)")
    }
  }
}
