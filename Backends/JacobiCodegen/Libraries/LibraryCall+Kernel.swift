import CJacobiCodegen
import JacobiCore

extension LibraryCall {
  /// The call as a kernel, for operations that are carried out at once. It allocates results and scratch memory, and throws
  /// what the function reports.
  public var kernel: Kernel {
    { operands, outputs in
      let results = outputs.map { TensorValue(uninitialized: $0) }
      guard let scratch = jacobi_allocate(Int64(scratchByteCount)) else {
        throw TensorError.missingMemory(scratchByteCount, for: name, operands.map(\.type))
      }
      defer { jacobi_deallocate(scratch) }
      var frame = JacobiFrame(arena: nil, error: nil)
      let status = operands.withPointers { operands in
        results.withPointers { results in
          // SAFETY: tables of pointers that are not null, which the function reads as such.
          operands.withMemoryRebound(to: UnsafeRawPointer.self, capacity: 1) { operands in
            results.withMemoryRebound(to: UnsafeMutableRawPointer.self, capacity: 1) { results in
              function(Unmanaged.passUnretained(context).toOpaque(), &frame, operands, results, scratch)
            }
          }
        }
      }
      try frame.check(status)
      return results
    }
  }
}

extension JacobiFrame {
  /// Throws what went wrong in a call.
  func check(_ status: Int32) throws {
    // SAFETY: whoever has set the error has retained it for this.
    if let error { throw Unmanaged<CallFailure>.fromOpaque(error).takeRetainedValue().error }
    guard status == 0 else {
      throw TensorError.executionFailed(reason: "a library reported status \(status)", operation: Operation("jit"))
    }
  }
}

extension [TensorValue] {
  /// Calls `body` with the addresses of the elements of each value.
  func withPointers<Result>(_ body: (UnsafePointer<UnsafeMutableRawPointer?>) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: Swift.max(count, 1)) { pointers in
      for (number, value) in enumerated() { pointers.initializeElement(at: number, to: value.buffer.pointer) }
      defer { withExtendedLifetime(self) {} }
      return body(UnsafePointer(pointers.baseAddress!))
    }
  }
}
