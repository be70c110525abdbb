import JacobiCore
import JacobiGrad
import JacobiPrimitives
import JacobiVmap

extension Switch {
  /// What is derived from the branches is remembered by the first of them.
  fileprivate var representative: Program { branches.first ?? .empty }

  fileprivate func derived(_ branches: [Program]) -> Switch { Switch(branches, isLazy: isLazy) }
}

/// For each position whether one of the masks is true there.
private func union(_ masks: [[Bool]]) -> [Bool] {
  guard var result = masks.first else { return [] }
  for mask in masks.dropFirst() { result = zip(result, mask).map { $0 || $1 } }
  return result
}

extension Switch: Differentiable {
  public func jvp(primals: [Tensor], tangents: [Tensor?]) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    let derivative = try SwitchJVP.of(self, nonZero: tangents.dropFirst().map { $0 != nil })
    let results = derivative.choice.results(primals + tangents.compactMap(\.self))
    return (
      Array(results.prefix(outputCount)), spread(Array(results.dropFirst(outputCount)), where: derivative.nonZero)
    )
  }
}

private struct SwitchJVP: Sendable {
  let choice: Switch
  /// Which results have a tangent, in some branch.
  let nonZero: [Bool]

  private static let cache = ProgramCache<LoopKey<Switch, [Bool]>, SwitchJVP>()

  static func of(_ choice: Switch, nonZero: [Bool]) throws -> SwitchJVP {
    try cache.value(for: choice.representative, LoopKey(choice, nonZero)) { try SwitchJVP(choice, nonZero) }
  }

  private init(_ choice: Switch, _ given: [Bool]) throws {
    let derivatives = try choice.branches.map { try $0.jvp(nonZero: given) }
    let nonZero = union(derivatives.map(\.nonZero))
    self.choice = choice.derived(
      try derivatives.map { derivative in
        try closedProgram(derivative.program.inputTypes, name: "jvp") { inputs in
          let results = try derivative.program.evaluate(inputs)
          let primals = Array(results.prefix(nonZero.count))
          let tangents = spread(Array(results.dropFirst(nonZero.count)), where: derivative.nonZero)
          return primals + zip(primals, tangents).map { $1 ?? .zeros($0.type) }.selected(nonZero)
        }
      })
    self.nonZero = nonZero
  }
}

extension Switch: Transposable {
  public func transpose(operands: [Transposition.Operand], cotangents: [Tensor?]) throws -> [Tensor?] {
    guard let index = operands[0].known else { throw Transposition.missingRuleForIndex(self, operands) }
    let given = operands.dropFirst()
    let backward = try TransposedSwitch.of(
      self, linear: given.map(\.isLinear), nonZero: cotangents.map { $0 != nil })
    let results = backward.choice.results([index] + given.compactMap(\.known) + cotangents.compactMap(\.self))
    var contributions = ListReader(spread(results, where: backward.nonZero))
    return [nil] + given.map { $0.isLinear ? contributions.next() : nil }
  }
}

extension Transposition {
  fileprivate static func missingRuleForIndex(_ choice: Switch, _ operands: [Operand]) -> TensorError {
    .missingRule(
      primitive: Switch.id, rule: name, remedy: "What picks the branch must not depend on linear values",
      operation: Operation(Switch.id, operands: operands.map(\.type)))
  }
}

private struct TransposedSwitch: Sendable {
  let choice: Switch
  /// Which linear operands have a cotangent, in some branch.
  let nonZero: [Bool]

  private static let cache = ProgramCache<LoopKey<Switch, [[Bool]]>, TransposedSwitch>()

  static func of(_ choice: Switch, linear: [Bool], nonZero: [Bool]) throws -> TransposedSwitch {
    try cache.value(for: choice.representative, LoopKey(choice, [linear, nonZero])) {
      try TransposedSwitch(choice, linear, nonZero)
    }
  }

