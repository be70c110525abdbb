import JacobiCore

/// A kernel that generated code calls.
final class KernelCall: LibraryPlan {
  private let kernel: Kernel
  private let inputs: [TensorType]
  private let outputs: [TensorType]

  init(_ kernel: @escaping Kernel, _ inputs: [TensorType], _ outputs: [TensorType]) {
    self.kernel = kernel
    self.inputs = inputs
    self.outputs = outputs
  }

  func run(_ memory: CallMemory) throws {
    // Copies, because a kernel may keep its operands, and the memory here is used again.
    let values = inputs.indices.map { number in
      let value = TensorValue(uninitialized: inputs[number])
      // SAFETY: generated code gives memory of the operands' types.
      value.buffer.pointer.copyMemory(from: memory.operands[number], byteCount: inputs[number].byteCount)
      return value
    }
    let computed = try kernel(values, outputs)
    guard computed.map(\.type) == outputs else {
      throw TensorError.executionFailed(
        reason: "a kernel gave results of types \(computed.map(\.type)) instead of \(outputs)",
        operation: Operation("jit", operands: inputs))
    }
    for (number, value) in computed.enumerated() {
      // SAFETY: as for the operands.
      memory.results[number].copyMemory(from: value.buffer.pointer, byteCount: outputs[number].byteCount)
    }
  }
}
