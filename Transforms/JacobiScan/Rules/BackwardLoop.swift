import JacobiCore
import JacobiGrad
import JacobiPrimitives

/// The backward pass of a loop that keeps a bounded number of carries.
///
/// The kept carries are a stack, each with the number of the step that it belongs to. For each step, from the last to the
/// first, the loop goes on from the top of the stack to that step, pushing carries on the way where a binomial schedule
/// wants them; then the step is transposed.
struct BackwardLoop: Sendable {
  /// From the known operands and the cotangents that are not zero to the cotangents of the linear operands that are not.
  let program: Program
  /// Which linear operands have a cotangent.
  let nonZero: [Bool]

  private static let cache = ProgramCache<LoopKey<RecomputedLoop, [Bool]>, BackwardLoop>()

  static func of(_ loop: RecomputedLoop, nonZero: [Bool]) throws -> BackwardLoop {
    try cache.value(for: loop.body, LoopKey(loop, nonZero)) { try BackwardLoop(loop, nonZero) }
  }

  private init(_ loop: RecomputedLoop, _ nonZero: [Bool]) throws {
    let step = try TransposedStep(loop, nonZero)
    let types = try loop.expansion()
    program = try closedProgram(
      Array(types.inputTypes.prefix(loop.knownOperandCount)) + types.outputTypes.selected(nonZero), name: "transpose"
    ) { inputs in
      try BackwardPass(loop, step, inputs).results()
    }.addingInPlace()
    self.nonZero = step.constants + step.carries + step.elements
  }
}

/// One step of a loop, transposed.
private struct TransposedStep {
  let program: TransposedProgram
  /// Computes the next known carries from the known inputs.
  let known: Program
  /// Which linear constants have a cotangent.
  let constants: [Bool]
  /// Which linear carries have one.
  let carries: [Bool]
  /// Which linear elements have one.
  let elements: [Bool]
  /// Which of the last linear carries have one given.
  let givenCarries: [Bool]
  /// Which of the linear results of the steps have one given.
  let stacked: [Bool]

  init(_ loop: RecomputedLoop, _ nonZero: [Bool]) throws {
    let groups = loop.groups(loop.body.inputTypes)
    let knownTypes = groups.known.constants + groups.known.carries + groups.known.elements
    let linearTypes = groups.linear.constants + groups.linear.carries + groups.linear.elements
    let stacked = Array(nonZero.dropFirst(loop.linear.carries))
    let givenCarries = Array(nonZero.prefix(loop.linear.carries))
    (program, carries) = try closure(of: givenCarries) { carries in
      let program = try loop.body.transposed(
        linearInputs: knownTypes.map { _ in false } + linearTypes.map { _ in true },
        nonZero: groups.known.carries.map { _ in false } + carries + stacked)
      return (program, Array(program.nonZero.dropFirst(loop.linear.constants).prefix(loop.linear.carries)))
    }
    known = try closedProgram(knownTypes, name: "recompute") { inputs in
      Array(try loop.body.evaluate(inputs + linearTypes.map { .zeros($0) }).prefix(loop.known.carries))
    }
    constants = Array(program.nonZero.prefix(loop.linear.constants))
    elements = Array(program.nonZero.dropFirst(loop.linear.constants + loop.linear.carries))
    (self.givenCarries, self.stacked) = (givenCarries, stacked)
  }
}

/// The tracing of a ``BackwardLoop``.
private struct BackwardPass {
  private let loop: RecomputedLoop
  private let step: TransposedStep
  private let stepCount: Tensor
  private let known: (constants: [Tensor], carries: [Tensor], elements: [Tensor])
  private let cotangents: (carries: [Tensor], stacked: [Tensor])
  private let linearTypes: (constants: [TensorType], carries: [TensorType], elements: [TensorType])

  init(_ loop: RecomputedLoop, _ step: TransposedStep, _ inputs: [Tensor]) {
    var reader = ListReader(inputs)
    (self.loop, self.step) = (loop, step)
    stepCount = loop.length.map { .count($0) } ?? reader.next()
    known = (
      reader.next(loop.known.constants), reader.next(loop.known.carries), reader.next(loop.known.elements)
    )
    linearTypes = loop.groups(loop.body.inputTypes).linear
    cotangents = (reader.next(step.givenCarries.trueCount), Array(reader.rest))
  }

