import JacobiCodegen
import JacobiCore
import JacobiPrimitives
import JacobiReference

/// Programs as machine code, with OpenBLAS for products of matrices.
///
/// What neither generated code nor a library carries out is left to the kernels of the ``ReferenceBackend``.
public struct OpenBLASBackend: Backend {
  public let name = "openblas"
  public let priority = -1
  private let libraries: [any OperationLibrary] = [OpenBLASLibrary(), KernelLibrary()]

  public init() {}

  public var availability: BackendAvailability {
    if let problem = OpenBLASLibrary().problem { return .unavailable(reason: problem) }
    return NativeCompiler.availability
  }

  public func kernel(for primitive: any Primitive, inputs: [TensorType]) throws(TensorError) -> Kernel? {
    do {
      if !primitive.bodies.isEmpty, primitive.effects.isEmpty, compiler.runsBodies(of: primitive) {
        return try compiler.kernel(for: primitive, inputs: inputs)
      }
      let outputs = try primitive.outputTypes(for: Operands(inputs, of: type(of: primitive).id))
      for library in libraries {
        if let call = try library.call(for: primitive, inputs: inputs, outputs: outputs) { return call.kernel }
      }
    } catch let error as TensorError {
      throw error
    } catch {
      throw .executionFailed(reason: "\(error)", operation: Operation(type(of: primitive).id, operands: inputs))
    }
    return try ReferenceBackend().kernel(for: primitive, inputs: inputs)
  }

  public func compile(_ program: Program, options: CompileOptions) throws -> any Executable {
    try compiler.compile(program)
  }

  /// What turns programs into machine code, for looking at its work.
  public var compiler: NativeCompiler {
    NativeCompiler(
      CompilationContext(libraries: libraries) { primitive, inputs in
        try ReferenceBackend().requiredKernel(for: primitive, inputs: inputs)
      })
  }
}

extension Plugin {
  /// What linking `JacobiOpenBLAS` installs.
  public static let openblas = Plugin("JacobiOpenBLAS") { $0.add(OpenBLASBackend()) }
}

@_cdecl("jacobi_openblas_plugin")
func openblasPlugin() -> UnsafeMutableRawPointer { Plugin.openblas.exported() }
