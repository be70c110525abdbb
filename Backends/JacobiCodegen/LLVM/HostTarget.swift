import CLLVM

/// The machine that runs this process, as LLVM describes machines.
struct HostTarget: Sendable, Hashable {
  /// Architecture and system, such as `x86_64-pc-linux-gnu`.
  let triple: String
  /// The processor, such as `cascadelake`.
  let cpu: String
  /// What the processor and the system support, such as `+avx2,-avx512f`.
  let features: String

  /// Initialises LLVM's code generator for this architecture and asks it about the machine.
  init(_ llvm: UnsafePointer<LLVMFunctions>) throws(NativeCodeError) {
    llvm.pointee.InitializeNativeTargetInfo()
    llvm.pointee.InitializeNativeTarget()
    llvm.pointee.InitializeNativeTargetMC()
    llvm.pointee.InitializeNativeAsmPrinter()
    triple = llvm.take(llvm.pointee.GetDefaultTargetTriple())
    cpu = llvm.take(llvm.pointee.GetHostCPUName())
    features = llvm.take(llvm.pointee.GetHostCPUFeatures())
  }

  /// How many bytes a vector of generated code has: the widest registers of the processor. On Cascade Lake, loops over
  /// 64-byte vectors take 65 to 90 % of the time of those over 32-byte ones.
  var vectorByteCount: Int {
    if supports("avx512f") && supports("avx512vl") && supports("avx512bw") && supports("avx512dq") { return 64 }
    return supports("avx2") ? 32 : 16
  }

  /// Whether the processor has a feature, such as `fma`.
  func supports(_ feature: String) -> Bool {
    features.split(separator: ",").contains { $0.first == "+" && $0.dropFirst() == feature }
  }
}
