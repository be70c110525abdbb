import CJacobiCodegen

/// What object files of this process have in common, for a cache of them. Does not need LLVM.
enum HostFingerprint {
  /// The processor's instructions and what the system lets programs use of them.
  static let processor: UInt64 = jacobi_processor_fingerprint()
}
