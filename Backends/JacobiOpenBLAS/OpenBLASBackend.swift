import JacobiCodegen
import JacobiCore
import JacobiPrimitives
import JacobiReference

/// Programs as machine code, with OpenBLAS for products of matrices and convolutions.
///
/// Linking and importing the product `JacobiOpenBLAS` is all that is needed to use it, by the name `openblas`. It is never the
/// default, so it has to be chosen:
///
///     let step = jit(backend: "openblas") { (a: Tensor, x: Tensor) in tanh(matmul(a, x)) }
///
/// What neither generated code nor a library carries out is left to the kernels of `ReferenceBackend`.
public struct OpenBLASBackend: NativeBackend {
  /// `openblas`.
  public let name = "openblas"
  /// Below that of the reference backend, so that this one has to be asked for.
  public let priority = -1
  private static let libraries: [any OperationLibrary] = [
    OpenBLASLibrary(), KernelLibrary(), WideningLibrary([OpenBLASLibrary()]),
  ]

  public init() {}

  /// Loads OpenBLAS and looks for LLVM; what is missing is named with the package to install.
  public var availability: BackendAvailability {
    if let problem = OpenBLASLibrary().problem { return .unavailable(reason: problem) }
    return NativeCompiler.availability
  }

  /// What turns programs into machine code, for looking at its work.
  ///
  ///     let traced = try traceProgram([TensorType(.float32, [8, 8])]) { inputs in [tanh(inputs[0]).sum(axis: 1)] }
  ///     print(try OpenBLASBackend().compiler.fusion(of: traced.program))
  public var compiler: NativeCompiler { OpenBLASBackend.compiler }

  /// One for all, with what it has compiled.
  private static let compiler = NativeCompiler(
    CompilationContext(libraries: libraries) { primitive, inputs in
      try ReferenceBackend().requiredKernel(for: primitive, inputs: inputs)
    })
}

extension Plugin {
  /// What linking `JacobiOpenBLAS` installs.
  public static let openblas = Plugin("JacobiOpenBLAS") { $0.add(OpenBLASBackend()) }
}

@_cdecl("jacobi_openblas_plugin")
func openblasPlugin() -> UnsafeMutableRawPointer { Plugin.openblas.exported() }
