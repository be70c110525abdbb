import CJacobiCodegen
import JacobiCore
import JacobiPrimitives

/// Kernels for operations that loops over elements do badly: sorting, searching, running totals, rows
/// at given indices, moving windows, transposes. They need no library of the system.
public struct KernelLibrary: OperationLibrary {
  public init() {}

  /// `kernels`.
  public var name: String { "kernels" }

  /// The kernel for an operation, or `nil` for one that is left to others, be it for its dtypes.
  public func call(
    for primitive: any Primitive, inputs: [TensorType], outputs: [TensorType]
  ) throws -> LibraryCall? {
    KernelLibrary.rows[ObjectIdentifier(type(of: primitive))]?.call(primitive, inputs, outputs)
  }

  /// The kernel of a primitive.
  struct Row: Sendable {
    var primitive: any Primitive.Type
    var call: @Sendable (any Primitive, [TensorType], [TensorType]) -> LibraryCall?
  }

  private static let rows = Dictionary(
    uniqueKeysWithValues: (sorting + searching + cumulative + rowAccess + windows + copies).map {
      (ObjectIdentifier($0.primitive), $0)
    })

  static func row<Operation: Primitive>(
    _ call: @escaping @Sendable (Operation, [TensorType], [TensorType]) -> LibraryCall?
  ) -> Row {
    Row(primitive: Operation.self) { primitive, inputs, outputs in
      (primitive as? Operation).flatMap { call($0, inputs, outputs) }
    }
  }
}

/// A plan that is a closure.
package final class ClosurePlan: LibraryPlan {
  private let body: @Sendable (CallMemory) throws -> Void

  package init(_ body: @escaping @Sendable (CallMemory) throws -> Void) { self.body = body }

  package func run(_ memory: CallMemory) throws { try body(memory) }
}

/// What a kernel or a library reports.
package enum LibraryFailure: Error {
  case noMemory
}