  func results() throws -> [Tensor] {
    let sums = linearTypes.constants.selected(step.constants).map { Tensor.zeros($0) }
    let start = CarryStack(first: known.carries, capacity: loop.checkpoints, length: loop.length)
    let state = [Sub()(stepCount, .oneStep)] + start.tensors + sums + firstCotangents()
    if loop.length != nil {
      let results = try tracedScan(
        over: known.elements + cotangents.stacked, from: state, length: loop.length!, isReversed: !loop.isReversed
      ) { state, elements in try backward(state, elements) }
      return Array(results.carries.dropFirst(1 + start.tensors.count)) + results.stacked
    }
    let results = try tracedWhile(from: state) { state in
      GreaterOrEqual()(state[0], .zeroSteps)
    } body: { state in
      try backward(state, []).carries
    }
    return Array(results.dropFirst(1 + start.tensors.count))
  }

  /// The cotangents of the last carries.
  private func firstCotangents() -> [Tensor] {
    // A carry may get a cotangent on the way though its last value has none.
    let given = spread(cotangents.carries, where: step.givenCarries)
    return zip(linearTypes.carries, given).map { $1 ?? .zeros($0) }.selected(step.carries)
  }

  /// One step backwards. The state is the number of the step, the stack, the sums for the constants and the cotangents of
  /// the carries.
  private func backward(
    _ state: [Tensor], _ elements: [Tensor]
  ) throws -> (carries: [Tensor], stacked: [Tensor]) {
    var reader = ListReader(state)
    let target = reader.next()
    var stack = CarryStack(reader.next(loop.known.carries + 2))
    let sums = reader.next(step.constants.trueCount)
    let carries = try advance(&stack, to: target)
    stack.pop(at: target)

    var inputs = ListReader(elements)
    let knownElements = inputs.next(loop.known.elements)
    let results = try step.program.program.evaluate(
      known.constants + carries + knownElements + Array(reader.rest) + Array(inputs.rest))
    var contributions = ListReader(spread(results, where: step.program.nonZero))
    let added = zip(sums, contributions.next(loop.linear.constants).compactMap(\.self)).map { Add()($0, $1) }
    let next = zip(linearTypes.carries, contributions.next(loop.linear.carries)).map { $1 ?? .zeros($0) }
    return (
      [Sub()(target, .oneStep)] + stack.tensors + added + next.selected(step.carries),
      contributions.rest.compactMap(\.self)
    )
  }

  /// The known carries at the step `target`, from those on top of the stack, pushing some on the way.
  private func advance(_ stack: inout CarryStack, to target: Tensor) throws -> [Tensor] {
    let (position, carries) = stack.top
    let state = [position] + stack.tensors + carries
    let results = try tracedWhile(from: state) { state in
      Less()(state[0], target)
    } body: { state in
      var reader = ListReader(state)
      let position = reader.next()
      var stack = CarryStack(reader.next(loop.known.carries + 2))
      let remaining = Add()(Sub()(target, position), .oneStep)
      let next = Min()(Add()(position, try stack.binomialStride(remaining)), target)
      let carries = try run(Array(reader.rest), from: position, to: next)
      stack.push(carries, at: next, unless: Equal()(next, target))
      return [next] + stack.tensors + carries
    }
    stack = CarryStack(Array(results[1...loop.known.carries + 2]))
    return Array(results.dropFirst(loop.known.carries + 3))
  }

  /// The known carries after some steps.
  private func run(_ carries: [Tensor], from start: Tensor, to end: Tensor) throws -> [Tensor] {
    let results = try tracedWhile(from: [start] + carries) { state in
      Less()(state[0], end)
    } body: { state in
      let last = Sub()(stepCount, .oneStep)
      let index = loop.isReversed ? Sub()(last, state[0]) : state[0]
      let elements = known.elements.map { $0.element(at: index) }
      return [Add()(state[0], .oneStep)]
        + (try step.known.evaluate(known.constants + state.dropFirst() + elements))
    }
    return Array(results.dropFirst())
  }
}
