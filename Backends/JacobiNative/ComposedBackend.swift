import JacobiCodegen
import JacobiCore
import JacobiOneDNN
import JacobiOpenBLAS
import JacobiReference

/// Programs as machine code, with the library for each heavy operation that measures best: convolutions and
/// products of matrices of middle size by oneDNN, everything else by OpenBLAS, LAPACK and FFTW.
///
/// Linking and importing the product `JacobiNative` is all that is needed to use it, by the name `native`: where its libraries
/// are installed, it is the default.
///
///     let step = jit(backend: "native") { (x: Tensor, kernel: Tensor) in relu(convolution(x, kernel)) }
///
/// oneDNN may be missing: convolutions are then products of matrices by OpenBLAS. What neither generated code nor a library
/// carries out is left to the kernels of `ReferenceBackend`.
public struct ComposedBackend: NativeBackend {
  /// `native`.
  public let name = "native"
  /// Above that of the reference backend, so that this one is the default where it is available.
  public let priority = 10
  private static let libraries: [any OperationLibrary] = [
    OneDNNConvolutions(), OneDNNProducts(), OpenBLASLibrary(), KernelLibrary(),
    WideningLibrary([OneDNNConvolutions(), OneDNNProducts(), OpenBLASLibrary()]),
  ]

  public init() {}

  /// Loads OpenBLAS and looks for LLVM; what is missing is named with the package to install.
  public var availability: BackendAvailability { OpenBLASBackend().availability }

  /// What turns programs into machine code, for looking at its work.
  ///
  ///     let traced = try traceProgram([TensorType(.float32, [8, 8])]) { inputs in [tanh(inputs[0]).sum(axis: 1)] }
  ///     print(try ComposedBackend().compiler.fusion(of: traced.program))
  public var compiler: NativeCompiler { ComposedBackend.compiler }

  /// One for all, with what it has compiled.
  private static let compiler = NativeCompiler(
    CompilationContext(libraries: libraries) { primitive, inputs in
      try ReferenceBackend().requiredKernel(for: primitive, inputs: inputs)
    })
}

extension Plugin {
  /// What linking `JacobiNative` installs.
  public static let native = Plugin("JacobiNative") { $0.add(ComposedBackend()) }
}

@_cdecl("jacobi_native_plugin")
func nativePlugin() -> UnsafeMutableRawPointer { Plugin.native.exported() }
