import CJacobiCodegen
import JacobiCore

/// An operation that generated code leaves to a library or to a kernel: a C function, and what it needs to know.
public struct LibraryCall: Sendable {
  public typealias Function = JacobiNativeCall

  /// What messages and listings call it, such as `cblas_sgemm`.
  public let name: String
  public let function: Function
  /// Given to `function` as its context, unretained; kept alive by the executable.
  public let context: AnyObject & Sendable
  /// How much memory the function needs besides operands and results, aligned to 64 bytes.
  public let scratchByteCount: Int

  public init(
    _ name: String, context: AnyObject & Sendable, scratchByteCount: Int = 0, function: @escaping Function
  ) {
    self.name = name
    self.function = function
    self.context = context
    self.scratchByteCount = scratchByteCount
  }
}

/// The heavy operations that a library carries out.
public protocol OperationLibrary: Sendable {
  var name: String { get }

  /// How the library carries out an operation on operands of these types, or `nil` when it has nothing for it.
  func call(for primitive: any Primitive, inputs: [TensorType], outputs: [TensorType]) throws -> LibraryCall?
}
