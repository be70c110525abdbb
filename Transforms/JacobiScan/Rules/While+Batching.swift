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
    let loop = try BatchedWhile.of(self, axes: operands.map(\.axis), size: size)
    if loop.isBatched, !effects.isEmpty { return try exampleByExample(self, operands, size: size) }
    let (constants, carries) = split(operands)
    let results = loop.loop.results(
      constants.map(\.tensor) + zip(carries, loop.carries).map { $1 ? $0.leading(size: size) : $0.tensor })
    return zip(results, loop.carries).map { Batched($0, axis: $1 ? 0 : nil) }
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

private struct BatchedWhile: Sendable {
  let loop: While
  /// Which carries are batched; along axis 0.
  let carries: [Bool]
  /// Whether the examples finish at different steps.
  let isBatched: Bool

  private struct Parameters: Hashable, Sendable {
    var axes: [Int?]
    var size: Dimension
  }

  private static let cache = ProgramCache<LoopKey<While, Parameters>, BatchedWhile>()

  static func of(_ loop: While, axes: [Int?], size: Dimension) throws -> BatchedWhile {
    try cache.value(for: loop.body, LoopKey(loop, Parameters(axes: axes, size: size))) {
      try BatchedWhile(loop, axes, size)
    }
  }

  private init(_ loop: While, _ axes: [Int?], _ size: Dimension) throws {
    let given = loop.split(axes)
    func inputAxes(_ carries: [Bool]) -> [Int?] { given.constants + carries.map { $0 ? 0 : nil } }
    let (step, carries) = try closure(of: given.carries.map { $0 != nil }) { carries in
      let step = try BatchedProgram.of(loop.body, axes: inputAxes(carries), size: size)
      return (step, step.axes.map { $0 != nil })
    }
    let condition = try BatchedProgram.of(loop.condition, axes: inputAxes(carries), size: size)
    isBatched = condition.axes[0] != nil
    guard isBatched else {
      self.loop = loop.derived(
        condition: condition.program, body: try step.placed(outputs: carries, size: size),
        constantCount: loop.constantCount)
      self.carries = carries
      return
    }
    let all = carries.map { _ in true }
    let runs = try BatchedProgram.of(loop.condition, axes: inputAxes(all), size: size)
    let next = try BatchedProgram.of(loop.body, axes: inputAxes(all), size: size).placed(outputs: all, size: size)
    let any = try closedProgram(runs.program.inputTypes, name: Batching.name) { inputs in
      [ReduceOr(axes: [0])(try runs.program.evaluate(inputs)[0])]
    }
    let body = try closedProgram(next.inputTypes, name: Batching.name) { inputs in
      let isRunning = try runs.program.evaluate(inputs)[0]
      let running = size.known == 0 ? inputs : inputs.ofRunningExamples(isRunning, axes: inputAxes(all))
      return zip(inputs.dropFirst(loop.constantCount), try next.evaluate(running)).map { old, new in
        SelectN()(isRunning.spread(to: new.shape), old, new)
      }
    }
    self.loop = loop.derived(condition: any, body: body, constantCount: loop.constantCount)
    self.carries = all
  }
}

extension [Tensor] {
  /// The tensors with the values of the first running example in place of those of the examples that have finished.
  ///
  /// A step may not be defined where an example has finished: `log(x)` in a loop that ends when `x` is 0. Its result is
  /// not used there, but in reverse a cotangent of 0 would meet an infinite slope. Nothing is differentiated through the
  /// values put in place.
  fileprivate func ofRunningExamples(_ isRunning: Tensor, axes: [Int?]) -> [Tensor] {
    let first = ArgMax(axis: 0)(isRunning)
    return zip(self, axes).map { tensor, axis in
      guard let axis else { return tensor }
      var sizes = tensor.shape.dimensions
      sizes[axis] = 1
      let starts = sizes.indices.map { $0 == axis ? first : .zeros(first.type) }
      let example = StopGradient()(DynamicSlice(sizes: sizes).results([tensor] + starts)[0])
      let repeated = BroadcastInDim(to: tensor.shape, dimensions: [Int](sizes.indices))(example)
      return SelectN()(BroadcastInDim(to: tensor.shape, dimensions: [axis])(isRunning), repeated, tensor)
    }
  }
}

extension Tensor {
  /// One scalar for each example, repeated to the elements of the example.
  func spread(to shape: Shape) -> Tensor {
    shape.rank == 1 ? self : BroadcastInDim(to: shape, dimensions: [0])(self)
  }
}
