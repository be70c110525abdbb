import JacobiCore

extension Program {
  /// The body of a loop without the operations that depend on its constants alone, which come first among its inputs.
  ///
  /// - Parameter keepsBroadcasts: whether operations that repeat what they are given, or count, stay in the body where only
  ///   operations on elements need them: a backend that fuses these has no use for an array of the same numbers.
  /// - Returns: a program from the constants to what the loop needs of those operations, and the body with these values as
  ///   further constants, after the others; `nil` when there is nothing to take out.
  package func hoistingInvariants(
    constantCount: Int, keepsBroadcasts: Bool = false
  ) -> (invariant: Program, body: Program)? {
    let constants = Array(inputs.prefix(constantCount))
    var invariants = Set(constants.map(\.index))
    var hoisted: [Equation] = []
    var kept: [(equation: Equation, isInvariant: Bool)] = []
    for equation in equations {
      let isInvariant =
        equation.primitive.effects.isEmpty && equation.mayRunEarly
        && equation.inputs.allSatisfy { $0.variable.map { invariants.contains($0.index) } ?? true }
      if isInvariant {
        invariants.formUnion(equation.outputs.map(\.index))
        hoisted.append(equation)
      }
      if !isInvariant || keepsBroadcasts && (equation.primitive is BroadcastInDim || equation.primitive is Iota) {
        kept.append((equation, isInvariant))
      }
    }
    var used = Set(outputs.compactMap { $0.variable?.index })
    var neededWhole = used
    // Those that may be in both programs are in the body only if that reads them, element by element.
    let remaining = kept.reversed().filter { equation, isInvariant in
      let results = equation.outputs.map(\.index)
      if isInvariant, !results.contains(where: used.contains) || results.contains(where: neededWhole.contains) {
        return false
      }
      let operands = equation.inputs.compactMap { $0.variable?.index }
      used.formUnion(operands)
      if !equation.primitive.readsSingleElements { neededWhole.formUnion(operands) }
      return true
    }.reversed().map(\.equation)
    let defined = Set(remaining.flatMap(\.outputs).map(\.index))
    let values = hoisted.flatMap(\.outputs).filter { used.contains($0.index) && !defined.contains($0.index) }
    if values.isEmpty { return nil }
    return (
      renumbered(inputs: constants, equations: hoisted, outputs: values.map { .variable($0) })
        .removingDeadCode().program,
      renumbered(inputs: constants + values + inputs.dropFirst(constantCount), equations: remaining, outputs: outputs)
    )
  }

  /// The program with its constants of rank 1 and more as inputs in front of the others, and these constants.
  ///
  /// Programs that differ in such constants only become equal, so that what was derived from one serves the other.
  package func hoistingConstants() -> (program: Program, values: [TensorValue]) {
    var values: [TensorValue] = []
    var positions: [ObjectIdentifier: Int] = [:]
    for case .constant(let value) in equations.flatMap(\.inputs) + outputs where value.type.rank > 0 {
      let identity = ObjectIdentifier(value.buffer)
      if positions[identity] != nil { continue }
      positions[identity] = values.count
      values.append(value)
    }
    if values.isEmpty { return (self, []) }
    let first = inputs.count + equations.reduce(0) { $0 + $1.outputs.count }
    let variables = values.enumerated().map { Variable(index: first + $0, type: $1.type) }
    func replaced(_ atom: Atom) -> Atom {
      guard case .constant(let value) = atom, value.type.rank > 0 else { return atom }
      return .variable(variables[positions[ObjectIdentifier(value.buffer)]!])
    }
    let replacedEquations = equations.map {
      Equation(
        $0.primitive, inputs: $0.inputs.map(replaced), outputs: $0.outputs, site: $0.site, nameScope: $0.nameScope)
    }
    return (
      renumbered(inputs: variables + inputs, equations: replacedEquations, outputs: outputs.map(replaced)), values
    )
  }

  /// The program without the operations that are there only for what they do besides computing results: what is run when
  /// the same is computed a second time.
  package func withoutEffects() -> Program {
    if effects.isEmpty { return self }
    var live = Set(outputs.compactMap { $0.variable?.index })
    var kept: [Equation] = []
    for equation in equations.reversed() where equation.outputs.contains(where: { live.contains($0.index) }) {
      for case .variable(let variable) in equation.inputs { live.insert(variable.index) }
      guard let holder = equation.primitive as? any ProgramHolder else {
        kept.append(equation)
        continue
      }
      kept.append(
        Equation(
          holder.mapBodies { $0.withoutEffects() }, inputs: equation.inputs, outputs: equation.outputs,
          site: equation.site, nameScope: equation.nameScope))
    }
    return renumbered(inputs: inputs, equations: kept.reversed(), outputs: outputs)
  }
}

extension Program {
  /// Whether all operations may be carried out though a program might not have come to them.
  package var mayRunEarly: Bool { equations.allSatisfy(\.mayRunEarly) }
}

extension Equation {
  /// Whether the operation may be carried out though the program might not have come to it, and on values that are not
  /// meant for it: it is sure to end, and calls nothing on the host.
  package var mayRunEarly: Bool {
    switch primitive {
    case is While, is HostCallback: false
    // What it runs is not among its bodies.
    case let call as CustomLinearCall: (try? call.expansion(for: inputs.map(\.type)))?.mayRunEarly ?? false
    default: primitive.bodies.allSatisfy(\.mayRunEarly)
    }
  }
}
