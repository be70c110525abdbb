import JacobiCore

extension Program {
  /// The program without what contributes to no output, inside of loops and branches as well: carries, results, constants
  /// and elements that nobody needs. Operations with effects stay.
  package func removingDeadResults() -> Program {
    let liveness = Liveness(self)
    for position in outputs.indices { liveness.require(output: position) }
    return pruned(liveness, inputs: inputs.map { _ in true }, outputs: outputs.map { _ in true })
  }

  /// The program of some inputs and outputs, with nothing but what is live.
  private func pruned(_ liveness: Liveness, inputs isKept: [Bool], outputs isGiven: [Bool]) -> Program {
    if liveness.isComplete, !isKept.contains(false), !isGiven.contains(false) { return self }
    let kept = equations.enumerated().compactMap { position, equation -> Equation? in
      guard liveness.isLive(equation) else { return nil }
      return liveness.loops[position].map(equation.pruned) ?? equation
    }
    return renumbered(
      inputs: inputs.selected(isKept), equations: kept, outputs: outputs.selected(isGiven))
  }

  /// The body of a loop or choice.
  fileprivate func pruned(_ liveness: Liveness, of loop: LoopLiveness) -> Program {
    let givesResults = !(loop.primitive is While && liveness === loop.bodies[0])
    return pruned(liveness, inputs: loop.inputs, outputs: givesResults ? loop.results : [true])
  }
}

/// Which values of a program are needed: found from the outputs that are asked for, going back once over each operation,
/// in loops and branches as well, however deep they are nested.
private final class Liveness {
  let program: Program
  /// What is live in the bodies of loops and branches, by the position of the equation; of live ones only.
  private(set) var loops: [Int: LoopLiveness] = [:]
  private var isLive: [Bool]
  /// The equation and the position among its outputs, for each variable that is not an input.
  private var definitions: [(equation: Int, output: Int)] = []
  private var pending: [Variable] = []
  private var visited: Set<Int> = []

  init(_ program: Program) {
    self.program = program
    for (position, equation) in program.equations.enumerated() {
      for output in equation.outputs.indices { definitions.append((position, output)) }
    }
    isLive = [Bool](repeating: false, count: program.inputs.count + definitions.count)
    for (position, equation) in program.equations.enumerated() where !equation.primitive.effects.isEmpty {
      visit(position)
    }
    propagate()
  }

  func isLive(_ variable: Variable) -> Bool { isLive[variable.index] }

  /// Whether an equation has a result that is needed, or does something else.
  func isLive(_ equation: Equation) -> Bool {
    equation.outputs.contains(where: isLive) || !equation.primitive.effects.isEmpty
  }

  /// Whether nothing can be removed.
  var isComplete: Bool {
    program.equations.allSatisfy(isLive) && loops.values.allSatisfy(\.isComplete)
  }

  /// Which inputs are needed.
  var inputs: [Bool] { Array(isLive.prefix(program.inputs.count)) }

  func require(output position: Int) {
    require(program.outputs[position])
    propagate()
  }

  private func require(_ atom: Atom) {
    guard let variable = atom.variable, !isLive[variable.index] else { return }
    isLive[variable.index] = true
    pending.append(variable)
  }

  private func propagate() {
    while let variable = pending.popLast() {
      guard variable.index >= program.inputs.count else { continue }
      let (equation, output) = definitions[variable.index - program.inputs.count]
      visit(equation)
      guard let loop = loops[equation] else { continue }
      loop.require(output: output)
      requireOperands(of: equation, loop)
    }
  }

  /// What an operation needs whatever is used of it.
  private func visit(_ position: Int) {
    guard visited.insert(position).inserted else { return }
    let equation = program.equations[position]
    guard let loop = LoopLiveness(equation.primitive) else {
      equation.inputs.forEach(require)
      return
    }
    loops[position] = loop
    requireOperands(of: position, loop)
  }

  private func requireOperands(of position: Int, _ loop: LoopLiveness) {
    for (operand, isNeeded) in zip(program.equations[position].inputs, loop.operands) where isNeeded {
      require(operand)
    }
  }
}

/// What is live in a loop or a choice.
private final class LoopLiveness {
  let primitive: any Primitive
  let bodies: [Liveness]
  /// Which results are live: asked for, or carried to a step that needs them.
  private(set) var results: [Bool]

  /// `nil` for primitives of which all operands and results stay.
  init?(_ primitive: any Primitive) {
    guard primitive is Scan || primitive is While || primitive is Switch else { return nil }
    self.primitive = primitive
    bodies = primitive.bodies.map(Liveness.init)
    results = [Bool](repeating: false, count: primitive.outputCount)
    if primitive is While { bodies[0].require(output: 0) }
    close()
  }

  func require(output position: Int) {
    if results[position] { return }
    mark(position)
    close()
  }

  private func mark(_ position: Int) {
    results[position] = true
    for body in stepBodies { body.require(output: position) }
  }

  /// The bodies that give the results.
  private var stepBodies: ArraySlice<Liveness> { primitive is While ? bodies[1...] : bodies[...] }

  /// What a step needs of a carry, the step before has to give.
  private func close() {
    guard let carries = carryRange else { return }
    while true {
      let read = inputs
      let needed = carries.enumerated().filter { !results[$0.offset] && read[$0.element] }
      if needed.isEmpty { return }
      for (position, _) in needed { mark(position) }
    }
  }

  /// Where the carries are among the inputs of the bodies.
  private var carryRange: Range<Int>? {
    switch primitive {
    case let scan as Scan: scan.constantCount..<scan.constantCount + scan.carryCount
    case let loop as While: loop.constantCount..<loop.constantCount + loop.outputCount
    default: nil
    }
  }

  /// Which inputs of the bodies stay: those that one of them reads, and the first values of carries that stay.
  var inputs: [Bool] {
    var inputs = primitive.bodies.first?.inputs.map { _ in false } ?? []
    for body in bodies { inputs = zip(inputs, body.inputs).map { $0 || $1 } }
    if let carries = carryRange {
      for (position, input) in carries.enumerated() where results[position] { inputs[input] = true }
    }
    return inputs
  }

  /// Whether nothing can be removed.
  var isComplete: Bool {
    !results.contains(false) && !inputs.contains(false) && bodies.allSatisfy(\.isComplete)
  }

  /// Which operands stay.
  var operands: [Bool] { primitive is Switch ? [true] + inputs : inputs }
}

extension Equation {
  /// The equation with only the results that are live, and the operands that they need.
  fileprivate func pruned(_ loop: LoopLiveness) -> Equation {
    if loop.isComplete { return self }
    return Equation(
      loop.pruned, inputs: inputs.selected(loop.operands), outputs: outputs.selected(loop.results), site: site,
      nameScope: nameScope)
  }
}

extension LoopLiveness {
  /// The primitive without what is not live.
  fileprivate var pruned: any Primitive {
    let programs = bodies.map { $0.program.pruned($0, of: self) }
    let isKept = inputs
    switch primitive {
    case var scan as Scan:
      let parts = scan.split(isKept)
      scan.body = programs[0]
      scan.constantCount = parts.constants.count { $0 }
      scan.carryCount = parts.carries.count { $0 }
      return scan
    case let loop as While:
      return While(
        condition: programs[0], body: programs[1],
        constantCount: isKept.prefix(loop.constantCount).count { $0 }, checkpoints: loop.checkpoints)
    case let choice as Switch:
      return Switch(programs, isLazy: choice.isLazy)
    default: preconditionFailure("internal error: nothing can be removed from \(type(of: primitive).id)")
    }
  }
}
