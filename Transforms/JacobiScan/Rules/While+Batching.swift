import JacobiCore
import JacobiPrimitives
import JacobiVmap

extension While: Batchable {
  /// One loop over the whole batch.
  ///
  /// If the examples finish at different steps it goes on until all have, and those that have finished keep their values.
  /// With callbacks or other effects in it, the examples are then run one after the other, so that none has effects after
  /// its end.
  public func batched(_ operands: [Batched], size: Dimension) throws -> [Batched] {
    let (constants, carries) = split(operands)
    if let (loop, isInvariant) = withoutInvariantCarries() {
      let same = carries.selected(isInvariant)
      let changing = carries.unselected(isInvariant)
      return isInvariant.merging(same, try loop.batched(constants + same + changing, size: size))
    }
    let axes = constants.map(\.axis) + carries.map { $0.isBatched ? 0 : nil }
    switch try BatchedWhile.of(self, axes: axes, size: size) {
    case .together(let loop, let isBatched):
      let first = zip(carries, isBatched).map { $1 ? $0.leading(size: size) : $0.tensor }
      let results = loop.results(constants.map(\.tensor) + first)
      return zip(results, isBatched).map { Batched($0, axis: $1 ? 0 : nil) }
    case .masked(let loop): return try loop.results(constants, carries, size: size)
    case .oneByOne: return try exampleByExample(self, operands, size: size)
    }
  }
}

/// The results of an operation carried out on the examples one after the other.
func exampleByExample(_ primitive: some Primitive, _ operands: [Batched], size: Dimension) throws -> [Batched] {
  let isShared = operands.map { !$0.isBatched }
  let types = operands.map(\.type)
  let body = try closedProgram(types.selected(isShared) + types.unselected(isShared), name: Batching.name) { inputs in
    var shared = ListReader(inputs)
    var examples = ListReader(inputs.dropFirst(isShared.trueCount))
    return primitive.results(isShared.map { $0 ? shared.next() : examples.next() })
  }
  let loop = Scan(body, constantCount: isShared.trueCount, carryCount: 0, length: size)
  let shared = operands.selected(isShared).map(\.tensor)
  return loop.results(shared + operands.unselected(isShared).placed(at: 0, size: size)).map { Batched($0, axis: 0) }
}

private enum BatchedWhile: Sendable {
  /// All examples take the same number of steps.
  ///
  /// - Parameter carries: which carries are batched; along axis 0.
  case together(While, carries: [Bool])
  /// The examples finish at different steps.
  case masked(MaskedWhile)
  /// They do, and have effects.
  case oneByOne

  private static let cache = ProgramCache<LoopKey<While, BatchParameters>, BatchedWhile>()

  static func of(_ loop: While, axes: [Int?], size: Dimension) throws -> BatchedWhile {
    let parameters = BatchParameters(axes: axes, size: size)
    return try cache.value(for: loop.body, LoopKey(loop, parameters)) { try made(of: loop, parameters) }
  }

  private static func made(of loop: While, _ parameters: BatchParameters) throws -> BatchedWhile {
    let (given, size) = (loop.split(parameters.axes), parameters.size)
    var carries = given.carries.map { $0 != nil }
    while true {
      let axes = given.constants + carries.map { $0 ? 0 : nil }
      let condition = try BatchedProgram.of(loop.condition, axes: axes, size: size)
      if condition.axes[0] != nil {
        if !loop.effects.isEmpty { return .oneByOne }
        return .masked(try MaskedWhile(loop, constants: given.constants.map { $0 != nil }, carries, size))
      }
      let step = try BatchedProgram.of(loop.body, axes: axes, size: size)
      let joined = zip(carries, step.axes).map { $0 || $1 != nil }
      guard joined == carries else {
        carries = joined
        continue
      }
      let body = try BatchedProgram.of(loop.body, axes: axes, size: size, batchedOutputs: carries)
      let batched = loop.derived(
        condition: condition.program, body: body.program, constantCount: loop.constantCount)
      return .together(batched, carries: carries)
    }
  }
}

/// A loop over a batch of which each example has a condition of its own.
///
/// It carries which examples are running, the carries, and once more those that all running examples share: as they were
/// when each example finished.
private struct MaskedWhile: Sendable {
  private let loop: While
  private let original: While
  /// Which carries are batched, along axis 0.
  private let carries: [Bool]

  init(_ loop: While, constants: [Bool], _ given: [Bool], _ size: Dimension) throws {
    func axes(_ isBatched: [Bool]) -> [Int?] { isBatched.map { $0 ? 0 : nil } }
    // To keep a shared array as it was for each example, it would be copied in each step.
    let isSeparate = zip(given, loop.updatedCarries()).map { $0 || $1 }
    let (program, carries) = try closure(of: isSeparate) { carries in
      let program = try FrozenStep.program(of: loop, constants: constants, carries: carries)
      let step = try BatchedProgram.of(program, axes: [0] + axes(constants + carries), size: size)
      return (program, step.axes.dropFirst().map { $0 != nil })
    }
    let step = try BatchedProgram.of(
      program, axes: [0] + axes(constants + carries), size: size, batchedOutputs: [true] + carries
    ).program
    let sharedTypes = loop.split(loop.body.inputTypes).carries.unselected(carries).map {
      $0.with(shape: $0.shape.inserting(size, at: 0))
    }
    let constantTypes = step.inputTypes.dropFirst().prefix(loop.constantCount)
    let types = constantTypes + [step.inputTypes[0]] + step.inputTypes.dropFirst(1 + loop.constantCount) + sharedTypes
    let condition = try closedProgram(Array(types), name: Batching.name) { inputs in
      [ReduceOr(axes: [0])(inputs[loop.constantCount])]
    }
    let body = try closedProgram(Array(types), name: Batching.name) { inputs in
      var reader = ListReader(inputs)
      let constants = reader.next(loop.constantCount)
      let isRunning = reader.next()
      let results = try step.evaluate([isRunning] + constants + reader.next(carries.count))
      let shared = zip(reader.rest, results.dropFirst().map(\.self).unselected(carries)).map { old, new in
        SelectN()(isRunning.spread(to: old.shape), old, Batched(new, axis: nil).leading(size: size))
      }
      return results + shared
    }
    self.loop = loop.derived(condition: condition, body: body, constantCount: loop.constantCount)
    (original, self.carries) = (loop, carries)
  }

  func results(_ constants: [Batched], _ first: [Batched], size: Dimension) throws -> [Batched] {
    let placed = constants.map { $0.isBatched ? Batched($0.leading(size: size), axis: 0) : $0 }
    let condition = try BatchedProgram.leading(original.condition, axes: (placed + first).map(\.axis), size: size)
    let isRunning = try condition.program.evaluate((placed + first).map(\.tensor))
    let tensors = zip(first, carries).map { $1 ? $0.leading(size: size) : $0.tensor }
    let shared = first.unselected(carries).map { $0.leading(size: size) }
    let results = loop.results(placed.map(\.tensor) + isRunning + tensors + shared).dropFirst()
    let batched = results.prefix(carries.count).map(\.self).selected(carries)
    return carries.merging(batched, Array(results.suffix(shared.count))).map { Batched($0, axis: 0) }
  }
}

extension Tensor {
  /// One scalar for each example, repeated to the elements of the example.
  func spread(to shape: Shape) -> Tensor {
    shape.rank == 1 ? self : BroadcastInDim(to: shape, dimensions: [0])(self)
  }
}
