import JacobiCore
import JacobiGrad
import JacobiPrimitives

extension Scan: PartiallyEvaluable {
  /// A loop over what is known, and a linear loop over the rest, which reads what it needs of the values of the former:
  /// stacked for all steps, or just once where it is the same in all of them.
  ///
  /// A known carry that no step changes is the same in all steps, too.
  public func partiallyEvaluated(known: [Tensor?]) throws -> PartialEvaluation.Parts {
    let carried = split(known)
    if let (loop, isInvariant) = withoutInvariantCarries(among: carried.carries.map { $0 != nil }) {
      let (same, changing) = (carried.carries.selected(isInvariant), carried.carries.unselected(isInvariant))
      var parts = try loop.partiallyEvaluated(known: carried.constants + same + changing + carried.elements)
      parts.results = isInvariant.merging(same, parts.results)
      return parts
    }
    if checkpoints != nil { return try recomputed(known: known) }
    let parts = try PartialScan.of(self, linear: known.map { $0 == nil })
    let given = split(known)
    let constants = given.constants.compactMap(\.self)
    let invariants = try constants + (parts.invariant?.evaluate(constants) ?? [])
    let elements = given.elements.compactMap(\.self)
    var results = ListReader(
      parts.known.results(invariants + given.carries.unselected(parts.carries).map { $0! } + elements))
    let values = results.next(parts.results.count { !$0 })
    let stacked = Array(results.rest)
    let residuals = { (source: PartialScan.Residual) in
      switch source {
      case .invariant(let index): invariants[index]
      case .element(let index): elements[index]
      case .stacked(let index): stacked[index]
      }
    }
    var operands = LinearOperands(known)
    let constantOperands = operands.next(constantCount)
    let carryOperands = operands.next(carryCount, where: parts.carries)
    let elementOperands = operands.next(given.elements.count)
    let linearOperands =
      parts.invariantResiduals.map { .residual(residuals($0)) } + constantOperands + carryOperands
      + parts.stackedResiduals.map { .residual(residuals($0)) } + elementOperands
    return PartialEvaluation.Parts(
      results: spread(values, where: parts.results.map(!)), linear: parts.linear, operands: linearOperands)
  }
}

/// Hands out operands of the linear part of a loop, in the order of the operands of the whole loop.
struct LinearOperands {
  private var known: ListReader<Tensor?>
  private var position = 0

  init(_ known: [Tensor?]) {
    self.known = ListReader(known)
  }

  /// Of the next operands those that are not known, or those at the positions where `mask` is true, known or not.
  mutating func next(_ count: Int, where mask: [Bool]? = nil) -> [PartialEvaluation.Parts.Operand] {
    let values = known.next(count)
    let isChosen = mask ?? values.map { $0 == nil }
    return zip(values, isChosen).compactMap { value, isChosen in
      defer { if value == nil { position += 1 } }
      return isChosen ? value.map { .residual($0) } ?? .linear(position) : nil
    }
  }
}

/// A scan in two parts.
private struct PartialScan: Sendable {
  /// Where the linear loop finds a value of the known one.
  enum Residual: Hashable, Sendable {
    /// Among the known constants and what ``PartialScan/invariant`` gives.
    case invariant(Int)
    /// Among the known elements.
    case element(Int)
    /// Among what the known loop stacks for the linear one.
    case stacked(Int)
  }

  /// From the known constants to more of them: what is the same in all steps.
  let invariant: Program?
  let known: Scan
  let linear: Scan
  /// Which carries are linear.
  let carries: [Bool]
  /// Which results are linear.
  let results: [Bool]
  let invariantResiduals: [Residual]
  let stackedResiduals: [Residual]

  private static let cache = ProgramCache<LoopKey<Scan, [Bool]>, PartialScan>()

  static func of(_ scan: Scan, linear: [Bool]) throws -> PartialScan {
    try cache.value(for: scan.body, LoopKey(scan, linear)) { try PartialScan(scan, linear) }
  }

