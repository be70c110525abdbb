import CLLVM

/// Machine code that can be called.
final class NativeModule: Sendable {
  let image: ObjectImage

  /// Loads an object file that was compiled earlier for the same machine. `symbols` are functions and variables that the
  /// code may use beside those of the process; they come first.
  convenience init(object: [UInt8], symbols: [String: UInt] = [:]) throws(NativeCodeError) {
    try self.init(objects: [object], symbols: symbols)
  }

  /// Loads object files that may refer to each other.
  init(objects: [[UInt8]], symbols: [String: UInt] = [:]) throws(NativeCodeError) {
    image = try ObjectImage(objects, symbols: symbols)
  }

  /// Compiles a module, which its passes change, and loads the code. Several threads may compile at once, each its own
  /// module.
  static func compile(
    _ module: IRModule, options: CompilationOptions = CompilationOptions(), symbols: [String: UInt] = [:]
  ) throws(NativeCodeError) -> NativeModule {
    try NativeModule(objects: module.objects(options), symbols: symbols)
  }

  /// Where a function begins. Valid while the module lives.
  func address(of name: String) throws(NativeCodeError) -> UnsafeRawPointer { try image.address(of: name) }
}

extension IRModule {
  /// The machine code in the assembler's notation. The passes change the module.
  func assembly(_ options: CompilationOptions = CompilationOptions()) throws(NativeCodeError) -> String {
    String(decoding: try compiled(as: .assembly, options), as: UTF8.self)
  }

  func compiled(as output: TargetMachine.Output, _ options: CompilationOptions) throws(NativeCodeError) -> [UInt8] {
    if options.verifies, let explanation = verify() { throw .invalidModule(explanation) }
    let machine = try TargetMachinePool.shared.take(library, options.effort)
    defer { TargetMachinePool.shared.put(back: machine) }
    return try reportingDiagnostics { () throws(NativeCodeError) in
      if !options.passes.isEmpty { try machine.run(options.passes, on: reference) }
      roundDifferences()
      return try machine.emit(reference, as: output)
    }
  }

  /// The errors that LLVM reports about code which it cannot generate. Without a handler it would end the process.
  private final class Diagnostics {
    var errors: [String] = []
  }

  private func reportingDiagnostics<Result>(
    _ body: () throws(NativeCodeError) -> Result
  ) throws(NativeCodeError) -> Result {
    let diagnostics = Diagnostics()
    llvm.pointee.ContextSetDiagnosticHandler(
      context,
      { information, context in
        guard let context, let llvm = try? LLVMLibrary.shared.functions else { return }
        let (severity, error) = (llvm.pointee.GetDiagInfoSeverity(information), UInt32(0))
        guard severity == error else { return }
        let message = llvm.take(llvm.pointee.GetDiagInfoDescription(information))
        // SAFETY: the object outlives the compilation, the only time when the handler is called.
        Unmanaged<Diagnostics>.fromOpaque(context).takeUnretainedValue().errors.append(message)
      }, Unmanaged.passUnretained(diagnostics).toOpaque())
    defer { llvm.pointee.ContextSetDiagnosticHandler(context, nil, nil) }
    let result = try body()
    guard diagnostics.errors.isEmpty else { throw .compilation(diagnostics.errors.joined(separator: "; ")) }
    return result
  }
}
