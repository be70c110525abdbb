/// Why there is no native code.
enum NativeCodeError: Error, Equatable, CustomStringConvertible {
  /// LLVM is missing or cannot be used.
  case unavailable(reason: String)
  /// A module that breaks LLVM's rules, with LLVM's explanation: a defect of the code generator.
  case invalidModule(String)
  /// LLVM does not generate code for a valid module.
  case compilation(String)
  /// Bytes that are no object file of this machine, or a damaged one.
  case invalidObject(String)
  /// A function or variable that neither the caller nor the process has.
  case unresolvedSymbol(String)
  /// The system does not give the memory.
  case outOfMemory(byteCount: Int)

  var description: String {
    switch self {
    case .unavailable(let reason): "native code is unavailable: \(reason)"
    case .invalidModule(let explanation): "generated code is not valid: \(explanation)"
    case .compilation(let explanation): "generated code was not compiled: \(explanation)"
    case .invalidObject(let explanation): "object code cannot be loaded: \(explanation)"
    case .unresolvedSymbol(let name): "object code needs `\(name)`, which this process does not have"
    case .outOfMemory(let byteCount): "the system does not give \(byteCount) bytes for machine code"
    }
  }
}
