import JacobiCore

/// The kernels of the ``ReferenceBackend``.
public enum ReferenceKernels: RuleKind {
  /// Chooses the kernel of a primitive for operands of the given types. Asked once for each compiled operation.
  public typealias Rule = @Sendable (_ primitive: any Primitive, _ inputs: [TensorType]) throws -> Kernel

  public static let name = "the reference backend"
  public static let remedy = "Conform it to `ReferenceKernel`, or install a plugin with a row for it"

  public static let standard = RuleTable<ReferenceKernels>(
    .arithmetic,
    .comparisons,
    .bits,
    .elementary,
    .specialFunctions,
    .complexNumbers,
    .selections,
    .reductions,
    .programs,
    .cumulative,
    .sorting,
    .layout,
    .contractions,
    .linearSolves,
    .factorizations,
    .convolutions,
    .windows,
    .matrixUpdates,
    .spectra,
    .indexing,
    .fourier,
    .random,
    .samplers,
    .controlFlow,
    .callbacks)

  public static func conformance(of primitive: any Primitive.Type) -> Rule? {
    guard primitive is any ReferenceKernel.Type else { return nil }
    return { primitive, _ in
      guard let primitive = primitive as? any ReferenceKernel else {
        preconditionFailure("internal error: a kernel for \(type(of: primitive)) by another type's conformance")
      }
      return { operands, outputs in try primitive.evaluate(operands, outputs: outputs) }
    }
  }
}

/// A primitive that brings its own kernel for the ``ReferenceBackend``.
///
///     extension Cube: ReferenceKernel {
///       public func evaluate(_ operands: [TensorValue], outputs: [TensorType]) throws -> [TensorValue] {
///         try mapElements(operands, outputs: outputs) { x in x * x * x }
///       }
///     }
public protocol ReferenceKernel: Primitive {
  /// The results for concrete operands.
  ///
  /// - Parameters:
  ///   - operands: the values of the operands, in order.
  ///   - outputs: the types of the results, as `Primitive.outputTypes(for:)` inferred them.
  func evaluate(_ operands: [TensorValue], outputs: [TensorType]) throws -> [TensorValue]
}

extension RuleTable<ReferenceKernels> {
  /// Adds a row that depends on the primitive's parameters and the types of its operands.
  mutating func add<Row: Primitive>(
    _ primitive: Row.Type, _ kernel: @escaping @Sendable (Row, [TensorType]) throws -> Kernel
  ) {
    self[primitive] = { primitive, inputs in try kernel(primitive.asRow(), inputs) }
  }

  /// Adds a row for a primitive of one operand and one result.
  mutating func add<Row: Primitive>(
    _ primitive: Row.Type, unary kernel: @escaping @Sendable (Row, TensorValue, TensorType) -> TensorValue
  ) {
    add(primitive) { row, _ in { operands, outputs in [kernel(row, operands[0], outputs[0])] } }
  }
}
