import JacobiCore

/// A backend of generated code with libraries for the heavy operations: a name, and a compiler that knows the libraries.
///
///     struct MyBackend: NativeBackend {
///       let name = "mine"
///       let priority = -1
///       var availability: BackendAvailability { NativeCompiler.availability }
///       let compiler = NativeCompiler(
///         CompilationContext(libraries: [MyLibrary(), KernelLibrary()]) { primitive, inputs in
///           try ReferenceBackend().requiredKernel(for: primitive, inputs: inputs)
///         })
///     }
public protocol NativeBackend: InspectableBackend {
  /// What turns programs into machine code, also for looking at its work: the same one each time, since it remembers the
  /// loops that it has compiled.
  var compiler: NativeCompiler { get }
}

extension NativeBackend {
  /// How an operation is carried out at once, with no compilation but of loops, branches and calls: by the first library that
  /// has it, or else by what the compiler falls back to.
  ///
  /// - Throws: `TensorError.executionFailed` when such an operation cannot be compiled.
  public func kernel(for primitive: any Primitive, inputs: [TensorType]) throws(TensorError) -> Kernel? {
    do {
      let compiler = compiler
      // No library has anything for these, and to ask costs as much as a small one of them.
      if ElementLowerings.rule(for: type(of: primitive)) != nil {
        return try compiler.context.fallback(primitive, inputs)
      }
      if !primitive.bodies.isEmpty, primitive.effects.isEmpty, compiler.runsBodies(of: primitive) {
        return try compiler.kernel(for: primitive, inputs: inputs)
      }
      let outputs = try primitive.outputTypes(for: Operands(inputs, of: type(of: primitive).id))
      for library in compiler.context.libraries {
        if let call = try library.call(for: primitive, inputs: inputs, outputs: outputs) { return call.kernel }
      }
      return try compiler.context.fallback(primitive, inputs)
    } catch TensorError.missingRule(type(of: primitive).id, _, _, _) {
      return nil
    } catch let error as TensorError {
      throw error
    } catch {
      throw .executionFailed(reason: "\(error)", operation: Operation(type(of: primitive).id, operands: inputs))
    }
  }

  /// What can be seen of the code of a program.
  public func inspection(of program: Program, options: CompileOptions) -> any CodeInspection {
    compiler.inspection(of: program, donating: options.donatedInputs)
  }

  /// The program as one native function.
  ///
  /// - Throws: what `NativeCompiler.compile(_:donating:)` throws.
  public func compile(_ program: Program, options: CompileOptions) throws -> any Executable {
    try compiler.compile(program, donating: options.donatedInputs)
  }
}
