import JacobiCore
import JacobiGrad
import JacobiPrimitives
import JacobiVmap

extension While: Differentiable {
  public func jvp(primals: [Tensor], tangents: [Tensor?]) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    let derivative = try WhileJVP.of(self, nonZero: tangents.map { $0 != nil })
    let carried = zip(primals, tangents).dropFirst(constantCount).map { $1 ?? .zeros($0.type) }
    let results = derivative.loop.results(
      primals.prefix(constantCount) + tangents.prefix(constantCount).compactMap(\.self)
        + primals.dropFirst(constantCount) + carried.selected(derivative.carries))
    return (
      Array(results.prefix(outputCount)), spread(Array(results.dropFirst(outputCount)), where: derivative.carries)
    )
  }
}

extension While {
  /// The first elements of a list, which belong to the constants, and the others, which belong to the carries.
  func split<Element>(_ list: [Element]) -> (constants: [Element], carries: [Element]) {
    (Array(list.prefix(constantCount)), Array(list.dropFirst(constantCount)))
  }

  /// A loop with other programs.
  func derived(condition: Program, body: Program, constantCount: Int) -> While {
    While(condition: condition, body: body, constantCount: constantCount, checkpoints: checkpoints)
  }
}

/// The loop that computes the tangents of the carries along with their values.
private struct WhileJVP: Sendable {
  let loop: While
  /// Which carries have a tangent.
  let carries: [Bool]

  private static let cache = ProgramCache<LoopKey<While, [Bool]>, WhileJVP>()

  static func of(_ loop: While, nonZero: [Bool]) throws -> WhileJVP {
    try cache.value(for: loop.body, LoopKey(loop, nonZero)) { try WhileJVP(loop, nonZero) }
  }

  private init(_ loop: While, _ nonZero: [Bool]) throws {
    let given = loop.split(nonZero)
    let (derivative, carries) = try closure(of: given.carries) { carries in
      let derivative = try loop.body.jvp(nonZero: given.constants + carries)
      return (derivative, derivative.nonZero)
    }
    let types = loop.split(loop.body.inputTypes)
    let inputTypes =
      types.constants + types.constants.selected(given.constants) + types.carries + types.carries.selected(carries)
    typealias Parts = (constants: [Tensor], constantTangents: [Tensor], carries: [Tensor], carryTangents: [Tensor])
    let parts = { (inputs: [Tensor]) -> Parts in
      var reader = ListReader(inputs)
      let constants = (reader.next(types.constants.count), reader.next(given.constants.trueCount))
      return (constants.0, constants.1, reader.next(types.carries.count), Array(reader.rest))
    }
    let condition = try closedProgram(inputTypes, name: "jvp") { inputs in
      let parts = parts(inputs)
      return try loop.condition.evaluate(parts.constants + parts.carries)
    }
    let body = try closedProgram(inputTypes, name: "jvp") { inputs in
      let parts = parts(inputs)
      let results = try derivative.program.evaluate(
        parts.constants + parts.carries + parts.constantTangents + parts.carryTangents)
      let next = Array(results.prefix(carries.count))
      let tangents = spread(Array(results.dropFirst(carries.count)), where: derivative.nonZero)
      return next + zip(next, tangents).map { $1 ?? .zeros($0.type) }.selected(carries)
    }
    self.loop = loop.derived(
      condition: condition, body: body, constantCount: types.constants.count + given.constants.trueCount)
    self.carries = carries
  }
}

extension While: PartiallyEvaluable {
  /// The loop over what is known, which counts its steps, and a linear loop of that many steps, which computes the known
  /// values again.
  public func partiallyEvaluated(known: [Tensor?]) throws -> PartialEvaluation.Parts {
    let carried = split(known)
    if let (loop, isInvariant) = withoutInvariantCarries(among: carried.carries.map { $0 != nil }) {
      let (same, changing) = (carried.carries.selected(isInvariant), carried.carries.unselected(isInvariant))
      var parts = try loop.partiallyEvaluated(known: carried.constants + same + changing)
      parts.results = isInvariant.merging(same, parts.results)
      return parts
    }
    let parts = try PartialWhile.of(self, linear: known.map { $0 == nil })
    let given = split(known)
    let constants = given.constants.compactMap(\.self)
    let carries = given.carries.unselected(parts.carries).map { $0! }
    let results = parts.known.results(constants + [.zeros(TensorType(.int64, []))] + carries)
    var linear = LinearOperands(known)
    let linearOperands = linear.next(constantCount) + linear.next(outputCount, where: parts.carries)
    return PartialEvaluation.Parts(
      results: spread(Array(results.dropFirst()), where: parts.carries.map(!)), linear: parts.linear,
      operands: ([results[0]] + constants + carries).map { .residual($0) } + linearOperands)
  }
}

private struct PartialWhile: Sendable {
  /// The known carries come after the number of steps.
  let known: While
  let linear: RecomputedLoop
  /// Which carries are linear.
  let carries: [Bool]

  private static let cache = ProgramCache<LoopKey<While, [Bool]>, PartialWhile>()

  static func of(_ loop: While, linear: [Bool]) throws -> PartialWhile {
    try cache.value(for: loop.body, LoopKey(loop, linear)) { try PartialWhile(loop, linear) }
  }

  private init(_ loop: While, _ linear: [Bool]) throws {
    let given = loop.split(linear)
    let (step, carries) = try closure(of: given.carries) { carries in
      let step = try loop.body.partiallyEvaluated(linearInputs: given.constants + carries)
      return (step, step.linearOutputs)
    }
    let isLinear = given.constants + carries
    let read = loop.condition.removingDeadCode(keepsInputs: false).inputs
    guard !read.contains(where: { isLinear[$0] }) else {
      throw TensorError.missingRule(
        primitive: While.id, rule: PartialEvaluation.name,
        remedy: "The number of steps of a linear loop must not depend on its linear operands",
        operation: Operation(While.id, operands: loop.body.inputTypes))
    }
    let types = loop.split(loop.body.inputTypes)
    let (constantTypes, carryTypes) = (
      types.constants.unselected(given.constants), types.carries.unselected(carries)
    )
    let count = TensorType(.int64, [])
    let condition = try closedProgram(constantTypes + [count] + carryTypes, name: "linearize") { inputs in
      var reader = ListReader(inputs)
      var constants = ListReader(reader.next(constantTypes.count))
      var values = ListReader(reader.rest.dropFirst())
      return try loop.condition.evaluate(
        zip(types.constants, given.constants).map { $1 ? .zeros($0) : constants.next() }
          + zip(types.carries, carries).map { $1 ? .zeros($0) : values.next() })
    }
    let body = try closedProgram(constantTypes + [count] + carryTypes, name: "linearize") { inputs in
      let constants = Array(inputs.prefix(constantTypes.count))
      let results = try step.known.evaluate(constants + inputs.dropFirst(constantTypes.count + 1))
      var values = ListReader(results)
      let known = step.linearOutputs.map { $0 ? nil : values.next() }
      return [Add()(inputs[constantTypes.count], .ones(count))] + known.unselected(carries).map { $0! }
    }
    known = loop.derived(condition: condition, body: body, constantCount: constantTypes.count)
    self.linear = try RecomputedLoop.of(
      step, constants: given.constants, carries: carries, elements: [], types: (types.constants, types.carries, []),
      length: nil, isReversed: false, checkpoints: loop.checkpoints)
    self.carries = carries
  }
}
