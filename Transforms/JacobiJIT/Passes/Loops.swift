import JacobiCore
import JacobiPrimitives

extension Program {
  /// The program with the bodies of its loops, branches and calls simplified.
  func simplifyingBodies(for backend: any Backend) -> Program {
    guard equations.contains(where: { $0.primitive is any ProgramHolder }) else { return self }
    return rewritten { (equation, operands, rewriter) throws(TensorError) in
      guard let holder = equation.primitive as? any ProgramHolder else { return nil }
      return try rewriter.append(holder.mapBodies { $0.simplified(for: backend) }, operands, in: equation)
    }
  }

  /// The program in which loops do only what differs from step to step: carries that never change are constants, what
  /// depends on constants alone is computed before the loop, short loops are written out, and a choice that is known is
  /// made.
  ///
  ///     let square = { (_: Tensor, x: Tensor) in x * x }
  ///     let program = try makeProgram { (x: Tensor) in forLoop(0..<2, from: x, square) }(Tensor(3.0))
  ///     program.equations.count  // 1
  ///     program.simplifyingLoops().removingDeadCode().program.equations.count  // 2
  public func simplifyingLoops() -> Program {
    guard equations.contains(where: { !$0.primitive.bodies.isEmpty }) else { return self }
    return rewritten { (equation, operands, rewriter) throws(TensorError) in
      switch equation.primitive {
      case let scan as Scan: try rewriter.append(scan, operands, in: equation)
      case let loop as While: try rewriter.append(loop, operands, in: equation)
      case let choice as Switch: try rewriter.append(choice, operands)
      default: nil
      }
    }
  }
}

extension Rewriter {
  fileprivate mutating func append(
    _ scan: Scan, _ operands: [Atom], in equation: Equation
  ) throws(TensorError) -> [Atom] {
    if let (loop, isInvariant) = scan.withoutInvariantCarries() {
      let given = scan.split(operands)
      let (same, changing) = separated(given.carries, isInvariant)
      let results = try append(loop, given.constants + same + changing + given.elements, in: equation)
      return merged(same, results, isInvariant)
    }
    if let count = scan.shortLength { return try unrolled(scan, count, operands) }
    guard let parts = scan.body.hoistingInvariants(constantCount: scan.constantCount) else {
      return try append(scan as any Primitive, operands, in: equation)
    }
    let given = scan.split(operands)
    let invariants = try append(parts.invariant, given.constants)
    var loop = scan
    loop.body = parts.body
    loop.constantCount += invariants.count
    return try append(
      loop as any Primitive, given.constants + invariants + given.carries + given.elements, in: equation)
  }

  fileprivate mutating func append(
    _ loop: While, _ operands: [Atom], in equation: Equation
  ) throws(TensorError) -> [Atom] {
    let constants = Array(operands.prefix(loop.constantCount))
    let carries = Array(operands.dropFirst(loop.constantCount))
    if let (changed, isInvariant) = loop.withoutInvariantCarries() {
      let (same, changing) = separated(carries, isInvariant)
      return merged(same, try append(changed, constants + same + changing, in: equation), isInvariant)
    }
    guard let parts = loop.body.hoistingInvariants(constantCount: loop.constantCount),
      let condition = try? loop.condition.takingMoreConstants(parts.invariant.outputTypes, after: constants.count)
    else { return try append(loop as any Primitive, operands, in: equation) }
    let invariants = try append(parts.invariant, constants)
    let hoisted = While(
      condition: condition, body: parts.body, constantCount: loop.constantCount + invariants.count,
      checkpoints: loop.checkpoints)
    return try append(hoisted as any Primitive, constants + invariants + carries, in: equation)
  }

