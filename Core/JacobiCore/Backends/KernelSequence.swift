/// An executable that runs a program kernel by kernel, on the kernels of any backend.
///
/// Kernels are looked up once. Every value is dropped after its last use, so that no more memory is held than is needed.
public struct KernelSequence: Executable {
  private struct Step: Sendable {
    var name: String
    var kernel: Kernel
    /// Used instead of the former where there is one.
    var updatingKernel: UpdatingKernel?
    var operands: [Atom]
    var outputTypes: [TensorType]
    /// The slot of the first result; results are consecutive.
    var firstSlot: Int
    /// Operands that no later step reads.
    var consumed: [Int]
    /// Results that no step reads.
    var unused: [Int]
  }

  private let steps: [Step]
  private let outputs: [Atom]
  private let slotCount: Int

  /// - Throws: ``TensorError/missingRule(primitive:rule:remedy:operation:)`` for a primitive without a kernel.
  public init(_ program: Program, on backend: any Backend) throws {
    var lastUses: [Int: Int] = [:]
    for (position, equation) in program.equations.enumerated() {
      for case .variable(let variable) in equation.inputs { lastUses[variable.index] = position }
    }
    let kept = Set(program.outputs.compactMap { $0.variable?.index })
    var consumed = [[Int]](repeating: [], count: program.equations.count)
    for (slot, position) in lastUses where !kept.contains(slot) { consumed[position].append(slot) }

    slotCount = program.inputs.count + program.equations.reduce(0) { $0 + $1.outputs.count }
    outputs = program.outputs
    var steps: [Step] = []
    var firstSlot = program.inputs.count
    for (position, equation) in program.equations.enumerated() {
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
          operands: equation.inputs, outputTypes: equation.outputs.map(\.type), firstSlot: firstSlot,
          consumed: consumed[position],
          unused: equation.outputs.map(\.index).filter { lastUses[$0] == nil && !kept.contains($0) }))
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
    for (slot, input) in inputs.enumerated() { slots[slot] = input }
    // From here on only the slots refer to the inputs, so that a kernel can tell when it is the last to need one.
    inputs = []

    for step in steps {
      var operands = step.operands.map { slots.read($0) }
      for slot in step.consumed { slots[slot] = nil }
      let results =
        if let updatingKernel = step.updatingKernel {
          try updatingKernel(&operands, step.outputTypes)
        } else {
          try step.kernel(operands, step.outputTypes)
        }
      guard results.count == step.outputTypes.count else {
        throw TensorError.executionFailed(
          reason: "a kernel gave \(results.count) results instead of \(step.outputTypes.count)",
          operation: Operation(step.name))
      }
      for (offset, result) in results.enumerated() { slots[step.firstSlot + offset] = result }
      for slot in step.unused { slots[slot] = nil }
    }
    return outputs.map { slots.read($0) }
  }
}

extension [TensorValue?] {
  fileprivate func read(_ atom: Atom) -> TensorValue {
    switch atom {
    case .variable(let variable): self[variable.index]!
    case .constant(let value): value
    }
  }
}
