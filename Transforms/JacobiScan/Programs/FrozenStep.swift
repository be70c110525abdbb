import JacobiCore
import JacobiPrimitives
import JacobiVmap

/// One step of a loop for an example that may have finished: then what it carries stays as it is.
///
/// Where a step updates a part of an array, only what is written there is chosen, not the whole array; and loops inside of
/// the step that update it are not run. So a step costs no more than what it changes.
struct FrozenStep {
  private let loop: While
  /// Which constants differ between examples.
  private let constants: [Bool]
  /// Which carries do. The others are the same for all examples that have not finished, and go on.
  private let carries: [Bool]
  /// The equations that update an array that is carried, of which each gets the array from the one before.
  private var updates: Set<Int> = []
  /// Which carries are updated by nothing else.
  private var isUpdated: [Bool] = []

  private init(_ loop: While, constants: [Bool], carries: [Bool]) {
    (self.loop, self.constants, self.carries) = (loop, constants, carries)
    for (position, isBatched) in carries.enumerated() {
      let chain = isBatched ? loop.body.updates(ofOutput: position, from: loop.constantCount + position) : nil
      isUpdated.append(chain != nil)
      updates.formUnion(chain ?? [])
    }
  }

  /// From whether the example is running, the constants and the carries to whether it goes on, and the next carries.
  static func program(of loop: While, constants: [Bool], carries: [Bool]) throws -> Program {
    let step = FrozenStep(loop, constants: constants, carries: carries)
    return try closedProgram([TensorType(.bool, [])] + loop.body.inputTypes, name: Batching.name) { inputs in
      try step.results(isRunning: inputs[0], Array(inputs.dropFirst()))
    }
  }

  private func results(isRunning: Tensor, _ inputs: [Tensor]) throws -> [Tensor] {
    let given = loop.split(inputs)
    let next = try nextCarries(isRunning, inputs).enumerated().map { position, next in
      carries[position] && !isUpdated[position] ? SelectN()(isRunning, given.carries[position], next) : next
    }
    return [And()(isRunning, try loop.condition.evaluate(given.constants + next)[0])] + next
  }

  private func nextCarries(_ isRunning: Tensor, _ inputs: [Tensor]) throws -> [Tensor] {
    var environment = inputs
    // What other operations read of values that are not used once the example has finished.
    var valid = zip(inputs, constants + carries).map { $1 ? ValidWhere()(isRunning, $0) : $0 }
    func read(_ atom: Atom, _ values: [Tensor]) -> Tensor {
      switch atom {
      case .variable(let variable): values[variable.index]
      case .constant(let value): Tensor(value)
      }
    }
    for (position, equation) in loop.body.equations.enumerated() {
      let operands = equation.inputs.map { read($0, valid) }
      guard updates.contains(position) else {
        let results = equation.asUserOperation { equation.primitive.results(operands) }
        environment += results
        valid += results
        continue
      }
      let arrays = equation.inputs.map { read($0, environment) }
      let results = try equation.asUserOperation { try frozen(equation.primitive, arrays, operands, isRunning) }
      environment += results
      valid += results.map { ValidWhere()(isRunning, $0) }
    }
    return zip(loop.body.outputs, isUpdated).map { read($0, $1 ? environment : valid) }
  }

  /// The results of an update, which leaves the array as it is if the example has finished.
  ///
  /// - Parameters:
  ///   - arrays: the operands as they are.
  ///   - operands: the same, of which nothing is used if the example has finished.
  private func frozen(
    _ primitive: any Primitive, _ arrays: [Tensor], _ operands: [Tensor], _ isRunning: Tensor
  ) throws -> [Tensor] {
    if let loop = primitive as? While { return try loop.running(isRunning, arrays, operands) }
    let array = arrays[0]
    if let scatter = primitive as? Scatter {
      let (indices, update) = (operands[1], operands[2])
      let sizes = try scatter.sliceSizes(Operands(operands.map(\.type), of: Scatter.id))
      let old = Gather(dimensions: scatter.dimensions, sliceSizes: sizes, mode: scatter.mode)(array, indices)
      return [scatter(array, indices, SelectN()(isRunning, old, update))]
    }
    let (update, starts) = (operands[1], operands.dropFirst(2))
    let old = DynamicSlice(sizes: update.shape.dimensions).results([array] + starts)[0]
    return primitive.results([array, SelectN()(isRunning, old, update)] + starts)
  }
}

extension While {
  /// The results of the loop, or the first values of its carries if a condition does not hold.
  fileprivate func running(_ isRunning: Tensor, _ arrays: [Tensor], _ operands: [Tensor]) throws -> [Tensor] {
    let types = [isRunning.type] + body.inputTypes
    let condition = try closedProgram(types, name: While.id) { inputs in
      [And()(inputs[0], try self.condition.evaluate(Array(inputs.dropFirst()))[0])]
    }
    let body = try closedProgram(types, name: While.id) { try self.body.evaluate(Array($0.dropFirst())) }
    return derived(condition: condition, body: body, constantCount: constantCount + 1).results(
      [isRunning] + operands.prefix(constantCount) + arrays.dropFirst(constantCount))
  }
}

extension Program {
  /// The equations by which an output comes from an input in updates of parts of it, the last one first; `nil` if it comes
  /// from it in another way, or not at all.
  fileprivate func updates(ofOutput position: Int, from input: Int) -> [Int]? {
    var atom = outputs[position]
    var chain: [Int] = []
    while let variable = atom.variable, variable.index != input {
      guard let equation = equations.firstIndex(where: { $0.outputs.contains(variable) }),
        let source = equations[equation].array(updatedBy: variable)
      else { return nil }
      chain.append(equation)
      atom = source
    }
    return atom.variable == nil || chain.isEmpty ? nil : chain
  }
}

extension Equation {
  /// The operand that is updated to make a result; `nil` if that is made in another way.
  fileprivate func array(updatedBy result: Variable) -> Atom? {
    switch primitive {
    case is DynamicUpdateSlice, is Scatter: inputs[0]
    case let loop as While where loop.effects.isEmpty:
      outputs.firstIndex(of: result).map { inputs[loop.constantCount + $0] }
    default: nil
    }
  }
}
