import CNumericLibraries
import JacobiCodegen
import JacobiCore
import JacobiPrimitives

/// Convolutions and their gradients by oneDNN, and products of matrices, in `float32`.
///
/// The library is loaded when it is first needed; without it there are no calls. It runs on one thread; the examples of a
/// batch are divided among the threads of `withThreads`.
public struct OneDNNLibrary: OperationLibrary {
  public init() {}

  /// `onednn`.
  public var name: String { "onednn" }

  /// Why oneDNN cannot be used and what to install, or `nil` when it is there.
  public var problem: String? { jacobi_library_problem(JacobiLibraryOneDNN).map { String(cString: $0) } }

  /// The call for an operation, or `nil` where oneDNN is missing or has nothing for it.
  public func call(
    for primitive: any Primitive, inputs: [TensorType], outputs: [TensorType]
  ) throws -> LibraryCall? {
    guard outputs.first?.dtype == .float32, problem == nil else { return nil }
    switch primitive {
    case let convolution as ConvGeneralDilated:
      return LibraryCall(convolution, inputs[0], inputs[1], result: outputs[0])
        ?? LibraryCall(packed: convolution, inputs[0], inputs[1], result: outputs[0], by: OneDNNFunctions())
    case let dot as DotGeneral:
      guard let plan = ContractionPlan(dot, inputs[0], inputs[1], result: outputs[0], by: OneDNNFunctions()) else {
        return nil
      }
      return LibraryCall(plan.name, plan: plan, scratchByteCount: plan.scratchByteCount)
    default: return nil
    }
  }
}

/// The convolutions of ``OneDNNLibrary`` alone, and only where it has more than products of matrices for them.
public struct OneDNNConvolutions: OperationLibrary {
  public init() {}

  /// `onednn convolutions`.
  public var name: String { "onednn convolutions" }

  /// The call for a convolution, or `nil` where oneDNN is missing or has nothing for it.
  public func call(
    for primitive: any Primitive, inputs: [TensorType], outputs: [TensorType]
  ) throws -> LibraryCall? {
    guard let convolution = primitive as? ConvGeneralDilated, OneDNNLibrary().problem == nil else { return nil }
    return LibraryCall(convolution, inputs[0], inputs[1], result: outputs[0])
  }
}

/// Products of matrices by oneDNN.
struct OneDNNFunctions: MatrixFunctions {
  var name: String { "onednn" }

  func has(_ element: LibraryElement) -> Bool { element == .float }

  func gemm(
    _ element: LibraryElement, _ transposedA: Bool, _ transposedB: Bool, _ m: Int32, _ n: Int32, _ k: Int32,
    _ a: UnsafeRawPointer, _ lda: Int32, _ b: UnsafeRawPointer, _ ldb: Int32, _ c: UnsafeMutableRawPointer,
    _ ldc: Int32
  ) {
    jacobi_onednn_gemm(transposedA, transposedB, m, n, k, a, lda, b, ldb, c, ldc)
  }
}
