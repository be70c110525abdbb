import CNumericLibraries
import JacobiCodegen
import JacobiCore
import JacobiPrimitives

/// Products of matrices by OpenBLAS, and convolutions by way of them, decompositions by the LAPACK that it brings, and Fourier transforms by FFTW.
///
/// The libraries are loaded when they are first needed; an operation of one that is not there has no call.
///
/// OpenBLAS runs on one thread; products and stacks of products are divided among the threads of `withThreads`.
public struct OpenBLASLibrary: OperationLibrary {
  public init() {}

  /// `openblas`.
  public var name: String { "openblas" }

  /// Why OpenBLAS cannot be used and what to install, or `nil` when it is there.
  public var problem: String? { JacobiLibraryOpenBLAS.problem }

  /// The call for an operation, or `nil` where its library is missing or has nothing for these dtypes.
  public func call(
    for primitive: any Primitive, inputs: [TensorType], outputs: [TensorType]
  ) throws -> LibraryCall? {
    guard let row = OpenBLASLibrary.rows[ObjectIdentifier(type(of: primitive))], row.library.problem == nil else {
      return nil
    }
    return row.call(primitive, inputs, outputs)
  }

  /// How a library carries out a primitive.
  struct Row: Sendable {
    var primitive: any Primitive.Type
    var library: JacobiLibrary
    var call: @Sendable (any Primitive, [TensorType], [TensorType]) -> LibraryCall?
  }

  private static let rows = Dictionary(
    uniqueKeysWithValues: (contractions + factorizations + spectra + transforms).map {
      (ObjectIdentifier($0.primitive), $0)
    })

  static func row<Operation: Primitive>(
    by library: JacobiLibrary = JacobiLibraryLAPACK,
    _ call: @escaping @Sendable (Operation, [TensorType], [TensorType]) -> LibraryCall?
  ) -> Row {
    Row(primitive: Operation.self, library: library) { primitive, inputs, outputs in
      (primitive as? Operation).flatMap { call($0, inputs, outputs) }
    }
  }

  private static let contractions = [
    row(by: JacobiLibraryOpenBLAS) { (dot: DotGeneral, inputs, outputs) in
      guard
        let plan = ContractionPlan(
          dot, inputs[0], inputs[1], result: outputs[0], by: OpenBLASFunctions())
      else { return nil }
      return LibraryCall(plan.name, plan: plan, scratchByteCount: plan.scratchByteCount)
    },
    row(by: JacobiLibraryOpenBLAS) { (convolution: ConvGeneralDilated, inputs, outputs) in
      LibraryCall(packed: convolution, inputs[0], inputs[1], result: outputs[0], by: OpenBLASFunctions())
    },
  ]

  private static let transforms = [
    row(by: JacobiLibraryFFTW) { (transform: FourierTransform, inputs, outputs) in
      if let plan = LongFourierPlan(transform, input: inputs[0], output: outputs[0]) {
        return LibraryCall("fftw in blocks", plan: plan, scratchByteCount: plan.scratch)
      }
      return FourierPlan(transform, input: inputs[0], output: outputs[0]).map { LibraryCall("fftw", plan: $0) }
    }
  ]
}

extension JacobiLibrary {
  /// Why the library cannot be used, after an attempt to load it.
  var problem: String? { jacobi_library_problem(self).map { String(cString: $0) } }
}
