import JacobiCore

/// The loops of a phase in the order in which they are run, and which of them a vector runs along.
struct LoopNest {
  /// Neighbouring loops that step through memory as one.
  struct Loop {
    /// Counts all steps; the others that it stands for stay at 0.
    var counter: LoopVariable
    var zeroed: [LoopVariable] = []
    var extent: Int
    var isReduced: Bool

    /// Whether all of its steps are one vector.
    func isVector(of width: Int) -> Bool {
      extent >= 4 && extent <= width && extent == extent.largestPowerOfTwo
    }
  }

  /// Loops around all others, over elements that do not depend on each other.
  private(set) var parallel: [Loop] = []
  /// Loops whose steps are combined, inside.
  private(set) var reduced: [Loop] = []
  /// The loop that vectors run along, which is in neither list.
  private(set) var lane: Loop?
  /// How many elements a vector has.
  private(set) var lanes = 1
  /// How many vectors are computed side by side, so that the processor need not wait for each.
  private(set) var blocks = 1
  /// Whether there are so few steps that their instructions are written out.
  let isTiny: Bool

  init(_ phase: LoopPhase, _ graph: ExpressionGraph, target: VectorTarget) {
    let reducedLoops = Set(phase.members.flatMap(\.reduced))
    var loops = phase.loops.filter { $0.extent != 1 }.map {
      Loop(counter: $0, extent: $0.extent, isReduced: reducedLoops.contains($0))
    }
    let nodes = graph.reachable(from: graph.roots(of: phase))
    let positions = graph.positions(in: nodes) + phase.members.map(\.position)
    LoopNest.collapse(&loops, positions)
    // Few steps are written out, so that what they compute stays in registers.
    isTiny = loops.reduce(1) { $0 * $1.extent } <= UnrolledLoops.limit
    let width = target.vectorByteCount / LoopNest.widestPart(phase, graph, nodes)
    if let best = LoopNest.bestLane(loops, phase, graph, nodes), !isTiny || loops[best].isVector(of: width) {
      lanes = min(width, loops[best].extent.largestPowerOfTwo)
      if lanes > 1 { lane = loops.remove(at: best) }
      let isCheap = nodes.count <= 12
      if !reducedLoops.isEmpty, isCheap, let lane { blocks = min(4, max(1, lane.extent / lanes)).largestPowerOfTwo }
    }
    parallel = loops.filter { !$0.isReduced }
    reduced = loops.filter { $0.isReduced }
  }

  /// Makes one loop of neighbours that every position treats as one.
  private static func collapse(_ loops: inout [Loop], _ positions: [Affine]) {
    var index = loops.count - 2
    while index >= 0 {
      let (outer, inner) = (loops[index], loops[index + 1])
      let isOne =
        outer.isReduced == inner.isReduced
        && positions.allSatisfy {
          $0.coefficient(of: outer.counter) == $0.coefficient(of: inner.counter) * inner.extent
        }
      if isOne {
        loops[index] = Loop(
          counter: inner.counter, zeroed: inner.zeroed + outer.zeroed + [outer.counter],
          extent: outer.extent * inner.extent, isReduced: inner.isReduced)
        loops.remove(at: index + 1)
      }
      index -= 1
    }
  }

  /// The loop along which most of what is read and written lies side by side.
  private static func bestLane(
    _ loops: [Loop], _ phase: LoopPhase, _ graph: ExpressionGraph, _ nodes: [NodeID]
  ) -> Int? {
    var accesses = phase.members.filter { member in !member.reduced.isEmpty || member.type.rank > 0 }.map(\.position)
    for node in nodes {
      if case .load(_, let type, let position, _) = graph[node], type.rank > 0 { accesses.append(position) }
    }
    func score(_ loop: Loop) -> Double {
      accesses.reduce(0) { sum, position in
        switch position.coefficient(of: loop.counter) {
        // A position that depends on the loop through what is computed is as good as scattered.
        case 0: sum + (graph.variables(of: position).contains(loop.counter) ? -1 : 0.25)
        case 1: sum + 1
        case -1: sum + 0.75
        case StridedAccess.distances: sum + 0.5
        default: sum - 1
        }
      }
    }
    func mayBeLane(_ loop: Loop) -> Bool {
      loop.extent > 1
        && phase.members.allSatisfy { $0.scattering == nil || graph.isWindow(loop.counter, of: $0) }
    }
    return loops.indices.filter { mayBeLane(loops[$0]) }.max { first, second in
      let (a, b) = (score(loops[first]), score(loops[second]))
      // Among equals the longer one, then the inner one.
      return a == b ? loops[first].extent <= loops[second].extent : a < b
    }
  }

