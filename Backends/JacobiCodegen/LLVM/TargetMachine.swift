import CLLVM

/// LLVM's code generator for the host. One thread uses it at a time.
final class TargetMachine {
  private let llvm: UnsafePointer<LLVMFunctions>
  let reference: LLVMTargetMachineRef
  let effort: CompilationOptions.Effort

  init(_ library: LLVMLibrary, _ effort: CompilationOptions.Effort = .standard) throws(NativeCodeError) {
    llvm = library.functions
    self.effort = effort
    let host = library.host
    var target: LLVMTargetRef?
    var message: LLVMMessage?
    guard llvm.pointee.GetTargetFromTriple(host.triple, &target, &message) == 0 else {
      throw .unavailable(reason: "LLVM has no code generator for \(host.triple): \(llvm.take(message))")
    }
    let positionIndependent: UInt32 = 2
    let defaultCodeModel: UInt32 = 0
    guard
      let machine = llvm.pointee.CreateTargetMachine(
        target, host.triple, host.cpu, host.features, effort.rawValue, positionIndependent, defaultCodeModel)
    else { throw .unavailable(reason: "LLVM does not generate code for \(host.cpu) (\(host.triple))") }
    reference = machine
  }

  deinit { llvm.pointee.DisposeTargetMachine(reference) }

  /// What a module must know about the machine: sizes, alignments.
  func describe(to module: LLVMModuleRef, triple: String) {
    let layout = llvm.pointee.CreateTargetDataLayout(reference)
    llvm.pointee.SetModuleDataLayout(module, layout)
    llvm.pointee.DisposeTargetData(layout)
    llvm.pointee.SetTarget(module, triple)
  }

  /// What generated code is written as.
  enum Output: UInt32 { case assembly, object }

  func emit(_ module: LLVMModuleRef, as output: Output) throws(NativeCodeError) -> [UInt8] {
    var message: LLVMMessage?
    var buffer: LLVMMemoryBufferRef?
    guard
      llvm.pointee.TargetMachineEmitToMemoryBuffer(reference, module, output.rawValue, &message, &buffer) == 0
    else { throw .compilation(llvm.take(message)) }
    defer { llvm.pointee.DisposeMemoryBuffer(buffer) }
    // SAFETY: the buffer holds that many bytes until it is disposed of.
    return Array(
      UnsafeRawBufferPointer(
        start: llvm.pointee.GetBufferStart(buffer), count: llvm.pointee.GetBufferSize(buffer)))
  }

  /// Runs a pipeline of passes, in the notation of LLVM's `opt -passes`.
  func run(_ passes: String, on module: LLVMModuleRef) throws(NativeCodeError) {
    let options = llvm.pointee.CreatePassBuilderOptions()
    defer { llvm.pointee.DisposePassBuilderOptions(options) }
    guard let error = llvm.pointee.RunPasses(module, passes, reference, options) else { return }
    let message = llvm.pointee.GetErrorMessage(error)
    defer { llvm.pointee.DisposeErrorMessage(message) }
    throw .compilation("\(message.map { String(cString: $0) } ?? "") in the passes \(passes)")
  }
}
