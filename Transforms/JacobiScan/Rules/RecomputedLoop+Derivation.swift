import JacobiCore
import JacobiGrad
import JacobiPrimitives

extension RecomputedLoop {
  /// One step of the linear part of a loop, which computes what it needs of the known part.
  ///
  /// - Parameters:
  ///   - step: the body of the loop in two parts.
  ///   - constants: which constants are linear.
  ///   - carries: which carries are linear.
  ///   - elements: which elements are linear.
  ///   - types: those of the constants, carries and elements.
  ///   - length: the number of steps; `nil` when it is an operand.
  static func of(
    _ step: PartiallyEvaluatedProgram, constants: [Bool], carries: [Bool], elements: [Bool],
    types: (constants: [TensorType], carries: [TensorType], elements: [TensorType]), length: Dimension?,
    isReversed: Bool, checkpoints: Int
  ) throws -> RecomputedLoop {
    func counts(_ isLinear: Bool) -> Counts {
      Counts(
        constants: constants.count { $0 == isLinear }, carries: carries.count { $0 == isLinear },
        elements: elements.count { $0 == isLinear })
    }
    let knownTypes =
      types.constants.unselected(constants) + types.carries.unselected(carries) + types.elements.unselected(elements)
    let linearTypes =
      types.constants.selected(constants) + types.carries.selected(carries) + types.elements.selected(elements)
    let body = try closedProgram(knownTypes + linearTypes, name: "linearize") { inputs in
      var reader = ListReader(inputs)
      var known = ListReader(try step.known.withoutEffects().evaluate(reader.next(knownTypes.count)))
      let values = step.linearOutputs.map { $0 ? nil : known.next() }
      var linear = ListReader(try step.linear.evaluate(Array(known.rest) + Array(reader.rest)))
      let outputs = zip(step.linearOutputs, values).map { $0 ? linear.next() : $1! }
      let isLinear = carries + step.linearOutputs.dropFirst(carries.count)
      return outputs.prefix(carries.count).map(\.self).unselected(carries) + outputs.selected(isLinear)
    }
    return RecomputedLoop(
      body, known: counts(false), linear: counts(true), length: length, isReversed: isReversed,
      checkpoints: checkpoints)
  }
}

extension Scan {
  /// The known loop as it is, without keeping values of its steps, and a linear loop that computes them again.
  func recomputed(known: [Tensor?]) throws -> PartialEvaluation.Parts {
    let parts = try RecomputedScan.of(self, linear: known.map { $0 == nil })
    let given = split(known)
    let operands =
      given.constants.compactMap(\.self) + given.carries.unselected(parts.carries).map { $0! }
      + given.elements.compactMap(\.self)
    let values = parts.known.results(operands)
    var linear = LinearOperands(known)
    let linearOperands =
      linear.next(constantCount) + linear.next(carryCount, where: parts.carries) + linear.next(given.elements.count)
    return PartialEvaluation.Parts(
      results: spread(values, where: parts.results.map(!)), linear: parts.linear,
      operands: operands.map { .residual($0) } + linearOperands)
  }
}

private struct RecomputedScan: Sendable {
  let known: Scan
  let linear: RecomputedLoop
  /// Which carries are linear.
  let carries: [Bool]
  /// Which results are linear.
  let results: [Bool]

  private static let cache = ProgramCache<LoopKey<Scan, [Bool]>, RecomputedScan>()

  static func of(_ scan: Scan, linear: [Bool]) throws -> RecomputedScan {
    try cache.value(for: scan.body, LoopKey(scan, linear)) { try RecomputedScan(scan, linear) }
  }

  private init(_ scan: Scan, _ linear: [Bool]) throws {
    let given = scan.split(linear)
    let (step, carries) = try closure(of: given.carries) { carries in
      let step = try scan.body.partiallyEvaluated(linearInputs: given.constants + carries + given.elements)
      return (step, Array(step.linearOutputs.prefix(scan.carryCount)))
    }
    let results = carries + step.linearOutputs.dropFirst(scan.carryCount)
    let outputs = step.linearOutputs.indices.filter { !step.linearOutputs[$0] }
    known = scan.derived(
      Program(
        inputs: step.known.inputs, equations: step.known.equations,
        outputs: zip(outputs, step.known.outputs).compactMap { results[$0] ? nil : $1 }
      ).removingDeadCode().program,
      constantCount: given.constants.count { !$0 }, carryCount: carries.count { !$0 })
    self.linear = try RecomputedLoop.of(
      step, constants: given.constants, carries: carries, elements: given.elements,
      types: scan.split(scan.body.inputTypes), length: scan.length, isReversed: scan.isReversed,
      checkpoints: scan.checkpoints ?? While.defaultCheckpoints)
    (self.carries, self.results) = (carries, results)
  }
}
