import JacobiCore
import JacobiPrimitives

/// Which results are written into the memory of the value that they are a changed form of, because nobody reads that any
/// more.
struct TakenOverMemory {
  /// For a changed value, the first value that was in its memory.
  private(set) var homes: [Int: Int] = [:]
  /// For a changed value, the value that was in its memory before.
  private(set) var previous: [Int: Int] = [:]
  /// By the home, the last value in its memory.
  private(set) var last: [Int: Int] = [:]
  /// By the home, the last step that reads or writes its memory, which is not that of the last value if nobody reads that.
  private(set) var lastStep: [Int: Int] = [:]
  /// The programs of operations, by the number of the equation.
  private(set) var bodies: [Int: NativeBodies] = [:]

  private let plan: FusionPlan
  private let lastUse: [Int: Int]
  private let carries: [Int: Int]

  /// - Parameter carries: inputs that may be overwritten when they end up as the given output.
  init(
    _ plan: FusionPlan, _ context: CompilationContext, lastUse: [Int: Int], carries: [Int: Int]
  ) throws {
    (self.plan, self.lastUse, self.carries) = (plan, lastUse, carries)
    for (number, step) in plan.steps.enumerated() {
      switch step {
      case .loops(let loops): takeOver(loops, number)
      case .operation(let equation): try takeOver(equation, number, context)
      }
    }
    let outputs = plan.table.program.outputs
    for (input, output) in carries {
      guard let final = last[input], outputs[output].variable?.index != final else { continue }
      try release(input, context)
    }
  }

  private mutating func takeOver(_ loops: FusedLoops, _ number: Int) {
    for member in loops.members {
      guard case .update = member.kind, let operand = plan.updated(by: member.variable), isFree(operand, after: number),
        !loops.readsElsewhere(operand, than: [member])
      else { continue }
      put(member.variable, inPlaceOf: operand, number)
    }
    for (input, output) in carries.sorted(by: { $0.key < $1.key }) { takeOver(input, output, loops, number) }
  }

  /// Lets loops that compute an output from nothing of the input but the same element write over that.
  private mutating func takeOver(_ input: Int, _ output: Int, _ loops: FusedLoops, _ number: Int) {
    let program = plan.table.program
    guard last[input] == nil, homes[program.outputs[output].variable?.index ?? -1] == nil,
      (lastUse[input] ?? number) <= number, let variable = program.outputs[output].variable,
      variable.type == program.inputs[input].type, variable.type.elementCount > UnrolledLoops.limit,
      let phase = loops.phases.firstIndex(where: { $0.members.contains { $0.variable == variable.index } }),
      case let members = loops.phases[phase].members.filter({ $0.variable == variable.index }),
      case .elements = members[0].kind, !loops.readsElsewhere(input, than: members),
      !loops.reads(input, outsideOf: phase)
    else { return }
    put(variable.index, inPlaceOf: input, number)
  }

  // The context is not kept: it holds all plans, this one too.
  private mutating func takeOver(_ index: Int, _ number: Int, _ context: CompilationContext) throws {
    let equation = plan.table.program.equations[index]
    if equation.primitive.bodies.isEmpty, !NativeBodies.expands(equation.primitive) { return }
    var grants: [Int: Int] = [:]
    for (result, output) in equation.outputs.enumerated() where output.type.elementCount > UnrolledLoops.limit {
      guard let operand = equation.operand(changedTo: result), grants[operand] == nil,
        let variable = equation.inputs[operand].variable, isFree(variable.index, after: number),
        equation.inputs.count(where: { $0.variable?.index == variable.index }) == 1
      else { continue }
      grants[operand] = result
    }
    bodies[index] = try NativeBodies(equation, context, grants: grants)
    for (operand, result) in bodies[index]?.inPlace ?? [:] {
      put(equation.outputs[result].index, inPlaceOf: equation.inputs[operand].variable!.index, number)
    }
  }

  /// Whether nobody reads a value behind a step, nor has given it to be read only.
  private func isFree(_ variable: Int, after number: Int) -> Bool {
    lastUse[variable] == number && (variable >= plan.table.program.inputs.count || carries[variable] != nil)
  }

  private mutating func put(_ variable: Int, inPlaceOf operand: Int, _ number: Int) {
    let home = homes[operand] ?? operand
    lastStep[home] = max(lastUse[variable] ?? number, number)
    homes[variable] = home
    previous[variable] = operand
    last[home] = variable
  }

  /// Gives the first change of a chain memory of its own, which the others take over.
  private mutating func release(_ input: Int, _ context: CompilationContext) throws {
    let chain = homes.filter { $0.value == input }.keys.sorted()
    guard let first = chain.first else { return }
    homes[first] = nil
    previous[first] = nil
    for variable in chain.dropFirst() { homes[variable] = first }
    last[first] = last.removeValue(forKey: input)
    lastStep[first] = lastStep.removeValue(forKey: input)
    guard let definition = plan.table.definitions[first], let granted = bodies[definition.equation]?.inPlace else {
      return
    }
    bodies[definition.equation] = try NativeBodies(
      plan.table.program.equations[definition.equation], context,
      grants: granted.filter { $0.value != definition.output })
  }
}

extension FusedLoops {
  /// Whether another phase reads elements of a value.
  fileprivate func reads(_ variable: Int, outsideOf phase: Int) -> Bool {
    phases.indices.contains { index in
      guard index != phase else { return false }
      return graph.reachable(from: phases[index].members.map(\.node)).contains { node in
        if case .load(variable, _, _, _) = graph[node] { true } else { false }
      }
    }
  }

  /// Whether a step reads an element of a value that another step may have written before.
  fileprivate func readsElsewhere(_ variable: Int, than members: [LoopMember]) -> Bool {
    graph.loads.contains { load in
      load.variable == variable && !members.contains { $0.scattering == nil && $0.position == load.position }
    }
  }
}
