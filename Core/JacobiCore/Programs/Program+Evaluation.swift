import CJacobi

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
  /// Runs `body` so that what it traces comes from the place where this equation was written, and has its name scope.
  package func asUserOperation<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard Trace.current != nil else { return try body() }
    let provenance = Provenance(operation: type(of: primitive).id, site: site)
    return try NameScope.run(in: nameScope) { try provenance.run(body) }
  }
}

extension NameScope {
  /// Runs `body` in a scope whose whole path is given, outside of those in force; without a path these stay.
  fileprivate static func run<Result>(in path: String, _ body: () throws -> Result) rethrows -> Result {
    if path.isEmpty || path == current?.path { return try body() }
    let scope = NameScope(path, in: nil)
    let thread = jacobi_thread()
    let enclosing = thread.pointee.nameScope
    thread.pointee.nameScope = Unmanaged.passUnretained(scope).toOpaque()
    defer {
      thread.pointee.nameScope = enclosing
      withExtendedLifetime(scope) {}
    }
    return try body()
  }
}
