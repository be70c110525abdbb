import JacobiCore

/// Builds a program from another one, equation by equation.
struct Rewriter {
  private var builder = ProgramBuilder()

  mutating func append(_ equation: Equation, _ operands: [Atom]) throws(TensorError) -> [Atom] {
    try builder.append(equation, operands: operands)
  }

  /// Adds an operation that takes the place of an equation, or of a part of it.
  mutating func append(
    _ primitive: any Primitive, _ operands: [Atom], in equation: Equation? = nil
  ) throws(TensorError) -> [Atom] {
    try builder.append(
      primitive, operands, site: equation?.site ?? .unknown, nameScope: equation?.nameScope ?? "")
  }

  /// Adds all equations of a program and gives its outputs.
  mutating func append(_ program: Program, _ arguments: [Atom]) throws(TensorError) -> [Atom] {
    try append(program, arguments) { (_, _, _) throws(TensorError) in nil }
  }

  mutating func input(_ type: TensorType) -> Atom { .variable(builder.input(type)) }

  func program(returning outputs: [Atom]) -> Program { builder.program(returning: outputs) }

  fileprivate mutating func append(
    _ program: Program, _ arguments: [Atom], _ replace: Replacement
  ) throws(TensorError) -> [Atom] {
    var atoms = arguments
    func read(_ atom: Atom) -> Atom { atom.variable.map { atoms[$0.index] } ?? atom }
    for equation in program.equations {
      let operands = equation.inputs.map(read)
      if let results = try replace(equation, operands, &self) {
        atoms += results
      } else {
        atoms += try append(equation, operands)
      }
    }
    return program.outputs.map(read)
  }

  /// Gives the results that take the place of an equation's, or `nil` to keep the equation.
  typealias Replacement = (Equation, [Atom], inout Rewriter) throws(TensorError) -> [Atom]?
}

extension Program {
  /// The program in which each equation, with its operands as rewritten so far, is replaced.
  func rewritten(_ replace: Rewriter.Replacement) -> Program {
    var rewriter = Rewriter()
    let arguments = inputTypes.map { rewriter.input($0) }
    do throws(TensorError) {
      let outputs = try rewriter.append(self, arguments, replace)
      return rewriter.program(returning: outputs)
    } catch {
      preconditionFailure("internal error: a pass made an ill-typed program: \(error)")
    }
  }

  /// How often each variable is read, the outputs included, by its index.
  var useCounts: [Int] {
    var counts = [Int](repeating: 0, count: inputs.count + equations.reduce(0) { $0 + $1.outputs.count })
    for equation in equations {
      for case .variable(let variable) in equation.inputs { counts[variable.index] += 1 }
    }
    for case .variable(let variable) in outputs { counts[variable.index] += 1 }
    return counts
  }
}
