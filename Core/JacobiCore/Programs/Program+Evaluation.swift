extension Program {
  /// Carries out the program operation by operation under the current transformation.
  ///
  /// This is how transformations apply to programs: evaluated under a trace, each equation is interpreted by it.
  ///
  /// - Throws: ``TensorError/treeMismatch(path:expected:actual:operation:)`` for a wrong number of inputs. Other
  ///   mistakes are reported to the enclosing error scope.
  public func evaluate(_ arguments: [Tensor]) throws(TensorError) -> [Tensor] {
    guard arguments.map(\.type) == inputTypes else {
      throw .shapeMismatch(
        expected: "arguments of types \(inputTypes)", actual: "\(arguments.map(\.type))",
        operation: Operation("Program.evaluate"))
    }
    var environment = arguments
    func read(_ atom: Atom) -> Tensor {
      switch atom {
      case .variable(let variable): environment[variable.index]
      case .constant(let value): Tensor(value)
      }
    }
    for equation in equations {
      let operands = equation.inputs.map(read)
      environment += equation.asUserOperation { equation.primitive.results(operands) }
    }
    return outputs.map(read)
  }
}

extension Equation {
  /// Runs `body` so that what it traces comes from the place where this equation was written.
  package func asUserOperation<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard Trace.current != nil else { return try body() }
    return try Provenance(operation: type(of: primitive).id, site: site).run(body)
  }
}
