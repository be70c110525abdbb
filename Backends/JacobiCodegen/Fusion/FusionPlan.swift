import JacobiCore
import JacobiPrimitives

/// A program as steps: loops over fused expressions, and operations of libraries, in an order that computes each value before
/// it is used.
struct FusionPlan {
  enum Step {
    case loops(FusedLoops)
    /// The number of an equation.
    case operation(Int)
  }

  let table: DefinitionTable
  let choice: FusionChoice
  private(set) var steps: [Step] = []
  /// The step that computes a value, by the index of its variable.
  private(set) var stepOfVariable: [Int: Int] = [:]

  init(_ program: Program) throws {
    try program.requireKnownSizes()
    table = DefinitionTable(program)
    choice = FusionChoice(table)
    let isStored = choice.isStored
    let builder = ExpressionBuilder(table) { $0 < 0 || isStored[$0] }
    let shortAxes = try ShortAxes(table, choice, builder)
    for (number, equation) in program.equations.enumerated() {
      switch choice.roles[number] {
      case .inlined: continue
      case .operation:
        for output in equation.outputs { stepOfVariable[output.index] = steps.count }
        steps.append(.operation(number))
      case .loops:
        for output in equation.outputs.indices {
          let isWrittenOut = shortAxes.contains(equation, output: output)
          place(try LoopRoot(equation, output: output, builder, isWrittenOut: isWrittenOut))
        }
      }
    }
  }

  /// How many of the last steps are tried, so that planning takes time in proportion to the program.
  private static let reach = 12

  /// Adds a value to loops that it has something in common with, or gives it loops of its own.
  private mutating func place(_ root: LoopRoot) {
    let loads = root.graph.loads
    // The value over which an update is written is read, too: as a whole, before.
    var earliest = loads.compactMap { stepOfVariable[$0.variable] }.max() ?? -1
    if case .update = root.kind {
      append(FusedLoops(root))
      return
    }
    earliest = max(earliest, steps.count - FusionPlan.reach, 0)
    if root.type.elementCount > 0, root.loops.allSatisfy({ $0.extent > 0 }) {
      for number in stride(from: steps.count - 1, through: earliest, by: -1) {
        guard case .loops(var loops) = steps[number], !loops.hasUpdate, !loops.isFull else { continue }
        // Taken out of the list, so that it is changed and not copied.
        steps[number] = .operation(-1)
        let isJoined = loops.join(root, loads)
        steps[number] = .loops(loops)
        if isJoined {
          stepOfVariable[root.variable] = number
          return
        }
      }
    }
    append(FusedLoops(root))
  }

  private mutating func append(_ loops: FusedLoops) {
    for member in loops.members { stepOfVariable[member.variable] = steps.count }
    steps.append(.loops(loops))
  }
}

extension Program {
  /// Throws unless the sizes of all values are numbers.
  fileprivate func requireKnownSizes() throws(TensorError) {
    for input in inputs { try input.type.requireKnownSizes { Operation("jit", operands: inputTypes) } }
    for equation in equations {
      for output in equation.outputs {
        try output.type.requireKnownSizes {
          Operation(type(of: equation.primitive).id, operands: equation.inputs.map(\.type), site: equation.site)
        }
      }
    }
  }
}

extension TensorType {
  fileprivate func requireKnownSizes(for operation: () -> Operation) throws(TensorError) {
    for dimension in shape where !dimension.isKnown {
      throw .invalidDimension(value: dimension.description, operation: operation())
    }
  }
}

/// An array that an expression reads, and where.
struct GraphLoad: Hashable {
  var variable: Int
  var position: Affine
}

extension ExpressionGraph {
  var loads: [GraphLoad] {
    nodes.compactMap { node in
      guard case .load(let variable, _, let position, _) = node else { return nil }
      return GraphLoad(variable: variable, position: position)
    }
  }
}

extension FusedLoops {
  /// The loops of one value alone.
  init(_ root: LoopRoot) {
    outer = root.parallel
    let inner = root.loops.filter { !root.parallel.contains($0) }
    graph = root.graph
    phases = [LoopPhase(loops: inner, members: root.members)]
    defined = [root.variable]
    read = Set(root.graph.loads.map(\.variable))
  }

  /// Whether there are so many values that the search for what they have in common would take long.
  var isFull: Bool { phases.reduce(0) { $0 + $1.members.count } >= 48 }

  var hasUpdate: Bool {
    members.contains { if case .update = $0.kind { true } else { false } }
  }

  /// Adds a value, if it has loops in common with these and something to read with them.
  mutating func join(_ root: LoopRoot, _ loads: [GraphLoad]) -> Bool {
    guard loads.contains(where: { defined.contains($0.variable) || read.contains($0.variable) }) else { return false }
    let most = zip(outer, root.parallel).prefix { $0.extent == $1.extent }.count
    for depth in stride(from: most, through: 0, by: -1) {
      guard let joint = joint(root, loads, depth) else { continue }
      lowerOuterLoops(to: depth)
      if joint.phase == phases.count { phases.append(LoopPhase(loops: joint.newLoops, members: [])) }
      append(root, joint.names, to: joint.phase)
      return true
    }
    return false
  }

