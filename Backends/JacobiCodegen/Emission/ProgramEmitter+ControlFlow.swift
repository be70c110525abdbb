import JacobiCore
import JacobiPrimitives

extension ProgramEmitter {
  /// Writes an operation that runs programs.
  func emitPrograms(_ layouts: [ProgramLayout], _ equation: Equation, _ memory: IRValue) throws {
    let isRepeated = code.isRepeated
    code.isRepeated = isRepeated || equation.primitive is Scan || equation.primitive is While
    defer { code.isRepeated = isRepeated }
    switch equation.primitive {
    case let scan as Scan: try emit(scan, layouts[0], equation, memory)
    case let loop as While: try emit(loop, layouts, equation, memory)
    case is Switch: try emitSwitch(layouts, equation, memory)
    default:
      let inputs = equation.inputs.map { storage(of: $0) }
      finish(equation, try run(layouts[0], inputs, memory, outputPlaces(equation)))
    }
  }

  /// Writes a program in place.
  private func run(
    _ layout: ProgramLayout, _ inputs: [Storage], _ memory: IRValue, _ destinations: [IRValue?]
  ) throws -> [Storage] {
    let emitter = ProgramEmitter(code, layout, inputs: inputs, arena: memory, destinations: destinations)
    return try emitter.emit()
  }

  /// Where the results of an operation go; `nil` for those of one element.
  private func outputPlaces(_ equation: Equation) -> [IRValue?] {
    equation.outputs.map { output in
      if output.type.elementCount == 1 { return nil }
      return memory(for: output.index, output.type) ?? stack(output.type)
    }
  }

  private func finish(_ equation: Equation, _ results: [Storage]) {
    for (output, result) in zip(equation.outputs, results) {
      // An output of the program that has one element was asked for in a register, and goes where it is wanted at the end.
      set(output.index, result)
    }
  }

  /// The results that take over the memory of operands.
  private func resultsInPlace(of equation: Equation) -> Set<Int> {
    Set(equation.outputs.indices.filter { layout.isSharing(equation.outputs[$0].index) })
  }

  // MARK: Loops

  private func emit(_ scan: Scan, _ body: ProgramLayout, _ equation: Equation, _ memory: IRValue) throws {
    let length = Shape([scan.length]).sizes[0]
    let inputs = scan.split(equation.inputs)
    let constants = inputs.constants.map { storage(of: $0) }
    let elements = inputs.elements.map { pointer(storage(of: $0), $0.type) }
    let elementTypes = scan.split(body.program.inputTypes).elements
    let results = equation.outputs.dropFirst(scan.carryCount).map { output in
      self.memory(for: output.index, output.type) ?? stack(output.type)
    }
    let resultTypes = body.program.outputTypes.dropFirst(scan.carryCount)
    var carried = LoopCarries(
      self,
      CarryMemory(
        body, firstInput: scan.constantCount, count: scan.carryCount, shared: resultsInPlace(of: equation)),
      inputs.carries, memory)
    let rest = builder.offset(memory, by: builder.integer(carried.byteCount, .integer(64)), of: .integer(8))
    let zero = builder.integer(0, .integer(64))
    let final = try builder.loop(
      from: zero, to: builder.integer(length, .integer(64)), step: 1, carrying: carried.state
    ) { counter, state in
      carried.state = state
      let step = scan.isReversed ? builder.sub(builder.integer(length - 1, .integer(64)), counter) : counter
      let slices = zip(elements, elementTypes).map { slice($0, step, $1) }
      let stepResults = zip(results, resultTypes).map { self.place($0, step, $1) }
      let outputs = try run(
        body, constants + carried.storages + slices, rest, carried.destinations + stepResults)
      carried.advance(outputs)
      return carried.state
    }
    carried.state = final
    finish(equation, carried.storages + results.map { .memory($0) })
    carried.deliver(equation)
  }

  /// The element of a step, of those that lie one after the other.
  private func slice(_ pointer: IRValue, _ step: IRValue, _ type: TensorType) -> Storage {
    let place = place(pointer, step, type)
    return type.elementCount == 1 ? .register(code.load(place, type.dtype)) : .memory(place)
  }

