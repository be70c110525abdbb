import JacobiCore

/// How a value of fused loops is kept.
enum MemberPlace {
  /// Not at all: the step that computes it is the only one that needs it.
  case nowhere
  /// In registers: there is one element of it in each step of the outer loops.
  case register
  /// In memory for the elements of one step of the outer loops, as many as given.
  case row(Int)
  /// In memory as a whole.
  case memory
}

extension FusedLoops {
  /// The values of these loops that are read by others than the step that computes them.
  func valuesReadLater() -> Set<Int> {
    var computed: [Int: (phase: Int, positions: [Affine])] = [:]
    for (number, phase) in phases.enumerated() {
      for member in phase.members { computed[member.variable, default: (number, [])].positions.append(member.position) }
    }
    var result = Set<Int>()
    for (number, phase) in phases.enumerated() {
      for node in graph.reachable(from: phase.members.map(\.node)) {
        guard case .load(let variable, _, let position, _) = graph[node], let own = computed[variable] else { continue }
        if own.phase != number || !own.positions.contains(position) { result.insert(variable) }
      }
    }
    return result
  }

  /// How a value must be kept; `isReadLater` by these loops, `isUsedElsewhere` by others.
  func place(of member: LoopMember, isReadLater: Bool, isUsedElsewhere: Bool) -> MemberPlace {
    // The parts of a value lie side by side.
    let isPerOuterStep = !member.isPart && graph.variables(of: member.position).isSubset(of: outer)
    let result: MemberPlace =
      isReadLater ? isPerOuterStep ? .register : .row(rowCount(of: member)) : .nowhere
    if isUsedElsewhere {
      if member.type.elementCount == 1, isPerOuterStep, outer.allSatisfy({ $0.extent == 1 }) { return .register }
      return .memory
    }
    return result
  }

  /// How many elements of a value the steps of the inner loops write.
  private func rowCount(of member: LoopMember) -> Int {
    let ends = members.lazy.filter { $0.variable == member.variable }.map { part in
      part.position.without(outer).range?.upperBound ?? part.type.elementCount - 1
    }
    return (ends.max() ?? 0) + 1
  }

  /// The loops with the positions of some values counted from the first element of the outer loops' step.
  func keepingRows(of variables: Set<Int>) -> FusedLoops {
    if variables.isEmpty { return self }
    var result = FusedLoops(outer: outer, phases: phases, defined: defined, read: read)
    for (number, phase) in phases.enumerated() {
      for (place, member) in phase.members.enumerated() {
        result.phases[number].members[place].node = result.graph.add(member.node, of: graph) {
          Affine($0)
        } position: {
          variables.contains($0) ? $1.without(outer) : $1
        }
        if variables.contains(member.variable) {
          result.phases[number].members[place].position = member.position.without(outer)
        } else if case .update = member.kind {
          preconditionFailure("internal error: an update shares its loops")
        }
      }
    }
    return result
  }
}

extension Affine {
  /// The position with the counters of some loops at 0.
  func without(_ variables: [LoopVariable]) -> Affine {
    mapSymbols { symbol in
      if case .loop(let variable) = symbol, variables.contains(variable) { Affine(0) } else { Affine(symbol) }
    }
  }
}
