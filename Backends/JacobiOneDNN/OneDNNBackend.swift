import JacobiCodegen
import JacobiCore
import JacobiReference

/// Programs as machine code, with oneDNN for convolutions and products of matrices.
///
/// Linking and importing the product `JacobiOneDNN` is all that is needed to use it, by the name `onednn`. It is never the
/// default, so it has to be chosen:
///
///     let step = jit(backend: "onednn") { (x: Tensor, kernel: Tensor) in relu(convolution(x, kernel)) }
///
/// What neither generated code nor a library carries out is left to the kernels of `ReferenceBackend`. The backend `native`
/// has OpenBLAS, LAPACK and FFTW beside oneDNN.
public struct OneDNNBackend: NativeBackend {
  /// `onednn`.
  public let name = "onednn"
  /// Below that of the reference backend, so that this one has to be asked for.
  public let priority = -2
  private static let libraries: [any OperationLibrary] = [
    OneDNNLibrary(), KernelLibrary(), WideningLibrary([OneDNNLibrary()]),
  ]

  public init() {}

  /// Loads oneDNN and looks for LLVM; what is missing is named with the package to install.
  public var availability: BackendAvailability {
    if let problem = OneDNNLibrary().problem { return .unavailable(reason: problem) }
    return NativeCompiler.availability
  }

  /// What turns programs into machine code, for looking at its work.
  public var compiler: NativeCompiler { OneDNNBackend.compiler }

  /// One for all, with what it has compiled.
  private static let compiler = NativeCompiler(
    CompilationContext(libraries: libraries) { primitive, inputs in
      try ReferenceBackend().requiredKernel(for: primitive, inputs: inputs)
    })
}

extension Plugin {
  /// What linking `JacobiOneDNN` installs.
  public static let onednn = Plugin("JacobiOneDNN") { $0.add(OneDNNBackend()) }
}

@_cdecl("jacobi_onednn_plugin")
func onednnPlugin() -> UnsafeMutableRawPointer { Plugin.onednn.exported() }
