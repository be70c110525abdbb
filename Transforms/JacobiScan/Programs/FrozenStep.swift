import JacobiCore
import JacobiPrimitives
import JacobiVmap

/// One step of a loop for an example that may have finished: then what it carries stays as it is.
///
/// Where a step updates a part of an array, only what is written there is chosen, not the whole array; and loops inside of
/// the step that update it are not run, or update it in this way. So a step costs no more than what it changes. An array
/// that is updated in a branch, or multiplied in places, is chosen as a whole.
///
/// What might not end, or calls the host, is given values of an example that has not finished.
struct FrozenStep {
  private let loop: While
  /// Which carries differ between examples. The others are the same for all that have not finished, and go on.
  private let carries: [Bool]
  private let body: FrozenProgram

  private init(_ loop: While, constants: [Bool], carries: [Bool]) {
    (self.loop, self.carries) = (loop, carries)
    body = FrozenProgram(
      loop.body, differing: constants + carries,
      arrays: carries.enumerated().map { $1 ? loop.constantCount + $0 : nil })
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
    let next = try body.results(isRunning: isRunning, inputs).enumerated().map { position, next in
      carries[position] && !body.isUpdated[position] ? SelectN()(isRunning, given.carries[position], next) : next
    }
    let goesOn = try loop.condition.evaluate(given.constants + next, where: isRunning)[0]
    return [And()(isRunning, goesOn)] + next
  }
}

/// A program for an example that may have finished, which then leaves arrays that are updated as they are.
private struct FrozenProgram {
  private let program: Program
  /// Which inputs are not to be used as they are once the example has finished.
  private let differing: [Bool]
  /// The equations that update an array, of which each gets the array from the one before.
  private var updates: Set<Int> = []
  /// Which outputs are arrays that are updated by nothing else.
  private(set) var isUpdated: [Bool] = []

  /// - Parameter arrays: for each output the input of which it may be an update.
  init(_ program: Program, differing: [Bool], arrays: [Int?]) {
    (self.program, self.differing) = (program, differing)
    for (position, array) in arrays.enumerated() {
      let chain = array.flatMap { program.updates(ofOutput: position, from: $0) }
      isUpdated.append(chain != nil)
      updates.formUnion(chain ?? [])
    }
  }

  func results(isRunning: Tensor, _ inputs: [Tensor]) throws -> [Tensor] {
    var environment = inputs
    // What other operations read of values that are not used once the example has finished.
    var valid = zip(inputs, differing).map { $1 ? ValidWhere()(isRunning, $0) : $0 }
    func read(_ atom: Atom, _ values: [Tensor]) -> Tensor {
      switch atom {
      case .variable(let variable): values[variable.index]
      case .constant(let value): Tensor(value)
      }
    }
    for (position, equation) in program.equations.enumerated() {
      let operands = equation.inputs.map { read($0, valid) }
      guard updates.contains(position) else {
        let results = try equation.results(operands, where: isRunning)
        environment += results
        valid += results
        continue
      }
      let arrays = equation.inputs.map { read($0, environment) }
      let results = try equation.asUserOperation { try frozen(equation.primitive, arrays, operands, isRunning) }
      environment += results
      valid += results.map { ValidWhere()(isRunning, $0) }
    }
    return zip(program.outputs, isUpdated).map { read($0, $1 ? environment : valid) }
  }

  /// The results of an update, which leaves the array as it is if the example has finished.
  ///
  /// - Parameters:
  ///   - arrays: the operands as they are.
  ///   - operands: the same, of which nothing is used if the example has finished.
  private func frozen(
    _ primitive: any Primitive, _ arrays: [Tensor], _ operands: [Tensor], _ isRunning: Tensor
  ) throws -> [Tensor] {
    switch primitive {
    case let loop as While: return try loop.running(isRunning, arrays, operands)
    case let loop as Scan: return try loop.running(isRunning, arrays, operands)
    case let scatter as any ScatterPrimitive:
      let update = SelectN()(isRunning, try scatter.updateWithoutEffect(arrays[0], operands), operands[2])
      return primitive.results([arrays[0], operands[1], update])
    default:
      let (update, starts) = (operands[1], operands.dropFirst(2))
      let old = DynamicSlice(sizes: update.shape.dimensions).results([arrays[0]] + starts)[0]
      return primitive.results([arrays[0], SelectN()(isRunning, old, update)] + starts)
    }
  }
}

extension ScatterPrimitive {
  /// Updates that leave the array as it is.
  fileprivate func updateWithoutEffect(_ array: Tensor, _ operands: [Tensor]) throws -> Tensor {
    let update = operands[2]
    // A negative zero is the number that does not change the sign of a zero either.
    if self is ScatterAdd { return Neg()(.zeros(update.type)) }
    if self is ScatterSub { return .zeros(update.type) }
    let sizes = try sliceSizes(Operands(operands.map(\.type), of: Self.id))
    return Gather(dimensions: dimensions, sliceSizes: sizes, mode: mode)(array, operands[1])
  }
}

