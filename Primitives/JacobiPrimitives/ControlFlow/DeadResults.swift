import JacobiCore

extension Program {
  /// The program without what contributes to no output, inside of loops and branches as well: carries, results, constants
  /// and elements that nobody needs. Operations with effects stay.
  package func removingDeadResults() -> Program {
    var live = Set(outputs.compactMap { $0.variable?.index })
    var kept: [Equation] = []
    for equation in equations.reversed() {
      let isUsed = equation.outputs.map { live.contains($0.index) }
      guard isUsed.contains(true) || !equation.primitive.effects.isEmpty else { continue }
      let pruned = equation.pruned(isUsed)
      for case .variable(let variable) in pruned.inputs { live.insert(variable.index) }
      kept.append(pruned)
    }
    return renumbered(inputs: inputs, equations: kept.reversed(), outputs: outputs)
  }

  /// The program with some of its outputs, without what these do not need; which inputs they need.
  fileprivate func giving(_ isNeeded: [Bool]) -> (program: Program, inputs: [Bool]) {
    let outputs = zip(outputs, isNeeded).compactMap { $1 ? $0 : nil }
    let program = Program(inputs: inputs, equations: equations, outputs: outputs).removingDeadResults()
    let read = Set(program.removingDeadCode(keepsInputs: false).inputs)
    return (program, inputs.indices.map(read.contains))
  }

  /// The program without inputs that it does not read.
  fileprivate func taking(_ isTaken: [Bool]) -> Program {
    renumbered(inputs: zip(inputs, isTaken).compactMap { $1 ? $0 : nil }, equations: equations, outputs: outputs)
  }
}

extension Equation {
  fileprivate func pruned(_ isUsed: [Bool]) -> Equation {
    let pruned: Pruned? =
      switch primitive {
      case let scan as Scan: scan.pruned(isUsed)
      case let loop as While: loop.pruned(isUsed)
      case let choice as Switch: choice.pruned(isUsed)
      default: nil
      }
    guard let pruned else { return self }
    return Equation(
      pruned.primitive, inputs: zip(inputs, pruned.inputs).compactMap { $1 ? $0 : nil },
      outputs: zip(outputs, pruned.outputs).compactMap { $1 ? $0 : nil }, site: site, nameScope: nameScope)
  }
}

/// A primitive with fewer operands and results.
private struct Pruned {
  var primitive: any Primitive
  /// Which operands remain.
  var inputs: [Bool]
  /// Which results remain.
  var outputs: [Bool]
}

private func joined(_ first: [Bool], _ second: some Sequence<Bool>) -> [Bool] { zip(first, second).map { $0 || $1 } }

extension Scan {
  fileprivate func pruned(_ isUsed: [Bool]) -> Pruned? {
    var carries = Array(isUsed.prefix(carryCount))
    while true {
      let outputs = carries + isUsed.dropFirst(carryCount)
      let (program, read) = body.giving(outputs)
      let next = joined(carries, split(read).carries)
      if next != carries {
        carries = next
        continue
      }
      let parts = split(read)
      let inputs = parts.constants + carries + parts.elements
      if program == body, !inputs.contains(false) { return nil }
      var scan = self
      scan.body = program.taking(inputs)
      scan.constantCount = parts.constants.count { $0 }
      scan.carryCount = carries.count { $0 }
      return Pruned(primitive: scan, inputs: inputs, outputs: outputs)
    }
  }
}

extension While {
  fileprivate func pruned(_ isUsed: [Bool]) -> Pruned? {
    let (test, tested) = condition.giving([true])
    var carries = joined(isUsed, tested.dropFirst(constantCount))
    while true {
      let (program, read) = body.giving(carries)
      let next = joined(carries, read.dropFirst(constantCount))
      if next != carries {
        carries = next
        continue
      }
      let constants = joined(Array(tested.prefix(constantCount)), read)
      let inputs = constants + carries
      if program == body, test == condition, !inputs.contains(false) { return nil }
      let loop = While(
        condition: test.taking(inputs), body: program.taking(inputs), constantCount: constants.count { $0 },
        checkpoints: checkpoints)
      return Pruned(primitive: loop, inputs: inputs, outputs: carries)
    }
  }
}

extension Switch {
  fileprivate func pruned(_ isUsed: [Bool]) -> Pruned? {
    let parts = branches.map { $0.giving(isUsed) }
    guard var inputs = parts.first?.inputs else { return nil }
    for part in parts { inputs = joined(inputs, part.inputs) }
    if parts.map(\.program) == branches, !inputs.contains(false) { return nil }
    return Pruned(
      primitive: Switch(parts.map { $0.program.taking(inputs) }, isLazy: isLazy), inputs: [true] + inputs,
      outputs: isUsed)
  }
}