  private init(_ scan: Scan, _ linear: [Bool]) throws {
    let given = scan.split(linear)
    let (step, carries) = try closure(of: given.carries) { carries in
      let step = try scan.body.partiallyEvaluated(linearInputs: given.constants + carries + given.elements)
      return (step, Array(step.linearOutputs.prefix(scan.carryCount)))
    }
    let knownConstantCount = given.constants.count { !$0 }
    let hoisted = step.known.hoistingInvariants(constantCount: knownConstantCount)
    let body = hoisted?.body ?? step.known
    let invariantCount = knownConstantCount + (hoisted?.invariant.outputs.count ?? 0)
    let results = carries + step.linearOutputs.dropFirst(scan.carryCount)

    // A linear carry whose next value is known all the same is a residual, too.
    var knownOutputs = ListReader(body.outputs)
    let outputs = step.linearOutputs.map { $0 ? nil : knownOutputs.next() }
    let residuals = Array(knownOutputs.rest)
    let needed = residuals + zip(outputs, results).compactMap { $1 ? $0 : nil }
    let sources = ResidualSources(
      needed, invariantCount: invariantCount, carryCount: carries.count { !$0 }, inputCount: body.inputs.count)

    known = scan.derived(
      Program(
        inputs: body.inputs, equations: body.equations,
        outputs: zip(outputs, results).compactMap { $1 ? nil : $0 } + sources.stacked
      ).removingDeadResults(),
      constantCount: invariantCount, carryCount: carries.count { !$0 })
    let types = scan.split(scan.body.inputTypes)
    let linearTypes = (
      types.constants.selected(given.constants), types.carries.selected(carries),
      types.elements.selected(given.elements)
    )
    let linearBody = try closedProgram(
      sources.invariantResiduals.map(\.type) + linearTypes.0 + linearTypes.1 + sources.stackedResiduals.map(\.type)
        + linearTypes.2, name: "linearize"
    ) { inputs in
      var reader = ListReader(inputs)
      let invariants = reader.next(sources.invariantResiduals.count)
      let linearInputs = reader.next(linearTypes.0.count + linearTypes.1.count)
      let stacked = reader.next(sources.stackedResiduals.count)
      let value = { (atom: Atom) in sources.value(of: atom, invariants, stacked) }
      var computed = ListReader(
        try step.linear.evaluate(residuals.map(value) + linearInputs + Array(reader.rest)))
      return zip(zip(step.linearOutputs, results), outputs).compactMap { isLinear, output in
        isLinear.0 ? computed.next() : isLinear.1 ? value(output!) : nil
      }
    }
    self.linear = scan.derived(
      linearBody, constantCount: sources.invariantResiduals.count + linearTypes.0.count,
      carryCount: linearTypes.1.count)
    (invariant, self.carries, self.results) = (hoisted?.invariant, carries, results)
    invariantResiduals = sources.invariantResiduals.map(\.source)
    stackedResiduals = sources.stackedResiduals.map(\.source)
  }
}

/// Where the values come from that a linear loop needs of the known one.
private struct ResidualSources {
  typealias Residual = (source: PartialScan.Residual, type: TensorType)

  private(set) var invariantResiduals: [Residual] = []
  private(set) var stackedResiduals: [Residual] = []
  /// What the known loop has to stack.
  private(set) var stacked: [Atom] = []
  /// The positions of variables in the lists of residuals.
  private var positions: [Int: (isInvariant: Bool, position: Int)] = [:]

  /// - Parameters:
  ///   - atoms: values in the body of the known loop.
  ///   - invariantCount: how many of its inputs are the same in all steps.
  ///   - carryCount: how many of its inputs are carries.
  ///   - inputCount: the number of its inputs.
  init(_ atoms: [Atom], invariantCount: Int, carryCount: Int, inputCount: Int) {
    for case .variable(let variable) in atoms where positions[variable.index] == nil {
      if variable.index < invariantCount {
        positions[variable.index] = (true, invariantResiduals.count)
        invariantResiduals.append((.invariant(variable.index), variable.type))
        continue
      }
      positions[variable.index] = (false, stackedResiduals.count)
      if (invariantCount + carryCount..<inputCount).contains(variable.index) {
        stackedResiduals.append((.element(variable.index - invariantCount - carryCount), variable.type))
      } else {
        stackedResiduals.append((.stacked(stacked.count), variable.type))
        stacked.append(.variable(variable))
      }
    }
  }

  /// A value in the body of the known loop, from the inputs of the linear one.
  func value(of atom: Atom, _ invariants: [Tensor], _ stacked: [Tensor]) -> Tensor {
    switch atom {
    case .constant(let value): return Tensor(value)
    case .variable(let variable):
      let place = positions[variable.index]!
      return place.isInvariant ? invariants[place.position] : stacked[place.position]
    }
  }
}
