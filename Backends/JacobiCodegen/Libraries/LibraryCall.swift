import CJacobiCodegen
import JacobiCore

/// An operation that generated code leaves to a library or to a kernel: a C function, and what it needs to know.
public struct LibraryCall: Sendable {
  /// A C function of context, frame, operands, results and scratch memory; it returns 0 unless it has failed.
  ///
  /// Operands and results are tables of addresses of row-major memory without gaps. The function may be called from several
  /// threads at once, with different memory.
  public typealias Function = JacobiNativeCall

  /// What messages and listings call it, such as `cblas_sgemm`.
  public let name: String
  /// What generated code calls by its address.
  public let function: Function
  /// Given to `function` as its context, unretained; kept alive by the executable.
  public let context: AnyObject & Sendable
  /// How much memory the function needs besides operands and results, aligned to 64 bytes.
  public let scratchByteCount: Int

  /// - Parameters:
  ///   - name: what messages and listings call it.
  ///   - context: given to `function`, and kept alive as long as the executable.
  ///   - scratchByteCount: how much memory the function needs besides operands and results.
  ///   - function: what carries the operation out.
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
///
/// A backend of your own puts its libraries into a ``CompilationContext``; generated code then calls them by address.
public protocol OperationLibrary: Sendable {
  /// What messages call the library.
  var name: String { get }

  /// How the library carries out an operation on operands of these types, or `nil` when it has nothing for it.
  ///
  /// Asked once for each operation of a program, when it is compiled: all that the types decide should be decided here.
  ///
  /// - Parameters:
  ///   - primitive: the operation.
  ///   - inputs: the types of its operands.
  ///   - outputs: the types of its results, as the primitive infers them.
  /// - Throws: what ends the compilation; an operation that is not supported is `nil` and no error.
  func call(for primitive: any Primitive, inputs: [TensorType], outputs: [TensorType]) throws -> LibraryCall?
}
