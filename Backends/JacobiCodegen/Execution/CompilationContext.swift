import JacobiCore

/// What a backend gives to the compiler: libraries for heavy operations, and kernels for everything else.
public struct CompilationContext: Sendable {
  /// Asked in their order.
  public var libraries: [any OperationLibrary]
  /// The kernel for an operation that neither generated code nor a library carries out.
  public var fallback: @Sendable (_ primitive: any Primitive, _ inputs: [TensorType]) throws -> Kernel
  /// Called with the name of each operation that is left to `fallback`.
  public var onFallback: @Sendable (_ primitive: String) -> Void

  public init(
    libraries: [any OperationLibrary],
    fallback: @escaping @Sendable (_ primitive: any Primitive, _ inputs: [TensorType]) throws -> Kernel,
    onFallback: @escaping @Sendable (_ primitive: String) -> Void = { _ in }
  ) {
    self.libraries = libraries
    self.fallback = fallback
    self.onFallback = onFallback
  }

  func call(for equation: Equation) throws -> LibraryCall {
    let (primitive, outputs) = (equation.primitive, equation.outputs.map(\.type))
    let inputs = equation.inputs.map(\.type)
    for library in libraries {
      if let call = try library.call(for: primitive, inputs: inputs, outputs: outputs) { return call }
    }
    onFallback(type(of: primitive).id)
    return LibraryCall(type(of: primitive).id, plan: KernelCall(try fallback(primitive, inputs), inputs, outputs))
  }
}
