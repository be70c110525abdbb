/// Something that carries out operations: on this machine's processor, through a library, on a device.
///
/// A backend must give a kernel for every primitive that it is to be used with, and may compile whole programs. Types are
/// inferred before it is asked: it can rely on operands and results having the types it is told.
public protocol Backend: Sendable {
  /// The name by which users choose the backend, such as `reference`.
  var name: String { get }

  /// Among available backends the one with the highest priority is the default. The reference backend has 0.
  /// Where one of higher priority is unavailable, the choice of another one is reported on the standard error.
  var priority: Int { get }

  /// Whether the backend can be used here. Asked before the first use, not at start; must not trap.
  var availability: BackendAvailability { get }

  /// The kernel that carries out one operation on operands of the given types, or `nil` when there is none.
  func kernel(for primitive: any Primitive, inputs: [TensorType]) throws(TensorError) -> Kernel?

  /// The kernel for an operation that can write its results into the memory of its operands, or `nil` when there is none
  /// of this kind.
  func updatingKernel(for primitive: any Primitive, inputs: [TensorType]) throws(TensorError) -> UpdatingKernel?

  /// Turns a program into something that can be run many times.
  func compile(_ program: Program, options: CompileOptions) throws -> any Executable
}

extension Backend {
  public func updatingKernel(
    for primitive: any Primitive, inputs: [TensorType]
  ) throws(TensorError) -> UpdatingKernel? { nil }
}

public enum BackendAvailability: Hashable, Sendable {
  case available
  /// What is missing, and how to get it.
  case unavailable(reason: String)
}

/// Carries out one operation: concrete operands and the inferred types of the results in, the results out.
///
/// Kernels may be called from several threads at once.
public typealias Kernel = @Sendable (_ operands: [TensorValue], _ outputs: [TensorType]) throws -> [TensorValue]

/// Carries out one operation, and takes the operands over: memory of theirs that nobody else refers to may be used for the
/// results, which makes the update of a part of an array cost as much as the part.
///
/// Kernels may be called from several threads at once.
public typealias UpdatingKernel =
  @Sendable (
    _ operands: inout [TensorValue], _ outputs: [TensorType]
  ) throws -> [TensorValue]

/// How a program is compiled.
public struct CompileOptions: Hashable, Sendable {
  /// The inputs, by position, whose memory the caller gives away at each call: an executable may use it for results, through
  /// `results(for:)` only. Whether it does or not, the caller regards these inputs as gone.
  public var donatedInputs: [Int]

  public init(donatedInputs: [Int] = []) {
    self.donatedInputs = donatedInputs
  }
}

/// A compiled program. It may be run from several threads at once.
public protocol Executable: Sendable {
  /// - Precondition: `inputs` have the types of the program's inputs.
  func run(_ inputs: [TensorValue]) throws -> [TensorValue]

  /// The same from tensors to tensors: what compiled functions call.
  ///
  /// - Precondition: all of `operands` have values.
  func results(for operands: [Tensor]) throws -> [Tensor]

  /// The same, taking the inputs over: memory of theirs that nobody else refers to may be used for the outputs.
  func run(consuming inputs: inout [TensorValue]) throws -> [TensorValue]
}

extension Executable {
  public func results(for operands: [Tensor]) throws -> [Tensor] {
    try run(operands.values).map { Tensor($0) }
  }

  public func run(consuming inputs: inout [TensorValue]) throws -> [TensorValue] {
    defer { inputs = [] }
    return try run(inputs)
  }
}