  private init(_ choice: Switch, _ linear: [Bool], _ given: [Bool]) throws {
    let transposed = try choice.branches.map { try $0.transposed(linearInputs: linear, nonZero: given) }
    let nonZero = union(transposed.map(\.nonZero))
    let types = choice.representative.inputTypes.selected(linear)
    self.choice = choice.derived(
      try transposed.map { branch in
        try closedProgram(branch.program.inputTypes, name: "transpose") { inputs in
          let cotangents = spread(try branch.program.evaluate(inputs), where: branch.nonZero)
          return zip(types, cotangents).map { $1 ?? .zeros($0) }.selected(nonZero)
        }
      })
    self.nonZero = nonZero
  }
}

extension Switch: PartiallyEvaluable {
  /// A choice of what is known in each branch, and one of the rest. The branches share the places of their residuals.
  public func partiallyEvaluated(known: [Tensor?]) throws -> PartialEvaluation.Parts {
    guard let index = known[0] else {
      throw Transposition.missingRuleForIndex(self, known.map { .linear($0?.type ?? TensorType(.int32, [])) })
    }
    let given = known.dropFirst()
    let parts = try PartialSwitch.of(self, linear: given.map { $0 == nil })
    var results = ListReader(parts.known.results([index] + given.compactMap(\.self)))
    let values = results.next(parts.results.count { !$0 })
    return PartialEvaluation.Parts(
      results: spread(values, where: parts.results.map(!)), linear: parts.linear,
      residuals: [index] + Array(results.rest), linearCount: given.count { $0 == nil })
  }
}

private struct PartialSwitch: Sendable {
  let known: Switch
  let linear: Switch
  /// Which results are linear, in some branch.
  let results: [Bool]

  private static let cache = ProgramCache<LoopKey<Switch, [Bool]>, PartialSwitch>()

  static func of(_ choice: Switch, linear: [Bool]) throws -> PartialSwitch {
    try cache.value(for: choice.representative, LoopKey(choice, linear)) { try PartialSwitch(choice, linear) }
  }

  private init(_ choice: Switch, _ linear: [Bool]) throws {
    let branches = try choice.branches.map { try $0.partiallyEvaluated(linearInputs: linear) }
    let results = union(branches.map(\.linearOutputs))
    // In a branch in which a linear result is known all the same, it is a residual.
    let residualTypes = branches.map { branch in
      let outputs = branch.known.outputTypes
      let knownOutputs = branch.linearOutputs.indices.filter { !branch.linearOutputs[$0] }
      return outputs.suffix(branch.residualCount)
        + zip(outputs, knownOutputs).compactMap { results[$1] ? $0 : nil }
    }
    var slotTypes: [TensorType] = []
    let slots = residualTypes.map { types in
      var free = Array(slotTypes.indices)
      return types.map { type in
        if let position = free.firstIndex(where: { slotTypes[$0] == type }) { return free.remove(at: position) }
        slotTypes.append(type)
        return slotTypes.count - 1
      }
    }
    let types = slotTypes
    let linearTypes = choice.representative.inputTypes.selected(linear)
    known = choice.derived(
      try zip(branches, slots).map { branch, slots in
        try closedProgram(branch.known.inputTypes, name: "linearize") { inputs in
          let (values, residuals) = branch.parts(try branch.known.evaluate(inputs), results)
          var places = types.map { Tensor?.some(.zeros($0)) }
          for (slot, residual) in zip(slots, residuals) { places[slot] = residual }
          return values + places.map { $0! }
        }
      })
    self.linear = choice.derived(
      try zip(branches, slots).map { branch, slots in
        try closedProgram(types + linearTypes, name: "linearize") { inputs in
          let residuals = slots.map { inputs[$0] }
          var computed = ListReader(
            try branch.linear.evaluate(
              Array(residuals.prefix(branch.residualCount)) + Array(inputs.dropFirst(types.count))))
          var known = ListReader(residuals.dropFirst(branch.residualCount))
          return zip(branch.linearOutputs, results).compactMap { isLinear, isNeeded in
            isLinear ? computed.next() : isNeeded ? known.next() : nil
          }
        }
      })
    self.results = results
  }
}

