import JacobiCore

/// The specification of all operations: every primitive, for every dtype that it accepts, by an obvious loop.
///
/// No vectors, no threads, no library but C's own; the same numbers on every run. Other backends are compared with it, and
/// use its kernels for what they do not have themselves. It prefers an accurate result to a fast one: floating results are
/// computed in `Double` and rounded once to their dtype, also where many elements are added or multiplied.
///
/// Linking and importing the product `JacobiReference` is all that is needed to use it, by the name `reference`.
public struct ReferenceBackend: Backend {
  public init() {}

  public var name: String { "reference" }
  public var priority: Int { 0 }
  public var availability: BackendAvailability { .available }

  public func kernel(for primitive: any Primitive, inputs: [TensorType]) throws(TensorError) -> Kernel? {
    guard let kernel = ReferenceKernels.rule(for: type(of: primitive)) else { return nil }
    do {
      return try kernel(primitive, inputs)
    } catch let error as TensorError {
      throw error
    } catch {
      throw .executionFailed(reason: "\(error)", operation: Operation(type(of: primitive).id, operands: inputs))
    }
  }

  public func updatingKernel(
    for primitive: any Primitive, inputs: [TensorType]
  ) throws(TensorError) -> UpdatingKernel? {
    // A rule that was installed for the primitive is to be used, whatever memory it takes.
    guard let rule = UpdatingKernels.rule(for: type(of: primitive)), !ReferenceKernels.isOverridden(primitive) else {
      return nil
    }
    do {
      return try rule(primitive, inputs)
    } catch let error as TensorError {
      throw error
    } catch {
      throw .executionFailed(reason: "\(error)", operation: Operation(type(of: primitive).id, operands: inputs))
    }
  }

  /// The program's kernels one after another; memory is released after its last use.
  public func compile(_ program: Program, options: CompileOptions) throws -> any Executable {
    try KernelSequence(program, on: self)
  }
}

extension Plugin {
  /// What linking `JacobiReference` installs.
  public static let reference = Plugin("JacobiReference") { $0.add(ReferenceBackend()) }
}

@_cdecl("jacobi_reference_plugin")
func referencePlugin() -> UnsafeMutableRawPointer { Plugin.reference.exported() }
