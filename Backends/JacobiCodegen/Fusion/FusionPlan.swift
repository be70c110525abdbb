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
    table = DefinitionTable(program)
    choice = FusionChoice(table)
    let isStored = choice.isStored
    let builder = ExpressionBuilder(table) { $0 < 0 || isStored[$0] }
    for (number, equation) in program.equations.enumerated() {
      switch choice.roles[number] {
      case .inlined: continue
      case .operation:
        for output in equation.outputs { stepOfVariable[output.index] = steps.count }
        steps.append(.operation(number))
      case .loops:
        for output in equation.outputs.indices { place(try LoopRoot(equation, output: output, builder)) }
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
    if case .update = root.member.kind {
      append(FusedLoops(root))
      return
    }
    earliest = max(earliest, steps.count - FusionPlan.reach, 0)
    if root.member.type.elementCount > 0, root.loops.allSatisfy({ $0.extent > 0 }) {
      for number in stride(from: steps.count - 1, through: earliest, by: -1) {
        guard case .loops(var loops) = steps[number], !loops.hasUpdate else { continue }
        if loops.join(root, loads) {
          steps[number] = .loops(loops)
          stepOfVariable[root.member.variable] = number
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
    phases = [LoopPhase(loops: inner, members: [root.member])]
  }

  var hasUpdate: Bool {
    members.contains { if case .update = $0.kind { true } else { false } }
  }

  /// Adds a value, if it has loops in common with these and something to read with them.
  mutating func join(_ root: LoopRoot, _ loads: [GraphLoad]) -> Bool {
    let defined = Set(members.map(\.variable))
    let read = Set(loads.map(\.variable))
    let isDependent = !read.isDisjoint(with: defined)
    guard isDependent || !read.isDisjoint(with: graph.loads.map(\.variable)) else { return false }
    let most = zip(outer, root.parallel).prefix { $0.extent == $1.extent }.count
    // Sharing only the loops of a few steps would keep the others from being shared out among threads.
    for depth in stride(from: most, through: 0, by: -1) {
      var joined = self
      joined.lowerOuterLoops(to: depth)
      if joined.add(root, loads, requiringSamePhase: depth == 0) {
        self = joined
        return true
      }
    }
    return false
  }

  /// Makes the outer loops from `depth` on part of each phase.
  private mutating func lowerOuterLoops(to depth: Int) {
    let lowered = Array(outer[depth...])
    outer.removeLast(lowered.count)
    for index in phases.indices { phases[index].loops.insert(contentsOf: lowered, at: 0) }
  }

  private mutating func add(_ root: LoopRoot, _ loads: [GraphLoad], requiringSamePhase: Bool) -> Bool {
    let depth = outer.count
    let shared = Array(root.parallel.prefix(depth))
    let inner = root.loops.filter { !shared.contains($0) }
    var firstPhase = 0
    for load in loads {
      guard let (phase, member) = definition(of: load.variable) else { continue }
      guard isAligned(load.position, shared, member) else { return false }
      firstPhase = max(firstPhase, phase)
    }
    for phase in firstPhase..<phases.count {
      guard phases[phase].loops.map(\.extent) == inner.map(\.extent) else { continue }
      let renamed = Dictionary(uniqueKeysWithValues: zip(shared + inner, outer + phases[phase].loops))
      if merge(root, loads, renamed, into: phase) { return true }
    }
    if requiringSamePhase || firstPhase == phases.count && phases.isEmpty { return false }
    let next = (phases.flatMap(\.loops) + outer).map(\.id).max().map { $0 + 1 } ?? 0
    let fresh = inner.enumerated().map { LoopVariable(id: next + $0.offset, extent: $0.element.extent) }
    append(
      root, Dictionary(uniqueKeysWithValues: zip(shared + inner, outer + fresh)), LoopPhase(loops: fresh, members: []))
    return true
  }

  private func definition(of variable: Int) -> (phase: Int, member: LoopMember)? {
    for (number, phase) in phases.enumerated() {
      if let member = phase.members.first(where: { $0.variable == variable }) { return (number, member) }
    }
    return nil
  }

  /// Whether a value of these loops is read where the same step of the outer loops has written it.
  private func isAligned(_ position: Affine, _ shared: [LoopVariable], _ member: LoopMember) -> Bool {
    var rest = position
    for (mine, other) in zip(outer, shared) {
      guard position.coefficient(of: other) == member.position.coefficient(of: mine) else { return false }
      rest = rest + Affine(other) * -position.coefficient(of: other)
    }
    var inner = member.position
    for mine in outer { inner = inner + Affine(mine) * -member.position.coefficient(of: mine) }
    guard let written = inner.range, let read = rest.range else { return false }
    return written.lowerBound <= read.lowerBound && read.upperBound <= written.upperBound
  }

  /// Adds a value to a phase, if what it reads of that phase is the element that the same step writes.
  private mutating func merge(
    _ root: LoopRoot, _ loads: [GraphLoad], _ renamed: [LoopVariable: LoopVariable], into phase: Int
  ) -> Bool {
    let reduced = Set(root.member.reduced.map { renamed[$0]! })
    for member in phases[phase].members {
      if case .reduction = member.kind, case .reduction = root.member.kind, Set(member.reduced) != reduced {
        return false
      }
      for load in loads where load.variable == member.variable {
        guard case .elements = member.kind, load.position.renamed(renamed) == member.position else { return false }
      }
    }
    append(root, renamed, nil, to: phase)
    return true
  }

  private mutating func append(
    _ root: LoopRoot, _ renamed: [LoopVariable: LoopVariable], _ newPhase: LoopPhase?, to phase: Int? = nil
  ) {
    if let newPhase { phases.append(newPhase) }
    var member = root.member
    member.node = graph.add(root.member.node, of: root.graph) { Affine(renamed[$0]!) }
    member.position = root.member.position.renamed(renamed)
    member.reduced = root.member.reduced.map { renamed[$0]! }
    phases[phase ?? phases.count - 1].members.append(member)
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
