import JacobiCore

/// Which updates write into the memory of the value that they change, because nobody reads that any more.
struct TakenOverMemory {
  /// For an updated value, the value whose memory it is in.
  private(set) var homes: [Int: Int] = [:]
  /// By the home, the last value in its memory.
  private(set) var last: [Int: Int] = [:]

  /// - Parameter carries: inputs that may be overwritten when they end up as the given output.
  init(_ plan: FusionPlan, lastUse: [Int: Int], carries: [Int: Int]) {
    let program = plan.table.program
    for (number, step) in plan.steps.enumerated() {
      guard case .loops(let loops) = step else { continue }
      for member in loops.members {
        guard case .update = member.kind, let operand = plan.updated(by: member.variable), lastUse[operand] == number,
          operand >= program.inputs.count || carries[operand] != nil,
          !loops.readsElsewhere(operand, than: member.position)
        else { continue }
        let home = homes[operand] ?? operand
        homes[member.variable] = home
        last[home] = member.variable
      }
    }
    for (input, output) in carries {
      guard let final = last[input], program.outputs[output].variable?.index != final else { continue }
      release(input)
    }
  }

  /// Gives the first update of a chain memory of its own, which the others take over.
  private mutating func release(_ input: Int) {
    let chain = homes.filter { $0.value == input }.keys.sorted()
    guard let first = chain.first else { return }
    homes[first] = nil
    for variable in chain.dropFirst() { homes[variable] = first }
    last[first] = last.removeValue(forKey: input)
  }
}

extension FusedLoops {
  /// Whether a step reads an element of a value other than the one that it writes, which may be one that another step has
  /// written before.
  fileprivate func readsElsewhere(_ variable: Int, than position: Affine) -> Bool {
    graph.loads.contains { $0.variable == variable && $0.position != position }
  }
}
