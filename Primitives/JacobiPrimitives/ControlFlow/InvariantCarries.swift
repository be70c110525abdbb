import JacobiCore

extension Scan {
  /// The loop in which carries that no step changes are constants; `nil` when there are none.
  ///
  /// - Returns: the loop, and which carries were unchanged. Those come after the other constants, in order.
  package func withoutInvariantCarries() -> (loop: Scan, isInvariant: [Bool])? {
    let isInvariant = body.unchanged(carryCount, after: constantCount)
    guard isInvariant.contains(true) else { return nil }
    var scan = self
    scan.body = body.movingInvariant(isInvariant, after: constantCount)
    scan.constantCount += isInvariant.count { $0 }
    scan.carryCount -= isInvariant.count { $0 }
    return (scan, isInvariant)
  }
}

extension While {
  /// The loop in which carries that no step changes are constants; see the one of ``Scan``.
  package func withoutInvariantCarries() -> (loop: While, isInvariant: [Bool])? {
    let isInvariant = body.unchanged(outputCount, after: constantCount)
    guard isInvariant.contains(true) else { return nil }
    let loop = While(
      condition: condition.movingInvariant(isInvariant, after: constantCount, dropsOutputs: false),
      body: body.movingInvariant(isInvariant, after: constantCount),
      constantCount: constantCount + isInvariant.count { $0 }, checkpoints: checkpoints)
    return (loop, isInvariant)
  }
}

extension Program {
  /// Which of the first outputs are the inputs in the same places after the constants.
  fileprivate func unchanged(_ count: Int, after constantCount: Int) -> [Bool] {
    (0..<count).map { outputs[$0].variable?.index == constantCount + $0 }
  }

  fileprivate func movingInvariant(
    _ isInvariant: [Bool], after constantCount: Int, dropsOutputs: Bool = true
  ) -> Program {
    let carries = inputs.dropFirst(constantCount).prefix(isInvariant.count)
    let moved = zip(carries, isInvariant)
    return renumbered(
      inputs: inputs.prefix(constantCount) + moved.compactMap { $1 ? $0 : nil } + moved.compactMap { $1 ? nil : $0 }
        + inputs.dropFirst(constantCount + isInvariant.count),
      equations: equations,
      outputs: dropsOutputs
        ? zip(outputs, isInvariant).compactMap { $1 ? nil : $0 } + outputs.dropFirst(isInvariant.count) : outputs)
  }
}
