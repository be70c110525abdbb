/// Builds a ``Program`` equation by equation.
///
///     var builder = ProgramBuilder()
///     let x = builder.input(TensorType(.float32, [3]))
///     let y = try builder.append(Exp(), [.variable(x)])
///     let program = builder.program(returning: y)
public struct ProgramBuilder {
  public private(set) var inputs: [Variable] = []
  public private(set) var equations: [Equation] = []
  private var variableCount = 0

  public init() {}

  /// Adds an input. All inputs come before the first equation.
  public mutating func input(_ type: TensorType) -> Variable {
    precondition(equations.isEmpty, "internal error: an input was added after an equation")
    let variable = define(type)
    inputs.append(variable)
    return variable
  }

  /// Adds an equation and gives its results.
  ///
  /// - Throws: what the primitive's type rule finds wrong with the operands.
  public mutating func append(
    _ primitive: any Primitive, _ operands: [Atom], site: CallSite = .unknown, nameScope: String = ""
  ) throws(TensorError) -> [Atom] {
    let types = try primitive.inferredTypes(operands.map(\.type), site: site == .unknown ? nil : site)
    let outputs = types.map { define($0) }
    equations.append(Equation(primitive, inputs: operands, outputs: outputs, site: site, nameScope: nameScope))
    return outputs.map { .variable($0) }
  }

  /// Adds a copy of an equation with other operands, keeping its place in the user's program.
  public mutating func append(_ equation: Equation, operands: [Atom]) throws(TensorError) -> [Atom] {
    try append(equation.primitive, operands, site: equation.site, nameScope: equation.nameScope)
  }

  /// The program with these outputs.
  ///
  /// Append the equations before the call, not in its argument, where they would come too late.
  public func program(returning outputs: [Atom]) -> Program {
    Program(inputs: inputs, equations: equations, outputs: outputs)
  }

  private mutating func define(_ type: TensorType) -> Variable {
    defer { variableCount += 1 }
    return Variable(index: variableCount, type: type)
  }
}
