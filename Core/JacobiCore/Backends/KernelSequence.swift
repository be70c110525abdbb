/// An executable that runs a program kernel by kernel, on the kernels of any backend.
///
/// Kernels are looked up once. Every value is dropped after its last use, so that no more memory is held than is needed.
public struct KernelSequence: Executable {
  private let steps: [Step]
  private let outputs: [Source]
  private let slotCount: Int
  private let inputCount: Int

  /// - Throws: ``TensorError/missingRule(primitive:rule:remedy:operation:)`` for a primitive without a kernel.
  public init(_ program: Program, on backend: any Backend) throws {
    // From the last use of each value to the first.
    var read: Set<Int> = []
    outputs = Source.list(program.outputs, readLater: &read)
    let operands = program.equations.reversed().map { equation in
      let unused = equation.outputs.map(\.index).filter { !read.contains($0) }
      return (Source.list(equation.inputs, readLater: &read), unused)
    }

    inputCount = program.inputs.count
    slotCount = program.inputs.count + program.equations.reduce(0) { $0 + $1.outputs.count }
    var steps: [Step] = []
    var firstSlot = program.inputs.count
    for (equation, (operands, unused)) in zip(program.equations, operands.reversed()) {
      for output in equation.outputs {
        try output.type.requireMemory {
          Operation(type(of: equation.primitive).id, operands: equation.inputs.map(\.type), site: equation.site)
        }
      }
      steps.append(
        Step(
          name: type(of: equation.primitive).id,
          kernel: try backend.requiredKernel(for: equation.primitive, inputs: equation.inputs.map(\.type)),
          updatingKernel: try backend.updatingKernel(
            for: equation.primitive, inputs: equation.inputs.map(\.type)),
          operands: operands, outputTypes: equation.outputs.map(\.type), firstSlot: firstSlot, unused: unused))
      firstSlot += equation.outputs.count
    }
    self.steps = steps
  }

  public func run(_ inputs: [TensorValue]) throws -> [TensorValue] {
    var inputs = inputs
    return try run(consuming: &inputs)
  }

  public func run(consuming inputs: inout [TensorValue]) throws -> [TensorValue] {
    var slots = [TensorValue?](repeating: nil, count: slotCount)
    for slot in inputs.indices { slots[slot] = inputs[slot] }
    // From here on only the slots refer to the inputs, so that a kernel can tell when it is the last to need one.
    inputs = []
    for index in steps.indices { try steps[index].run(on: &slots) }
    return outputs.map { output in
      switch output {
      // Results are values of their own, also where they are an argument, a constant or one value twice.
      case .lastUse(let slot) where slot >= inputCount: slots.read(output)
      case .slot, .lastUse, .constant: slots.read(output).shared
      }
    }
  }
}

/// Where an operand or an output comes from.
private enum Source: Sendable {
  case slot(Int)
  /// A slot that nothing reads afterwards: the value leaves it.
  case lastUse(of: Int)
  case constant(TensorValue)

  /// The sources of values that are read one after the other.
  ///
  /// - Parameter readLater: the slots that are read afterwards; those of the list are added.
  static func list(_ atoms: [Atom], readLater: inout Set<Int>) -> [Source] {
    let sources = atoms.reversed().map { (atom: Atom) -> Source in
      switch atom {
      case .variable(let variable):
        readLater.insert(variable.index).inserted ? .lastUse(of: variable.index) : .slot(variable.index)
      case .constant(let value): .constant(value)
      }
    }
    return sources.reversed()
  }
}

/// One operation; a class, so that running it copies none of its parts.
private final class Step: Sendable {
  let name: String
  let kernel: Kernel
  /// Used instead of the former where there is one.
  let updatingKernel: UpdatingKernel?
  let operands: [Source]
  let outputTypes: [TensorType]
  /// The slot of the first result; results are consecutive.
  let firstSlot: Int
  /// Results that no step reads.
  let unused: [Int]

  init(
    name: String, kernel: @escaping Kernel, updatingKernel: UpdatingKernel?, operands: [Source],
    outputTypes: [TensorType], firstSlot: Int, unused: [Int]
  ) {
    self.name = name
    self.kernel = kernel
    self.updatingKernel = updatingKernel
    self.operands = operands
    self.outputTypes = outputTypes
    self.firstSlot = firstSlot
    self.unused = unused
  }

  func run(on slots: inout [TensorValue?]) throws {
    var operands = self.operands.map { slots.read($0) }
    let results =
      if let updatingKernel {
        try updatingKernel(&operands, outputTypes)
      } else {
        try kernel(operands, outputTypes)
      }
    guard results.count == outputTypes.count else {
      throw TensorError.executionFailed(
        reason: "a kernel gave \(results.count) results instead of \(outputTypes.count)",
        operation: Operation(name))
    }
    for offset in results.indices { slots[firstSlot + offset] = results[offset] }
    for slot in unused { slots[slot] = nil }
  }
}

extension [TensorValue?] {
  fileprivate mutating func read(_ source: Source) -> TensorValue {
    switch source {
    case .slot(let slot): self[slot]!
    case .lastUse(let slot): self[slot].take()!
    case .constant(let value): value
    }
  }
}
