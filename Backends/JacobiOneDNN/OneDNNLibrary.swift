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

/// The products of matrices of ``OneDNNLibrary`` alone, and only those that it was measured to compute faster than OpenBLAS
/// does: of middle size, in `float32`.
///
/// On a Cascade Lake processor they take 10 to 30 % less time. Smaller ones are slower, and so are those with a
/// transposed right operand that is long; larger ones are as fast, and OpenBLAS divides them among any number of threads.
public struct OneDNNProducts: OperationLibrary {
  public init() {}

  /// `onednn products`.
  public var name: String { "onednn products" }

  /// The call for a contraction, or `nil` where oneDNN is missing or not the faster one.
  public func call(
    for primitive: any Primitive, inputs: [TensorType], outputs: [TensorType]
  ) throws -> LibraryCall? {
    guard let dot = primitive as? DotGeneral, OneDNNLibrary().problem == nil,
      let plan = ContractionPlan(dot, inputs[0], inputs[1], result: outputs[0], by: OneDNNFunctions()),
      isFaster(plan.shape)
    else { return nil }
    return LibraryCall(plan.name, plan: plan, scratchByteCount: plan.scratchByteCount)
  }

  private func isFaster(_ shape: ProductShape) -> Bool {
    guard shape.isGemm, (1 << 20..<1 << 28).contains(shape.work), min(shape.rows, shape.columns) >= 4 else {
      return false
    }
    if !shape.isRightTransposed { return true }
    return !shape.isLeftTransposed && max(shape.columns, shape.inner) <= 512
  }
}

/// Products of matrices by oneDNN.
struct OneDNNFunctions: MatrixFunctions {
  var name: String { "onednn" }

  /// Which of several algorithms is used depends on the sizes of what is multiplied.
  var dividesFreely: Bool { false }

  func has(_ element: LibraryElement) -> Bool { element == .float }

  func gemm(
    _ element: LibraryElement, _ transposedA: Bool, _ transposedB: Bool, _ m: Int32, _ n: Int32, _ k: Int32,
    _ a: UnsafeRawPointer, _ lda: Int32, _ b: UnsafeRawPointer, _ ldb: Int32, _ c: UnsafeMutableRawPointer,
    _ ldc: Int32
  ) {
    jacobi_onednn_gemm(transposedA, transposedB, m, n, k, a, lda, b, ldb, c, ldc)
  }
}
