import JacobiCore
import JacobiPrimitives

/// What a backend gives to the compiler: libraries for heavy operations, and kernels for everything else.
///
///     let context = CompilationContext(libraries: [KernelLibrary()]) { primitive, inputs in
///       guard let kernel = try ReferenceBackend().kernel(for: primitive, inputs: inputs) else { throw Missing() }
///       return kernel
///     } onFallback: { name in
///       print("left to the reference backend: \(name)")
///     }
public struct CompilationContext: Sendable {
  /// Asked in their order.
  public var libraries: [any OperationLibrary]
  /// The kernel for an operation that neither generated code nor a library carries out.
  public var fallback: @Sendable (_ primitive: any Primitive, _ inputs: [TensorType]) throws -> Kernel
  /// Called with the name of each operation that is left to `fallback`.
  public var onFallback: @Sendable (_ primitive: String) -> Void

  /// - Parameters:
  ///   - libraries: who is asked for operations that do not become loops, in their order.
  ///   - fallback: the kernel for what no library has; what it throws ends the compilation.
  ///   - onFallback: called at compilation with the name of each operation that is left to `fallback`.
  public init(
    libraries: [any OperationLibrary],
    fallback: @escaping @Sendable (_ primitive: any Primitive, _ inputs: [TensorType]) throws -> Kernel,
    onFallback: @escaping @Sendable (_ primitive: String) -> Void = { _ in }
  ) {
    self.libraries = libraries
    self.fallback = fallback
    self.onFallback = onFallback
  }

  /// What is planned while one program is compiled.
  var plans: ProgramPlans?

  /// A program with a place for each value, planned once for equal carries: the plan of what surrounds a program is made
  /// several times over, with more and with less of what it may write over.
  func layout(of program: Program, carries: [Int: Int]) throws -> ProgramLayout {
    guard let plans else { return try ProgramLayout(program, self, carries: carries) }
    return try plans.layout(of: program, self, carries: carries)
  }

  func call(for equation: Equation) throws -> LibraryCall {
    let (primitive, outputs) = (equation.primitive, equation.outputs.map(\.type))
    let inputs = equation.inputs.map(\.type)
    // What libraries compute of sizes does not overflow for what fits into memory.
    for type in inputs + outputs { try type.requireMemory { Operation("jit", operands: inputs) } }
    for library in libraries {
      if let call = try library.call(for: primitive, inputs: inputs, outputs: outputs) { return call }
    }
    // One that is chosen instead of loops, whatever the libraries are.
    if let transpose = primitive as? Transpose, let call = PermutedCopy.call(transpose, inputs[0]) { return call }
    onFallback(type(of: primitive).id)
    return LibraryCall(type(of: primitive).id, plan: KernelCall(try fallback(primitive, inputs), inputs, outputs))
  }
}