  /// How a value fits in.
  private struct Joint {
    /// The phase that it becomes part of; one behind the last for a phase of its own.
    var phase: Int
    var newLoops: [LoopVariable] = []
    /// What its loops are called here.
    var names: [LoopVariable: LoopVariable]
  }

  /// How a value fits in when the first `depth` outer loops are common.
  private func joint(_ root: LoopRoot, _ loads: [GraphLoad], _ depth: Int) -> Joint? {
    let (common, lowered) = (Array(outer.prefix(depth)), Array(outer.dropFirst(depth)))
    let shared = Array(root.parallel.prefix(depth))
    let inner = root.loops.filter { !shared.contains($0) }
    var firstPhase = 0
    for load in loads where defined.contains(load.variable) {
      guard let (phase, members) = definition(of: load.variable) else { continue }
      guard isAligned(load.position, shared, members, common) else { return nil }
      firstPhase = max(firstPhase, phase)
    }
    for phase in firstPhase..<phases.count {
      let loops = lowered + phases[phase].loops
      guard loops.map(\.extent) == inner.map(\.extent) else { continue }
      let names = Dictionary(uniqueKeysWithValues: zip(shared + inner, common + loops))
      if fits(root, loads, names, phase) { return Joint(phase: phase, names: names) }
    }
    // Without a common loop there is nothing to gain from running one after the other.
    if depth == 0 { return nil }
    let next = (phases.flatMap(\.loops) + outer).map(\.id).max().map { $0 + 1 } ?? 0
    let fresh = inner.enumerated().map { LoopVariable(id: next + $0.offset, extent: $0.element.extent) }
    return Joint(
      phase: phases.count, newLoops: fresh, names: Dictionary(uniqueKeysWithValues: zip(shared + inner, common + fresh))
    )
  }

  /// Makes the outer loops from `depth` on part of each phase.
  private mutating func lowerOuterLoops(to depth: Int) {
    let lowered = Array(outer[depth...])
    if lowered.isEmpty { return }
    outer.removeLast(lowered.count)
    for index in phases.indices { phases[index].loops.insert(contentsOf: lowered, at: 0) }
  }

  private func definition(of variable: Int) -> (phase: Int, members: [LoopMember])? {
    for (number, phase) in phases.enumerated() {
      let members = phase.members.filter { $0.variable == variable }
      if !members.isEmpty { return (number, members) }
    }
    return nil
  }

  /// Whether a value of these loops is read where the same step of the common loops has written it.
  private func isAligned(
    _ position: Affine, _ shared: [LoopVariable], _ members: [LoopMember], _ common: [LoopVariable]
  ) -> Bool {
    for (mine, other) in zip(common, shared) {
      guard position.coefficient(of: other) == members[0].position.coefficient(of: mine) else { return false }
    }
    // Parts follow each other.
    guard let first = members[0].position.without(common).range, let read = position.without(shared).range,
      let last = members[members.count - 1].position.without(common).range
    else { return false }
    return first.lowerBound <= read.lowerBound && read.upperBound <= last.upperBound
  }

  /// Whether what a value reads of a phase is the element that the same step writes.
  private func fits(
    _ root: LoopRoot, _ loads: [GraphLoad], _ names: [LoopVariable: LoopVariable], _ phase: Int
  ) -> Bool {
    let reduced = Set(root.reduced.map { names[$0]! })
    let members = phases[phase].members
    for member in members {
      if case .reduction = member.kind, case .reduction = root.kind, Set(member.reduced) != reduced { return false }
    }
    return loads.allSatisfy { load in
      let written = members.filter { $0.variable == load.variable }
      guard let member = written.first else { return true }
      guard case .elements = member.kind else { return false }
      let read = load.position.renamed(names)
      return written.contains { $0.position == read }
    }
  }

  private mutating func append(_ root: LoopRoot, _ names: [LoopVariable: LoopVariable], to phase: Int) {
    for var member in root.members {
      member.node = graph.add(member.node, of: root.graph) { Affine(names[$0]!) }
      member.position = member.position.renamed(names)
      member.reduced = member.reduced.map { names[$0]! }
      phases[phase].members.append(member)
    }
    defined.insert(root.variable)
    for load in root.graph.loads { read.insert(load.variable) }
  }
}

extension Affine {
  /// The same position with other names of its loops; only where no computed position is part of it.
  func renamed(_ names: [LoopVariable: LoopVariable]) -> Affine {
    mapSymbols { symbol in
      if case .loop(let variable) = symbol, let name = names[variable] { Affine(name) } else { Affine(symbol) }
    }
  }
}
