import JacobiCore

/// The kernels of the ``ReferenceBackend`` that may write into the memory of their operands.
enum UpdatingKernels: RuleKind {
  /// Chooses the kernel of a primitive for operands of the given types.
  typealias Rule = @Sendable (_ primitive: any Primitive, _ inputs: [TensorType]) throws -> UpdatingKernel

  static let name = "the reference backend, in place"
  static let remedy = "Such a kernel is never needed"
  static let standard = RuleTable<UpdatingKernels>(.updates, .controlFlow)
  static func conformance(of primitive: any Primitive.Type) -> Rule? { nil }
}

extension RuleTable<UpdatingKernels> {
  /// Adds a row that depends on the primitive's parameters and the types of its operands.
  mutating func add<Row: Primitive>(
    _ primitive: Row.Type, _ kernel: @escaping @Sendable (Row, [TensorType]) throws -> UpdatingKernel
  ) {
    self[primitive] = { primitive, inputs in try kernel(primitive.asRow(), inputs) }
  }
}

extension RuleTable<ReferenceKernels> {
  /// Adds rows for the primitives of a table of kernels that may write into their operands, on copies of these.
  mutating func add(_ table: RuleTable<UpdatingKernels>) {
    for primitive in table.primitives {
      guard let rule = table[primitive] else { continue }
      self[primitive] = { primitive, inputs in
        let kernel = try rule(primitive, inputs)
        return { operands, outputs in
          // The caller's references make every update copy first.
          var operands = operands
          return try kernel(&operands, outputs)
        }
      }
    }
  }
}
