extension Program {
  /// Throws unless every variable is defined once and before its use, numbering is in order, and the types of all results
  /// are those that the primitives infer.
  public func verify() throws(TensorError) {
    if let failure = verificationFailure {
      throw .invalidArgument(
        name: "program", expected: "well-formed", actual: failure, operation: Operation("Program.verify"))
    }
  }

  /// What is wrong with the program, or `nil`.
  var verificationFailure: String? {
    var defined: [TensorType] = []

    func definitionFailure(_ variable: Variable) -> String? {
      guard variable.index == defined.count else { return "%\(variable.index) is defined out of order" }
      defined.append(variable.type)
      return nil
    }

    func useFailure(_ atom: Atom) -> String? {
      guard let variable = atom.variable else { return nil }
      guard defined.indices.contains(variable.index) else { return "%\(variable.index) is used before its definition" }
      guard defined[variable.index] == variable.type else {
        return "%\(variable.index) is defined as \(defined[variable.index]) and used as \(variable.type)"
      }
      return nil
    }

    for input in inputs {
      if let failure = definitionFailure(input) ?? sizeFailure(input) { return failure }
    }
    for equation in equations {
      for operand in equation.inputs {
        if let failure = useFailure(operand) { return failure }
      }
      if let failure = typeFailure(equation) { return failure }
      for output in equation.outputs {
        if let failure = definitionFailure(output) { return failure }
      }
    }
    for output in outputs {
      if let failure = useFailure(output) { return failure }
    }
    return nil
  }

  /// What is wrong with the type of an input; those of results are checked where they are inferred.
  private func sizeFailure(_ input: Variable) -> String? {
    do throws(TensorError) {
      try input.type.validate(for: Operation("Program.verify"))
      return nil
    } catch {
      return "%\(input.index) cannot be of type \(input.type)"
    }
  }

  private func typeFailure(_ equation: Equation) -> String? {
    let id = type(of: equation.primitive).id
    for body in equation.primitive.bodies {
      if let failure = body.verificationFailure { return "\(failure), in the body of \(id)" }
    }
    do throws(TensorError) {
      let expected = try equation.primitive.inferredTypes(equation.inputs.map(\.type), site: equation.site)
      let actual = equation.outputs.map(\.type)
      return expected == actual ? nil : "\(id) gives \(expected), not \(actual)"
    } catch {
      return "\(error)"
    }
  }
}