  private func place(_ pointer: IRValue, _ step: IRValue, _ type: TensorType) -> IRValue {
    let offset = builder.mul(step, builder.integer(type.byteCount, .integer(64)))
    return builder.offset(pointer, by: offset, of: .integer(8))
  }

  private func emit(
    _ loop: While, _ layouts: [ProgramLayout], _ equation: Equation, _ memory: IRValue
  ) throws {
    let constants = equation.inputs.prefix(loop.constantCount).map { storage(of: $0) }
    var carried = LoopCarries(
      self,
      CarryMemory(
        layouts[1], firstInput: loop.constantCount, count: equation.outputs.count,
        shared: resultsInPlace(of: equation)),
      Array(equation.inputs.dropFirst(loop.constantCount)), memory)
    let rest = builder.offset(memory, by: builder.integer(carried.byteCount, .integer(64)), of: .integer(8))
    let (before, header, body, exit) = (
      builder.currentBlock, builder.block("while"), builder.block("while.body"), builder.block("while.end")
    )
    builder.branch(to: header)
    builder.position(at: header)
    let phis = carried.state.map { builder.phi($0.type) }
    for (phi, value) in zip(phis, carried.state) { phi.add(value, from: before) }
    carried.state = phis.map(\.value)
    let condition = try run(layouts[0], constants + carried.storages, rest, [nil])
    let (storages, state) = (carried.storages, carried.state)
    builder.branch(if: element(condition[0], TensorType(.bool, [])).value, then: body, else: exit)
    builder.position(at: body)
    carried.advance(try run(layouts[1], constants + carried.storages, rest, carried.destinations))
    let latch = builder.currentBlock
    for (phi, value) in zip(phis, carried.state) { phi.add(value, from: latch) }
    builder.branch(to: header)
    builder.position(at: exit)
    carried.state = state
    finish(equation, storages)
    carried.deliver(equation)
  }

  // MARK: Branches

  private func emitSwitch(_ layouts: [ProgramLayout], _ equation: Equation, _ memory: IRValue) throws {
    let selector = equation.inputs[0]
    let number = builder.convert(element(storage(of: selector), selector.type), from: selector.type.dtype, to: .int64)
    let inputs = equation.inputs.dropFirst().map { storage(of: $0) }
    let destinations = outputPlaces(equation)
    let blocks = layouts.indices.map { builder.block("branch.\($0)") }
    let exit = builder.block("branches.end")
    // What is out of range picks the nearest branch.
    let isUnsigned = selector.type.dtype.isUnsigned
    let zero = builder.integer(0, .integer(64))
    let raised =
      isUnsigned
      ? number.value : builder.intrinsic("llvm.smax", [.integer(64)], [number.value, zero])
    let limited = builder.intrinsic(
      "llvm.umin", [.integer(64)], [raised, builder.integer(layouts.count - 1, .integer(64))])
    builder.switchTo(
      limited, cases: blocks.dropLast().enumerated().map { ($0.offset, $0.element) }, default: blocks[blocks.count - 1])
    var ends: [(block: IRBlock, parts: [IRValue])] = []
    var results: [Storage] = []
    for (layout, block) in zip(layouts, blocks) {
      builder.position(at: block)
      results = try run(layout, inputs, memory, destinations)
      ends.append((builder.currentBlock, results.flatMap(\.parts)))
      builder.branch(to: exit)
    }
    builder.position(at: exit)
    let merged = ends[0].parts.indices.map { part in
      let phi = builder.phi(ends[0].parts[part].type)
      for end in ends { phi.add(end.parts[part], from: end.block) }
      return phi.value
    }
    finish(equation, Storage.rebuilt(results, merged))
  }
}

extension Storage {
  /// The values in registers.
  var parts: [IRValue] {
    if case .register(let element) = self { element.parts } else { [] }
  }

  /// The same values, with others in the registers.
  static func rebuilt(_ storages: [Storage], _ parts: [IRValue]) -> [Storage] {
    var rest = parts[...]
    return storages.map { storage in
      guard case .register(var element) = storage else { return storage }
      element.parts = element.parts.map { _ in rest.removeFirst() }
      return .register(element)
    }
  }
}