  /// The bytes of the widest number that the phase computes with.
  private static func widestPart(_ phase: LoopPhase, _ graph: ExpressionGraph, _ nodes: [NodeID]) -> Int {
    nodes.reduce(1) { widest, node in
      if case .constant = graph[node] { return widest }
      let isUniform = graph.variables(of: node).isEmpty
      return isUniform ? widest : max(widest, graph.dtype(of: node).registerType.bits / 8)
    }
  }
}

/// Loops of so few steps that their instructions are written out.
enum UnrolledLoops {
  static let limit = 16
}

/// What code is generated for.
struct VectorTarget: Sendable {
  var vectorByteCount: Int
}

extension Int {
  /// Of those that are not larger; 1 at least.
  var largestPowerOfTwo: Int { self < 1 ? 1 : 1 << (Int.bitWidth - 1 - leadingZeroBitCount) }
}

extension ExpressionGraph {
  /// The nodes that some depend on, themselves included, operands first.
  func reachable(from roots: [NodeID]) -> [NodeID] {
    var seen = Set<NodeID>()
    var pending = roots
    while let id = pending.popLast() {
      guard seen.insert(id).inserted else { continue }
      pending += operands(of: id)
    }
    return seen.sorted()
  }

  /// The nodes that a node reads, those that its positions are computed from included.
  func operands(of id: NodeID) -> [NodeID] {
    switch self[id] {
    case .constant: []
    case .load(_, _, let position, let guards): computed(in: [position] + guards.map(\.position))
    case .position(let position, _): computed(in: [position])
    case .apply(_, let operands, _): operands
    case .choose(let tests, let first, let second): [first, second] + computed(in: tests.map(\.position))
    }
  }

  /// What the members of a phase are computed from, and where they are written.
  func roots(of phase: LoopPhase) -> [NodeID] {
    phase.members.flatMap { member in
      [member.node] + computed(in: [member.position] + (member.scattering?.guards.map(\.position) ?? []))
    }
  }

  /// Whether the steps of a loop write different elements of a scatter, side by side, on the same conditions.
  func isWindow(_ loop: LoopVariable, of member: LoopMember) -> Bool {
    let places = [member.position] + (member.scattering?.guards.map(\.position) ?? [])
    return member.position.coefficient(of: loop) == 1
      && computed(in: places).allSatisfy { !variables(of: $0).contains(loop) }
  }

  private func computed(in positions: [Affine]) -> [NodeID] {
    positions.flatMap { position in
      position.terms.flatMap { term -> [NodeID] in
        switch term.symbol {
        case .loop: []
        case .computed(let node): [node]
        case .quotient(let affine, _), .remainder(let affine, _): computed(in: [affine])
        }
      }
    }
  }

  /// All positions that nodes depend on.
  func positions(in nodes: [NodeID]) -> [Affine] {
    var result: [Affine] = []
    func add(_ position: Affine) {
      result.append(position)
      for term in position.terms {
        switch term.symbol {
        case .quotient(let affine, _), .remainder(let affine, _): add(affine)
        default: continue
        }
      }
    }
    for node in nodes {
      switch self[node] {
      case .load(_, _, let position, let guards):
        add(position)
        guards.forEach { add($0.position) }
      case .position(let position, _): add(position)
      case .choose(let tests, _, _): tests.forEach { add($0.position) }
      case .constant, .apply: continue
      }
    }
    return result
  }
}