extension While {
  /// The results of the loop, or the first values of its carries if a condition does not hold.
  fileprivate func running(_ isRunning: Tensor, _ arrays: [Tensor], _ operands: [Tensor]) throws -> [Tensor] {
    let types = [isRunning.type] + body.inputTypes
    let condition = try closedProgram(types, name: While.id) { inputs in
      [And()(inputs[0], try self.condition.evaluate(Array(inputs.dropFirst()), where: inputs[0])[0])]
    }
    let body = try closedProgram(types, name: While.id) { try self.body.evaluate(Array($0.dropFirst())) }
    return derived(condition: condition, body: body, constantCount: constantCount + 1).results(
      [isRunning] + operands.prefix(constantCount) + arrays.dropFirst(constantCount))
  }

  /// Which carries are arrays of which a step does nothing but update parts.
  func updatedCarries() -> [Bool] {
    body.outputs.indices.map { body.updates(ofOutput: $0, from: constantCount + $0) != nil }
  }

  /// Which operands decide how often the body is run; all of them if there is more in it that might not end.
  fileprivate func decidingOperands() -> [Bool] {
    guard condition.mayRunEarly, body.mayRunEarly else { return body.inputs.map { _ in true } }
    return closure(of: condition.inputsRead()) { read in
      ((), body.inputsRead(by: Array(read.dropFirst(constantCount))))
    }.mask
  }
}

extension Scan {
  /// The results of the loop, which leaves the arrays that its steps update as they are if a condition does not hold.
  fileprivate func running(_ isRunning: Tensor, _ arrays: [Tensor], _ operands: [Tensor]) throws -> [Tensor] {
    let carries = constantCount..<constantCount + carryCount
    let isUpdated = body.inputs.indices.map { carries.contains($0) && self.isUpdated(carry: $0 - constantCount) }
    let step = FrozenProgram(
      body, differing: isUpdated,
      arrays: body.outputs.indices.map { $0 < carryCount && isUpdated[constantCount + $0] ? constantCount + $0 : nil })
    let program = try closedProgram([isRunning.type] + body.inputTypes, name: Scan.id) { inputs in
      try step.results(isRunning: inputs[0], Array(inputs.dropFirst()))
    }
    let given = isUpdated.indices.map { isUpdated[$0] ? arrays[$0] : operands[$0] }
    return derived(program, constantCount: constantCount + 1, carryCount: carryCount).results([isRunning] + given)
  }

  /// Whether the steps do nothing with a carry but update parts of it.
  fileprivate func isUpdated(carry: Int) -> Bool {
    effects.isEmpty && body.updates(ofOutput: carry, from: constantCount + carry) != nil
  }
}

extension Program {
  /// The results for an example that may have finished, of which they are then not used: what might not end, or calls the
  /// host, is given values of an example that has not.
  fileprivate func evaluate(_ arguments: [Tensor], where isRunning: Tensor) throws -> [Tensor] {
    var values = arguments
    func read(_ atom: Atom) -> Tensor {
      switch atom {
      case .variable(let variable): values[variable.index]
      case .constant(let value): Tensor(value)
      }
    }
    for equation in equations { values += try equation.results(equation.inputs.map(read), where: isRunning) }
    return outputs.map(read)
  }

  /// Which inputs some of the outputs depend on.
  fileprivate func inputsRead(by isNeeded: [Bool]? = nil) -> [Bool] {
    let needed = isNeeded.map { outputs.selected($0) } ?? outputs
    let program = Program(inputs: inputs, equations: equations, outputs: needed)
    let read = program.removingDeadCode(keepsInputs: false).inputs
    return inputs.indices.map(read.contains)
  }

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
  /// The results for an example that may have finished; see the one of a program.
  fileprivate func results(_ operands: [Tensor], where isRunning: Tensor) throws -> [Tensor] {
    try asUserOperation {
      if mayRunEarly { return primitive.results(operands) }
      let isReplaced = (primitive as? While)?.decidingOperands() ?? operands.map { _ in true }
      return primitive.results(
        try zip(operands, isReplaced).map { try $1 ? ValidWhere.replacing(isRunning, $0) : $0 })
    }
  }

  /// The operand that is updated to make a result; `nil` if that is made in another way.
  fileprivate func array(updatedBy result: Variable) -> Atom? {
    switch primitive {
    case is DynamicUpdateSlice, is Scatter, is ScatterAdd, is ScatterSub, is ScatterMin, is ScatterMax: inputs[0]
    case let loop as While where loop.effects.isEmpty:
      outputs.firstIndex(of: result).map { inputs[loop.constantCount + $0] }
    case let loop as Scan:
      outputs.firstIndex(of: result).flatMap { position in
        position < loop.carryCount && loop.isUpdated(carry: position) ? inputs[loop.constantCount + position] : nil
      }
    default: nil
    }
  }
}
