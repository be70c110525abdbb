import JacobiCore

/// The equations of a program by what they define, and how often each value is used.
struct DefinitionTable {
  struct Definition {
    /// The number of the equation.
    var equation: Int
    /// The number of the result.
    var output: Int
  }

  let program: Program
  /// By the index of the variable; `nil` for inputs.
  private(set) var definitions: [Definition?]
  /// The constants that are arrays, by their number.
  private(set) var constants: [TensorValue] = []
  private var constantNumbers: [ObjectIdentifier: Int] = [:]

  init(_ program: Program) {
    self.program = program
    definitions = .init(repeating: nil, count: program.inputs.count)
    for (number, equation) in program.equations.enumerated() {
      for output in equation.outputs.indices { definitions.append(Definition(equation: number, output: output)) }
    }
    for equation in program.equations {
      for case .constant(let value) in equation.inputs { register(value) }
    }
    for case .constant(let value) in program.outputs { register(value) }
  }

  private mutating func register(_ value: TensorValue) {
    let identity = ObjectIdentifier(value.buffer)
    guard value.elementCount != 1, constantNumbers[identity] == nil else { return }
    constantNumbers[identity] = constants.count
    constants.append(value)
  }

  /// What stands for an array among the constants: a number below 0, where those of variables are not.
  func storage(of atom: Atom) -> Int {
    switch atom {
    case .variable(let variable): variable.index
    case .constant(let value): -1 - constantNumbers[ObjectIdentifier(value.buffer)]!
    }
  }

  func definition(of variable: Int) -> (equation: Equation, output: Int)? {
    guard variable >= 0, let definition = definitions[variable] else { return nil }
    return (program.equations[definition.equation], definition.output)
  }
}
