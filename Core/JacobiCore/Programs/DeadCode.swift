extension Program {
  /// The program without the equations that contribute to no output, except those with effects.
  ///
  /// - Parameter keepsInputs: with `false`, inputs that nothing reads are removed, too; the second result says which
  ///   positions remain.
  public func removingDeadCode(keepsInputs: Bool = true) -> (program: Program, inputs: [Int]) {
    var live = Set(outputs.compactMap { $0.variable?.index })
    var kept: [Equation] = []
    for equation in equations.reversed() {
      guard !equation.primitive.effects.isEmpty || equation.outputs.contains(where: { live.contains($0.index) }) else {
        continue
      }
      for case .variable(let variable) in equation.inputs { live.insert(variable.index) }
      kept.append(equation)
    }
    let keptInputs = inputs.indices.filter { keepsInputs || live.contains(inputs[$0].index) }
    if kept.count == equations.count, keptInputs.count == inputs.count { return (self, keptInputs) }
    return (renumbered(inputs: keptInputs.map { inputs[$0] }, equations: kept.reversed(), outputs: outputs), keptInputs)
  }

  /// The program with these inputs, equations and outputs, which refer to this program's variables, numbered anew.
  package func renumbered(inputs: [Variable], equations: some Sequence<Equation>, outputs: [Atom]) -> Program {
    var numbers: [Int: Variable] = [:]
    func define(_ variable: Variable) -> Variable {
      let renamed = Variable(index: numbers.count, type: variable.type)
      numbers[variable.index] = renamed
      return renamed
    }
    func rename(_ atom: Atom) -> Atom {
      guard let variable = atom.variable else { return atom }
      return .variable(numbers[variable.index]!)
    }
    let newInputs = inputs.map(define)
    let newEquations = equations.map { equation in
      Equation(
        equation.primitive, inputs: equation.inputs.map(rename), outputs: equation.outputs.map(define),
        site: equation.site, nameScope: equation.nameScope)
    }
    return Program(inputs: newInputs, equations: newEquations, outputs: outputs.map(rename))
  }
}
