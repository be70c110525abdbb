import CJacobiCodegen
import JacobiCore

/// What one call of a library is handed: row-major memory without gaps, as `JacobiNativeCall` describes it.
package struct CallMemory {
  package let operands: UnsafePointer<UnsafeRawPointer>
  package let results: UnsafePointer<UnsafeMutableRawPointer>
  /// As many bytes as the plan asked for.
  package let scratch: UnsafeMutableRawPointer?
}

/// How a library carries out an operation whose types are known: all that can be decided before the operands are there.
package protocol LibraryPlan: AnyObject, Sendable {
  /// Writes the results. May be called from many threads at once, with different memory.
  func run(_ memory: CallMemory) throws
}

extension LibraryCall {
  /// A call that runs a plan.
  package init(_ name: String, plan: some LibraryPlan, scratchByteCount: Int = 0) {
    self.init(name, context: PlanHolder(name, plan), scratchByteCount: scratchByteCount, function: runPlan)
  }
}

private final class PlanHolder: Sendable {
  let name: String
  let plan: any LibraryPlan
  init(_ name: String, _ plan: any LibraryPlan) { (self.name, self.plan) = (name, plan) }

  /// What users are told of an error of the plan.
  func reported(_ error: any Error) -> any Error {
    guard case LibraryFailure.noMemory = error else { return error }
    return TensorError.executionFailed(reason: "\(name) finds no memory to work in", operation: Operation(name))
  }
}

/// The error of a call, as `JacobiFrame` holds it.
package final class CallFailure: Sendable {
  package let error: any Error
  package init(_ error: any Error) { self.error = error }
}

private let runPlan: LibraryCall.Function = { context, frame, operands, results, scratch in
  // SAFETY: the context is the `PlanHolder` that the call was made with, which the executable keeps alive.
  let holder = Unmanaged<PlanHolder>.fromOpaque(context!).takeUnretainedValue()
  do {
    try holder.plan.run(CallMemory(operands: operands, results: results, scratch: scratch))
    return 0
  } catch {
    // SAFETY: `JacobiFrame.check` takes the reference over.
    frame.pointee.error = Unmanaged.passRetained(CallFailure(holder.reported(error))).toOpaque()
    return 1
  }
}
