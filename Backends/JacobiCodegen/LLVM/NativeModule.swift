import CLLVM

/// Machine code that can be called, and its bytes, which a later process can load without LLVM.
final class NativeModule: Sendable {
  /// The object file.
  let object: [UInt8]
  let image: ObjectImage

  /// Loads an object file that was compiled earlier for the same machine. `symbols` are functions and variables that the
  /// code may use beside those of the process; they come first.
  init(object: [UInt8], symbols: [String: UInt] = [:]) throws(NativeCodeError) {
    self.object = object
    image = try ObjectImage(object, symbols: symbols)
  }

  /// Compiles a module, which its passes change, and loads the code. Several threads may compile at once, each its own
  /// module.
  static func compile(
    _ module: IRModule, options: CompilationOptions = CompilationOptions(), symbols: [String: UInt] = [:]
  ) throws(NativeCodeError) -> NativeModule {
    try NativeModule(object: module.compiled(as: .object, options), symbols: symbols)
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
    let machine = try TargetMachinePool.shared.take(library)
    defer { TargetMachinePool.shared.put(back: machine) }
    if !options.passes.isEmpty { try machine.run(options.passes, on: reference) }
    return try machine.emit(reference, as: output)
  }
}
