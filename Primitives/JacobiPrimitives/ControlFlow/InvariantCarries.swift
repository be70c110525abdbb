import JacobiCore

extension Scan {
  /// The loop in which carries that no step changes are constants; `nil` when there are none.
  ///
  /// - Parameter candidates: which carries may become constants; all of them by default.
  /// - Returns: the loop, and which carries became constants. Those come after the other constants, in order.
  package func withoutInvariantCarries(among candidates: [Bool]? = nil) -> (loop: Scan, isInvariant: [Bool])? {
    let isInvariant = body.unchanged(carryCount, after: constantCount, among: candidates)
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
  package func withoutInvariantCarries(among candidates: [Bool]? = nil) -> (loop: While, isInvariant: [Bool])? {
    let isInvariant = body.unchanged(outputCount, after: constantCount, among: candidates)
    guard isInvariant.contains(true) else { return nil }
    let loop = While(
      condition: condition.movingInvariant(isInvariant, after: constantCount, dropsOutputs: false),
      body: body.movingInvariant(isInvariant, after: constantCount),
      constantCount: constantCount + isInvariant.count { $0 }, checkpoints: checkpoints)
    return (loop, isInvariant)
  }
}

extension [Bool] {
  /// What belongs to the positions where the mask is true and what belongs to the others, in the order of the positions;
  /// what is left over of the latter comes last.
  package func merging<Value>(_ chosen: [Value], _ others: [Value]) -> [Value] {
    var (chosen, others) = (ListReader(chosen), ListReader(others))
    let merged = map { $0 ? chosen.next() : others.next() }
    return merged + others.rest
  }
}

extension Program {
  /// Which of the first outputs are the inputs in the same places after the constants.
  fileprivate func unchanged(_ count: Int, after constantCount: Int, among candidates: [Bool]?) -> [Bool] {
    (0..<count).map { outputs[$0].variable?.index == constantCount + $0 && candidates?[$0] ?? true }
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