  /// The branch itself where it is known which one is taken.
  fileprivate mutating func append(_ choice: Switch, _ operands: [Atom]) throws(TensorError) -> [Atom]? {
    let rest = Array(operands.dropFirst())
    if choice.branches.count == 1 { return try append(choice.branches[0], rest) }
    guard let value = operands[0].constantValue else { return nil }
    let index: Int
    switch value.dtype {
    case .bool: index = Tensor(value).item(Bool.self) ? 1 : 0
    case .uint64: index = Int(clamping: Tensor(value).item(UInt64.self))
    default: index = Int(Tensor(value).item(Int64.self))
    }
    return try append(choice.branches[min(max(index, 0), choice.branches.count - 1)], rest)
  }

  /// The steps of a loop one after the other.
  private mutating func unrolled(_ scan: Scan, _ count: Int, _ operands: [Atom]) throws(TensorError) -> [Atom] {
    let given = scan.split(operands)
    var carries = given.carries
    var results = [[Atom]](repeating: [], count: scan.outputCount - scan.carryCount)
    for step in 0..<count {
      let index = scan.isReversed ? count - 1 - step : step
      var elements: [Atom] = []
      for element in given.elements { elements.append(try self.element(element, index)) }
      let outputs = try append(scan.body, given.constants + carries + elements)
      carries = Array(outputs.prefix(scan.carryCount))
      for (position, output) in outputs.dropFirst(scan.carryCount).enumerated() {
        results[position].append(try append(Reshape(to: output.type.shape.inserting(1, at: 0)), [output])[0])
      }
    }
    for steps in results {
      carries.append(try append(Concatenate(axis: 0), scan.isReversed ? steps.reversed() : steps)[0])
    }
    return carries
  }

  private mutating func element(_ elements: Atom, _ index: Int) throws(TensorError) -> Atom {
    let shape = elements.type.shape
    let rest = shape.dimensions.dropFirst()
    let slice = Slice(
      starts: [Dimension(index)] + rest.map { _ in 0 }, limits: [Dimension(index + 1)] + rest)
    return try append(Reshape(to: Shape(Array(rest))), append(slice, [elements]))[0]
  }
}

private func separated(_ carries: [Atom], _ isInvariant: [Bool]) -> (same: [Atom], changing: [Atom]) {
  let pairs = zip(carries, isInvariant)
  return (pairs.compactMap { $1 ? $0 : nil }, pairs.compactMap { $1 ? nil : $0 })
}

/// The results of a loop, where `same` are those of carries that do not change.
private func merged(_ same: [Atom], _ results: [Atom], _ isInvariant: [Bool]) -> [Atom] {
  var (same, results) = (same[...], results[...])
  let carries = isInvariant.map { $0 ? same.removeFirst() : results.removeFirst() }
  return carries + results
}

extension Scan {
  /// The number of steps, if writing them out makes the program little larger: one step, or a few small ones.
  fileprivate var shortLength: Int? {
    guard let count = length.known, count > 0, effects.isEmpty else { return nil }
    // A step without operations still takes some to bring its elements and results to their places.
    let isSmall = count <= 16 / max(1, body.equations.count) && body.equations.allSatisfy(\.primitive.bodies.isEmpty)
    return count == 1 || count <= unroll || isSmall ? count : nil
  }
}

extension Program {
  /// The same program with further inputs after the first ones, which it does not read.
  fileprivate func takingMoreConstants(_ types: [TensorType], after count: Int) throws(TensorError) -> Program {
    var builder = ProgramBuilder()
    var arguments: [Atom] = []
    for type in inputTypes.prefix(count) { arguments.append(.variable(builder.input(type))) }
    for type in types { _ = builder.input(type) }
    for type in inputTypes.dropFirst(count) { arguments.append(.variable(builder.input(type))) }
    for equation in equations {
      let operands = equation.inputs.map { atom in atom.variable.map { arguments[$0.index] } ?? atom }
      arguments += try builder.append(equation, operands: operands)
    }
    return builder.program(returning: outputs.map { atom in atom.variable.map { arguments[$0.index] } ?? atom })
  }
}
