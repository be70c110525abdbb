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

  /// The program in which an iteration of a scan carries out as many steps as its `unroll` asks for, in bodies as well.
  ///
  /// Scans with checkpoints stay as they are: these belong to steps, and of steps that are written out everything is kept
  /// for a backward pass.
  ///
  ///     let f = { (x: Tensor) in forLoop(0..<9, from: x, unroll: 4) { _, x in sin(x) } }
  ///     let program = try makeProgram(f)(Tensor(3.0)).unrollingLoops()
  ///     program.equations.count { $0.primitive is Scan }  // 1
  ///     (program.equations[0].primitive as? Scan)?.length ?? 0  // 2
  public func unrollingLoops() -> Program {
    guard hasUnrolledLoops else { return self }
    return rewritten { (equation, operands, rewriter) throws(TensorError) in
      guard let holder = equation.primitive as? any ProgramHolder else { return nil }
      let primitive = holder.mapBodies { $0.unrollingLoops() } as any Primitive
      guard let scan = primitive as? Scan, scan.isUnrolled,
        let steps = scan.repeatingSteps(scan.unroll, in: equation, operands: operands.map(\.type))
      else { return try rewriter.append(primitive, operands, in: equation) }
      return try rewriter.append(steps, operands)
    }
  }

  private var hasUnrolledLoops: Bool {
    equations.contains { equation in
      (equation.primitive as? Scan)?.isUnrolled ?? false
        || equation.primitive.bodies.contains(where: \.hasUnrolledLoops)
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
  ///
  /// - Parameter keepsBroadcasts: whether a broadcast, or an iota, stays in the loop where only operations on elements need it,
  ///   for a backend that fuses them.
  public func simplifyingLoops(keepingBroadcasts keepsBroadcasts: Bool = false) -> Program {
    guard equations.contains(where: { !$0.primitive.bodies.isEmpty }) else { return self }
    return rewritten { (equation, operands, rewriter) throws(TensorError) in
      switch equation.primitive {
      case let scan as Scan: try rewriter.append(scan, operands, in: equation, keepsBroadcasts)
      case let loop as While: try rewriter.append(loop, operands, in: equation, keepsBroadcasts)
      case let choice as Switch: try rewriter.append(choice, operands)
      default: nil
      }
    }
  }
}

extension Rewriter {
  fileprivate mutating func append(
    _ scan: Scan, _ operands: [Atom], in equation: Equation, _ keepsBroadcasts: Bool
  ) throws(TensorError) -> [Atom] {
    if let (loop, isInvariant) = scan.withoutInvariantCarries() {
      let given = scan.split(operands)
      let (same, changing) = separated(given.carries, isInvariant)
      let results = try append(loop, given.constants + same + changing + given.elements, in: equation)
      return isInvariant.merging(same, results)
    }
    if scan.isShort,
      let steps = scan.repeatingSteps(scan.length.known ?? 0, in: equation, operands: operands.map(\.type))
    {
      return try append(steps, operands)
    }
    guard let parts = scan.body.hoistingInvariants(constantCount: scan.constantCount, keepsBroadcasts: keepsBroadcasts)
    else {
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
    _ loop: While, _ operands: [Atom], in equation: Equation, _ keepsBroadcasts: Bool
  ) throws(TensorError) -> [Atom] {
    let constants = Array(operands.prefix(loop.constantCount))
    let carries = Array(operands.dropFirst(loop.constantCount))
    if let (changed, isInvariant) = loop.withoutInvariantCarries() {
      let (same, changing) = separated(carries, isInvariant)
      return isInvariant.merging(same, try append(changed, constants + same + changing, in: equation))
    }
    guard let parts = loop.body.hoistingInvariants(constantCount: loop.constantCount, keepsBroadcasts: keepsBroadcasts),
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
}

private func separated(_ carries: [Atom], _ isInvariant: [Bool]) -> (same: [Atom], changing: [Atom]) {
  let pairs = zip(carries, isInvariant)
  return (pairs.compactMap { $1 ? $0 : nil }, pairs.compactMap { $1 ? nil : $0 })
}

extension Scan {
  /// Whether an iteration of the compiled loop is to carry out several steps.
  fileprivate var isUnrolled: Bool { unroll > 1 && checkpoints == nil && (length.known ?? 0) > 0 }

  /// Whether writing the steps out makes the program little larger: one step, or a few small ones.
  fileprivate var isShort: Bool {
    guard let count = length.known, count > 0, effects.isEmpty, checkpoints == nil else { return false }
    // A step without operations still takes some to bring its elements and results to their places.
    let isSmall = count <= 16 / max(1, body.equations.count) && body.equations.allSatisfy(\.primitive.bodies.isEmpty)
    return count == 1 || isSmall
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