extension PartiallyEvaluatedProgram {
  /// What the known part gives: the results that are known in all branches, and the residuals, to which known results
  /// belong that are linear in another branch.
  fileprivate func parts(_ values: [Tensor], _ linearResults: [Bool]) -> (results: [Tensor], residuals: [Tensor]) {
    let outputs = linearOutputs.indices.filter { !linearOutputs[$0] }
    let isResidual = outputs.map { linearResults[$0] }
    let known = Array(values.prefix(outputs.count))
    return (known.unselected(isResidual), values.dropFirst(outputs.count) + known.selected(isResidual))
  }
}

extension Switch: Batchable {
  /// The branch that all examples take, or else all branches, of which each example picks its own.
  ///
  /// A branch that might not end, or calls the host, is given only values of examples that pick it.
  public func batched(_ operands: [Batched], size: Dimension) throws -> [Batched] {
    let axes = operands.dropFirst().map(\.axis)
    let tensors = operands.dropFirst().map(\.tensor)
    guard operands[0].isBatched else {
      let isBatched = union(
        try branches.map { try BatchedProgram.of($0, axes: axes, size: size).axes.map { $0 != nil } })
      let choice = derived(
        try branches.map {
          try BatchedProgram.of($0, axes: axes, size: size, batchedOutputs: isBatched).program
        })
      return zip(choice.results([operands[0].tensor] + tensors), isBatched).map { Batched($0, axis: $1 ? 0 : nil) }
    }
    if isLazy || !effects.isEmpty { return try exampleByExample(self, operands, size: size) }
    let index = operands[0].leading(size: size).clamped(below: branches.count)
    let results = try branches.enumerated().map { number, branch in
      if !branch.mayRunEarly {
        return try branch.results(Array(operands.dropFirst()), where: index.isNumber(number), size: size)
      }
      return try BatchedProgram.leading(branch, axes: axes, size: size).program.evaluate(tensors)
    }
    return representative.outputs.indices.map { position in
      let cases = results.map { $0[position] }
      return Batched(SelectN().results([index.spread(to: cases[0].shape)] + cases)[0], axis: 0)
    }
  }
}

extension Program {
  /// The results of a branch that might not end, or calls the host, for a batch of which some examples take it.
  ///
  /// The others are replaced by one of those; if there is none, nothing is run.
  fileprivate func results(_ operands: [Batched], where isTaken: Tensor, size: Dimension) throws -> [Tensor] {
    let tensors = operands.map {
      $0.isBatched ? ValidWhere.substituted(isTaken, $0.leading(size: size)) : $0.tensor
    }
    let axes = operands.map { $0.isBatched ? 0 : nil as Int? }
    let program = try BatchedProgram.leading(self, axes: axes, size: size).program
    let nothing = try closedProgram(program.inputTypes, name: Switch.id) { _ in
      program.outputTypes.map { .zeros($0) }
    }
    return Switch([nothing, program]).results([ReduceOr(axes: [0])(isTaken)] + tensors)
  }
}

extension Tensor {
  /// Whether the number of a branch is this one.
  fileprivate func isNumber(_ number: Int) -> Tensor {
    if dtype == .bool { return number == 0 ? Not()(self) : self }
    return Equal()(self, .filled(type, with: Double(number)))
  }

  /// Numbers moved into the range of the branches; Booleans as they are.
  fileprivate func clamped(below count: Int) -> Tensor {
    if dtype == .bool { return self }
    let scalar = type.with(shape: [])
    return Clamp()(.zeros(scalar), self, .filled(scalar, with: Double(count - 1)))
  }
}
