import CNumericLibraries
import JacobiCodegen
import JacobiCore
import JacobiPrimitives

/// Products of matrices, carried out by OpenBLAS, which is loaded when the first one is asked for.
///
/// OpenBLAS runs on one thread; products and stacks of products are divided among the threads of ``withThreads(_:_:)``.
public struct OpenBLASLibrary: OperationLibrary {
  public init() {}

  public var name: String { "openblas" }

  /// Why OpenBLAS cannot be used and what to install, or `nil` when it is there.
  public var problem: String? { JacobiLibraryOpenBLAS.problem }

  public func call(
    for primitive: any Primitive, inputs: [TensorType], outputs: [TensorType]
  ) throws -> LibraryCall? {
    guard let row = OpenBLASLibrary.rows[ObjectIdentifier(type(of: primitive))] else { return nil }
    return row(primitive, inputs, outputs)
  }

  typealias Row = @Sendable (any Primitive, [TensorType], [TensorType]) -> LibraryCall?

  private static let rows: [ObjectIdentifier: Row] = [
    ObjectIdentifier(DotGeneral.self): row { (dot: DotGeneral, inputs, outputs) in
      guard JacobiLibraryOpenBLAS.problem == nil,
        let plan = ContractionPlan(dot, inputs[0], inputs[1], result: outputs[0])
      else { return nil }
      return LibraryCall(plan.name, plan: plan, scratchByteCount: plan.scratchByteCount)
    }
  ]

  private static func row<Row: Primitive>(
    _ call: @escaping @Sendable (Row, [TensorType], [TensorType]) -> LibraryCall?
  ) -> OpenBLASLibrary.Row {
    { primitive, inputs, outputs in (primitive as? Row).flatMap { call($0, inputs, outputs) } }
  }
}

extension JacobiLibrary {
  /// Why the library cannot be used, after an attempt to load it.
  var problem: String? { jacobi_library_problem(self).map { String(cString: $0) } }
}
