import JacobiCore
import JacobiPrimitives

extension Program {
  /// The program in which loops and branches know the numbers that they are given: operands that are a known number, or repeat
  /// one, become part of the body, and what is given twice is given once.
  ///
  ///     let f = { (x: Tensor) in forLoop(0..<100, from: x) { _, x in x * 2 } }
  ///     let program = try makeProgram(f)(Tensor(3.0))
  ///     program.movingConstantsIntoLoops().equations.count  // 1
  public func movingConstantsIntoLoops() -> Program {
    guard equations.contains(where: { !$0.primitive.bodies.isEmpty }) else { return self }
    let scalars = UniformConstants()
    var repeated: [Int: RepeatedConstant] = [:]
    func constant(_ atom: Atom) -> RepeatedConstant? {
      switch atom {
      case .variable(let variable): repeated[variable.index]
      case .constant(let value): scalars.scalar(of: value).map { RepeatedConstant(scalar: $0, shape: value.shape) }
      }
    }
    return rewritten { (equation, operands, rewriter) throws(TensorError) in
      if equation.primitive is BroadcastInDim, let scalar = operands[0].constantValue, scalar.type.rank == 0 {
        let results = try rewriter.append(equation, operands)
        repeated[results[0].variable!.index] = RepeatedConstant(scalar: scalar, shape: results[0].type.shape)
        return results
      }
      guard let loop = equation.primitive.knowing(operands, constant) else { return nil }
      return try rewriter.append(loop.primitive, loop.operands, in: equation)
    }
  }
}

extension Primitive {
  /// A loop or choice in which the numbers that are known are part of the bodies, with the other operands.
  fileprivate func knowing(
    _ operands: [Atom], _ constant: (Atom) -> RepeatedConstant?
  ) -> (primitive: any Primitive, operands: [Atom])? {
    switch self {
    case var scan as Scan:
      let given = scan.split(operands)
      let constants = InputBinding.bindings(given.constants, constant)
      let elements = InputBinding.bindings(given.elements) { _ in nil }
      let first = scan.constantCount + scan.carryCount
      let bindings = constants + given.carries.map { _ in nil } + elements.map { $0?.shifted(by: first) }
      guard bindings.contains(where: { $0 != nil }) else { return nil }
      scan.body = scan.body.binding(bindings)
      scan.constantCount = constants.count { $0 == nil }
      return (scan, operands.unbound(bindings))
    case let loop as While:
      let constants = InputBinding.bindings(Array(operands.prefix(loop.constantCount)), constant)
      guard constants.contains(where: { $0 != nil }) else { return nil }
      let bindings = constants + operands.dropFirst(loop.constantCount).map { _ in nil }
      let changed = While(
        condition: loop.condition.binding(bindings), body: loop.body.binding(bindings),
        constantCount: constants.count { $0 == nil }, checkpoints: loop.checkpoints)
      return (changed, operands.unbound(bindings))
    case let choice as Switch:
      let bindings = InputBinding.bindings(Array(operands.dropFirst()), constant)
      guard bindings.contains(where: { $0 != nil }) else { return nil }
      let changed = Switch(choice.branches.map { $0.binding(bindings) }, isLazy: choice.isLazy)
      return (changed, [operands[0]] + Array(operands.dropFirst()).unbound(bindings))
    default: return nil
    }
  }
}

/// What is known of an input of a program.
enum InputBinding {
  case number(RepeatedConstant)
  /// It is the same as an earlier one.
  case input(Int)

  static func bindings(_ operands: [Atom], _ constant: (Atom) -> RepeatedConstant?) -> [InputBinding?] {
    var first: [Atom: Int] = [:]
    return operands.enumerated().map { position, atom in
      if let number = constant(atom) { return .number(number) }
      if let earlier = first[atom] { return .input(earlier) }
      first[atom] = position
      return nil
    }
  }

  func shifted(by count: Int) -> InputBinding {
    if case .input(let position) = self { .input(position + count) } else { self }
  }
}

extension [Atom] {
  /// The operands of inputs of which nothing is known.
  fileprivate func unbound(_ bindings: [InputBinding?]) -> [Atom] {
    zip(self, bindings).compactMap { $1 == nil ? $0 : nil }
  }
}

extension Program {
  /// The program without the inputs that are known.
  func binding(_ bindings: [InputBinding?]) -> Program {
    var rewriter = Rewriter()
    var arguments: [Atom?] = zip(inputTypes, bindings).map { type, binding in
      binding == nil ? rewriter.input(type) : nil
    }
    do throws(TensorError) {
      for (position, binding) in bindings.enumerated() {
        switch binding {
        case .number(let number): arguments[position] = try rewriter.append(number, in: nil)
        case .input(let earlier): arguments[position] = arguments[earlier]
        case nil: continue
        }
      }
      let outputs = try rewriter.append(self, arguments.map { $0! })
      return rewriter.program(returning: outputs)
    } catch {
      preconditionFailure("internal error: known inputs made an ill-typed program: \(error)")
    }
  }
}
