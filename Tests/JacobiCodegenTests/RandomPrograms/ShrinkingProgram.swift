import JacobiCore
import JacobiPrimitives

/// A program that fails, made smaller as long as it fails.
struct ShrinkingProgram {
  private(set) var program: Program
  private(set) var inputs: [TensorValue]
  let comparison: ProgramComparison

  init(_ program: Program, _ inputs: [TensorValue], _ comparison: ProgramComparison) {
    self.program = program
    self.inputs = inputs
    self.comparison = comparison
  }

  mutating func shrink() {
    while step() {}
  }

  private mutating func step() -> Bool {
    for output in program.outputs.indices.reversed() where program.outputs.count > 1 {
      var outputs = program.outputs
      outputs.remove(at: output)
      if accept(program.with(equations: program.equations, outputs: outputs), inputs) { return true }
    }
    for number in program.equations.indices.reversed() {
      if let (smaller, values) = givingAsInput(number), accept(smaller, values) { return true }
    }
    for number in program.equations.indices {
      for primitive in program.equations[number].primitive.smallerBodies {
        var equations = program.equations
        let old = equations[number]
        equations[number] = Equation(primitive, inputs: old.inputs, outputs: old.outputs)
        if accept(program.with(equations: equations, outputs: program.outputs), inputs) { return true }
      }
    }
    return false
  }

  private mutating func accept(_ candidate: Program, _ values: [TensorValue]) -> Bool {
    let (smaller, kept) = candidate.removingDeadCode(keepsInputs: false)
    let values = kept.map { values[$0] }
    guard (try? smaller.verify()) != nil, comparison.failure(of: smaller, values) != nil else { return false }
    (program, inputs) = (smaller, values)
    return true
  }

  /// The program that is given an equation's results instead of computing them.
  private func givingAsInput(_ number: Int) -> (Program, [TensorValue])? {
    let equation = program.equations[number]
    let results = Program(
      inputs: program.inputs, equations: Array(program.equations[...number]),
      outputs: equation.outputs.map { .variable($0) })
    guard let values = try? comparison.expected(results, inputs) else { return nil }
    var equations = program.equations
    equations.remove(at: number)
    return (
      program.renumbered(inputs: program.inputs + equation.outputs, equations: equations, outputs: program.outputs),
      inputs + values
    )
  }
}

extension Program {
  fileprivate func with(equations: [Equation], outputs: [Atom]) -> Program {
    renumbered(inputs: inputs, equations: equations, outputs: outputs)
  }

  /// Programs of the same type with one equation less, whose results are constants instead.
  fileprivate var smallerBodies: [Program] {
    var result = equations.indices.reversed().map { number in
      var random = RandomSource(seed: number)
      let constants = Dictionary(
        uniqueKeysWithValues: equations[number].outputs.map { ($0.index, Atom.constant(random.value($0.type))) })
      func replaced(_ atom: Atom) -> Atom { atom.variable.flatMap { constants[$0.index] } ?? atom }
      var rest = equations
      rest.remove(at: number)
      let renamed = rest.map { Equation($0.primitive, inputs: $0.inputs.map(replaced), outputs: $0.outputs) }
      return with(equations: renamed, outputs: outputs.map(replaced)).removingDeadCode().program
    }
    for number in equations.indices {
      for primitive in equations[number].primitive.smallerBodies {
        var copy = equations
        copy[number] = Equation(primitive, inputs: copy[number].inputs, outputs: copy[number].outputs)
        result.append(with(equations: copy, outputs: outputs))
      }
    }
    return result
  }
}

extension Program {
  /// Whether the last output is still the counter that ends a loop.
  fileprivate var countsItsSteps: Bool {
    guard let counter = outputs.last?.variable, let last = inputs.last else { return false }
    return equations.contains { equation in
      equation.outputs.contains(counter) && equation.inputs.contains(.variable(last))
    }
  }
}

extension Primitive {
  /// The same operation with smaller programs.
  fileprivate var smallerBodies: [any Primitive] {
    switch self {
    case let scan as Scan:
      return scan.body.smallerBodies.map { body -> any Primitive in
        var copy = scan
        copy.body = body
        return copy
      }
    case let loop as While:
      return loop.body.smallerBodies.filter(\.countsItsSteps).map { body -> any Primitive in
        var copy = loop
        copy.body = body
        return copy
      }
    case let choice as Switch:
      return choice.branches.indices.flatMap { number in
        choice.branches[number].smallerBodies.map { branch -> any Primitive in
          var copy = choice
          copy.branches[number] = branch
          return copy
        }
      }
    case let call as Call:
      return call.program.smallerBodies.map { Call($0, name: call.name) as any Primitive }
    default: return []
    }
  }
}
