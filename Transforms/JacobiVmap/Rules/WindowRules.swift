import JacobiCore
import JacobiPrimitives

// Along the batch axis the window has one element and takes every position.

extension Batching {
  static let windowedRules = RuleTable<Batching> { table in
    for primitive in standardPrimitives {
      guard let reduction = primitive as? any WindowReductionPrimitive.Type else { continue }
      table[reduction] = windowReductionRule(reduction)
    }
    table.add(SelectAndGatherAdd.self) { gather, operands, size in
      let axis = operands.commonAxis
      let batched = SelectAndGatherAdd(
        gather.selection, sizes: gather.sizes.inserting(1, at: axis),
        motion: gather.motion.inserting(WindowMotion(), at: axis))
      return [Batched(batched.results(operands.placed(at: axis, size: size))[0], axis: axis)]
    }
    table.add(SelectAndScatterAdd.self) { scatter, operands, size in
      let axis = operands.commonAxis
      let batched = SelectAndScatterAdd(
        scatter.selection, sizes: scatter.sizes.inserting(1, at: axis),
        motion: scatter.motion.inserting(WindowMotion(), at: axis))
      return [Batched(batched.results(operands.placed(at: axis, size: size))[0], axis: axis)]
    }
    table.add(SelectAndScatter.self) { scatter, operands, size in
      if operands[2].isBatched { return [try scatter.appliedToEach(operands, size)] }
      let axis = Array(operands[..<2]).commonAxis
      var batched = scatter
      batched.sizes.insert(1, at: axis)
      batched.motion.insert(WindowMotion(), at: axis)
      let result = batched(
        operands[0].placed(at: axis, size: size), operands[1].placed(at: axis, size: size), operands[2].tensor)
      return [Batched(result, axis: axis)]
    }
    table.add(ReduceWindow.self) { reduction, operands, size in
      let (tensors, scalars) = (operands.prefix(operands.count / 2), operands.suffix(operands.count / 2))
      return scalars.contains(where: \.isBatched)
        ? try reduction.applied(Array(tensors), startingWithEach: Array(scalars), size)
        : reduction.applied(Array(tensors), scalars.map(\.tensor), size)
    }
  }

  private static func windowReductionRule<P: WindowReductionPrimitive>(_ reduction: P.Type) -> Rule {
    { primitive, operands, _ in
      let primitive = primitive.asRow(P.self)
      let axis = operands.commonAxis
      let batched = P(
        sizes: primitive.sizes.inserting(1, at: axis), motion: primitive.motion.inserting(WindowMotion(), at: axis))
      return [Batched(batched(operands[0].tensor), axis: axis)]
    }
  }
}

extension ReduceWindow {
  /// All examples start with the same scalars.
  fileprivate func applied(_ tensors: [Batched], _ scalars: [Tensor], _ size: Dimension) -> [Batched] {
    let axis = tensors.commonAxis
    let batched = ReduceWindow(
      body, sizes: sizes.inserting(1, at: axis), motion: motion.inserting(WindowMotion(), at: axis))
    return batched.results(tensors.placed(at: axis, size: size) + scalars).map { Batched($0, axis: axis) }
  }

  /// Each example starts with scalars of its own: every element brings them along, and the first of a window uses them.
  fileprivate func applied(
    _ tensors: [Batched], startingWithEach scalars: [Batched], _ size: Dimension
  ) throws -> [Batched] {
    let axis = tensors.filter(\.isBatched).commonAxis
    let shape = tensors[0].shape
    let initial = scalars.map { $0.spread(over: shape, at: axis, size) }
    let flags = Tensor.ones(TensorType(.bool, shape.inserting(size, at: axis)))
    let started = ReduceWindow(
      try bodyWithInitial(), sizes: sizes.inserting(1, at: axis), motion: motion.inserting(WindowMotion(), at: axis))
    let zeros = scalars.map { Tensor.zeros($0.type) }
    let results = started.results(
      tensors.placed(at: axis, size: size) + initial + [flags] + zeros + zeros + [.zeros(TensorType(.bool, []))])
    // A window without elements gives the scalars.
    let positions = results[0].shape.removing(axes: [axis])
    return scalars.indices.map { index in
      let unchanged = scalars[index].spread(over: positions, at: axis, size)
      return Batched(SelectN()(results[results.count - 1], unchanged, results[index]), axis: axis)
    }
  }

  /// The program on scalars, initial scalars, and whether there were any elements so far.
  private func bodyWithInitial() throws -> Program {
    let types = body.outputTypes
    let half = types + types + [TensorType(.bool, [])]
    let traced = try traceProgram(half + half, name: "vmap") { inputs in
      let count = types.count
      let (combined, element) = (Array(inputs[..<half.count]), Array(inputs[half.count...]))
      let hasStarted = combined[2 * count]
      let scalars = (0..<count).map { SelectN()(hasStarted, element[count + $0], combined[$0]) }
      return try body.evaluate(scalars + element[..<count]) + element[count...]
    }
    precondition(traced.captured.isEmpty, "internal error: a program of scalars captured a traced value")
    return traced.program
  }
}

extension SelectAndScatter {
  /// One example after another, in a loop: the program `scatter` takes no other numbers than those it combines.
  fileprivate func appliedToEach(_ operands: [Batched], _ size: Dimension) throws -> Batched {
    let (shared, batched) = (operands.filter { !$0.isBatched }, operands.filter(\.isBatched))
    let step = try traceProgram((shared + batched).map(\.type), name: "vmap") { inputs in
      var constants = inputs.prefix(shared.count)
      var elements = inputs.dropFirst(shared.count)
      return results(operands.map { $0.isBatched ? elements.removeFirst() : constants.removeFirst() })
    }
    precondition(step.captured.isEmpty, "internal error: a program of its inputs captured a traced value")
    let loop = Scan(step.program, constantCount: shared.count, carryCount: 0, length: size)
    let constants = shared.map(\.tensor)
    let examples = batched.placed(at: 0, size: size)
    return Batched(loop.results(constants + examples)[0], axis: 0)
  }
}

extension Batched {
  /// A scalar, one or one for each example, repeated over a shape with the batch axis at `target`.
  fileprivate func spread(over shape: Shape, at target: Int, _ size: Dimension) -> Tensor {
    BroadcastInDim(to: shape.inserting(size, at: target), dimensions: isBatched ? [target] : [])(tensor)
  }
}

extension Array {
  fileprivate func inserting(_ element: Element, at position: Int) -> [Element] {
    var result = self
    result.insert(element, at: position)
    return result
  }
}
