import JacobiCore

/// The linear part of a loop of which only the beginning is known: what a step needs of the values of the loop is computed
/// again, from the first values or from carries that are kept on the way.
///
/// What reverse differentiation makes of a ``While``, and of a ``Scan`` with checkpoints: it is linear in the operands that
/// follow the known ones. The body is one step; its inputs are the known constants, carries and elements, then the linear
/// ones; its outputs are the known carries, then the linear carries and the linear results of the step. Operands: the
/// number of steps if ``length`` is `nil`, an `int64` scalar; then what belongs to the inputs of the body, in their order.
/// Results: the last linear carries, then the linear results of all steps.
public struct RecomputedLoop: ExpandablePrimitive {
  public static let id = "recomputed_loop"

  /// How many inputs of a kind the body has.
  public struct Counts: Hashable, Sendable, Codable {
    public var constants: Int
    public var carries: Int
    public var elements: Int

    public init(constants: Int, carries: Int, elements: Int) {
      self.constants = constants
      self.carries = carries
      self.elements = elements
    }

    var all: [Int] { [constants, carries, elements] }
  }

  public var body: Program
  public var known: Counts
  public var linear: Counts
  /// The number of steps; `nil` when it is an operand.
  public var length: Dimension?
  public var isReversed: Bool
  /// How many carries the transposed loop keeps.
  public var checkpoints: Int

  public init(
    _ body: Program, known: Counts, linear: Counts, length: Dimension?, isReversed: Bool = false, checkpoints: Int
  ) {
    self.body = body
    self.known = known
    self.linear = linear
    self.length = length
    self.isReversed = isReversed
    self.checkpoints = checkpoints
  }

  /// Not negative, nor beyond the outputs of the body, whatever counts a program that was read holds.
  public var outputCount: Int { max(body.outputs.count - max(known.carries, 0), 0) }
  public var effects: Effects { body.effects }
  public var bodies: [Program] { [body] }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try requireCounts(operands)
    let program = try expansion(for: operands)
    guard operands.types == program.inputTypes else {
      throw .shapeMismatch(
        expected: "operands of types \(program.inputTypes)", actual: "\(operands.types)", operation: operands.operation)
    }
    return program.outputTypes
  }

  private func requireCounts(_ operands: Operands) throws(TensorError) {
    let counts = known.all + linear.all
    // Each is bounded first, so that the sum cannot overflow.
    let isPossible = counts.allSatisfy { (0...body.inputs.count).contains($0) }
    guard isPossible, counts.reduce(0, +) == body.inputs.count,
      known.carries + linear.carries <= body.outputs.count
    else {
      throw .invalidArgument(
        name: "body", expected: "inputs \(known) and \(linear)",
        actual: "\(body.inputs.count) inputs and \(body.outputs.count) outputs", operation: operands.operation)
    }
    try operands.requireCheckpoints(checkpoints)
    guard length != nil || known.elements + linear.elements + outputCount == linear.carries else {
      throw .invalidArgument(
        name: "length", expected: "a number of steps for what has the steps along an axis", actual: "none",
        operation: operands.operation)
    }
  }

  private func expansion(for operands: Operands) throws(TensorError) -> Program {
    do {
      return try expansion()
    } catch let error as TensorError {
      throw error
    } catch {
      throw .executionFailed(reason: "\(error)", operation: operands.operation)
    }
  }
}

extension RecomputedLoop {
  private static let expansions = ProgramCache<RecomputedLoop, Program>()

  /// The program of the whole loop in terms of ``Scan`` or ``While``: what it computes.
  public func expansion() throws -> Program {
    try RecomputedLoop.expansions.value(for: body, self) {
      try traceProgram(expandedInputTypes, name: RecomputedLoop.id) { operands in
        try length == nil ? whileLoop(operands) : scan(operands)
      }.program
    }
  }

  public func expansion(for operands: [TensorType]) throws -> Program { try expansion() }

  /// The operands that belong to the inputs of the body, grouped as ``Scan`` has them.
  package func groups<Element>(
    _ inputs: [Element]
  ) -> (
    known: (constants: [Element], carries: [Element], elements: [Element]),
    linear: (constants: [Element], carries: [Element], elements: [Element])
  ) {
    var reader = ListReader(inputs)
    func next(_ counts: Counts) -> (constants: [Element], carries: [Element], elements: [Element]) {
      (reader.next(counts.constants), reader.next(counts.carries), reader.next(counts.elements))
    }
    let first = next(known)
    return (first, next(linear))
  }

  private var expandedInputTypes: [TensorType] {
    guard let length else { return [TensorType(.int64, [])] + body.inputTypes }
    let types = groups(body.inputTypes)
    func stacked(_ types: [TensorType]) -> [TensorType] {
      types.map { $0.with(shape: $0.shape.inserting(length, at: 0)) }
    }
    return types.known.constants + types.known.carries + stacked(types.known.elements)
      + types.linear.constants + types.linear.carries + stacked(types.linear.elements)
  }

  private func scan(_ operands: [Tensor]) throws -> [Tensor] {
    let types = groups(body.inputTypes)
    let (firsts, seconds) = (types.known, types.linear)
    let step = try traceProgram(
      firsts.constants + seconds.constants + firsts.carries + seconds.carries + firsts.elements + seconds.elements
    ) { inputs in
      var reader = ListReader(inputs)
      let constants = (reader.next(known.constants), reader.next(linear.constants))
      let carries = (reader.next(known.carries), reader.next(linear.carries))
      let elements = (reader.next(known.elements), reader.next(linear.elements))
      return try body.evaluate(constants.0 + carries.0 + elements.0 + constants.1 + carries.1 + elements.1)
    }
    let values = groups(operands)
    let loop = Scan(
      step.program, constantCount: known.constants + linear.constants, carryCount: known.carries + linear.carries,
      length: length ?? 0, isReversed: isReversed, checkpoints: checkpoints)
    let results = loop.results(
      values.known.constants + values.linear.constants + values.known.carries + values.linear.carries
        + values.known.elements + values.linear.elements)
    return Array(results.dropFirst(known.carries))
  }

  /// The loop that counts its steps, up to the first operand.
  private func whileLoop(_ operands: [Tensor]) throws -> [Tensor] {
    let count = TensorType(.int64, [])
    let types = groups(body.inputTypes)
    let inputTypes =
      [count] + types.known.constants + types.linear.constants + [count] + types.known.carries + types.linear.carries
    let constantCount = known.constants + linear.constants + 1
    let condition = try traceProgram(inputTypes) { [Less()($0[constantCount], $0[0])] }
    let step = try traceProgram(inputTypes) { inputs in
      let constants = inputs[1..<constantCount]
      let carries = inputs[(constantCount + 1)...]
      let next = try body.evaluate(
        Array(constants.prefix(known.constants)) + carries.prefix(known.carries)
          + constants.dropFirst(known.constants) + carries.dropFirst(known.carries))
      return [Add()(inputs[constantCount], .ones(count))] + next
    }
    let values = groups(Array(operands.dropFirst()))
    let loop = While(
      condition: condition.program, body: step.program, constantCount: constantCount, checkpoints: checkpoints)
    let results = loop.results(
      [operands[0]] + values.known.constants + values.linear.constants + [.zeros(count)] + values.known.carries
        + values.linear.carries)
    return Array(results.dropFirst(1 + known.carries))
  }
}
