import CJacobi
import CLLVM
import Synchronization

/// LLVM, loaded into the process and ready to generate code for this machine.
///
/// Loading takes tens of milliseconds and tens of megabytes, so nothing does it before the first compilation.
struct LLVMLibrary: Sendable {
  /// SAFETY: written before the library is handed out, never changed or freed.
  nonisolated(unsafe) let functions: UnsafePointer<LLVMFunctions>
  let version: (major: Int, minor: Int, patch: Int)
  let host: HostTarget

  private static let loaded = Result { () throws(NativeCodeError) in
    hasLoaded.store(true, ordering: .relaxed)
    return try LLVMLibrary(path: jacobi_environment("JACOBI_LLVM").map { String(cString: $0) })
  }

  /// The library of this process, which the first use loads.
  static var shared: LLVMLibrary {
    get throws(NativeCodeError) { try loaded.get() }
  }

  /// Throws unless the library is there, as far as can be told without loading it. That is enough for a library of the system,
  /// but not for any file that a user may name.
  static func find() throws(NativeCodeError) {
    if installed == nil || jacobi_environment("JACOBI_LLVM") != nil { _ = try shared }
  }

  /// The library that would be loaded, with what tells its versions apart; `nil` where that is known only when it is.
  static let installed: String? = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { text in
    // SAFETY: the function ends what it writes with a zero.
    jacobi_llvm_find(jacobi_environment("JACOBI_LLVM"), text.baseAddress!, text.count)
      ? String(cString: text.baseAddress!) : nil
  }

  /// Whether it has been loaded.
  static var isLoaded: Bool { hasLoaded.load(ordering: .relaxed) }
  private static let hasLoaded = Atomic(false)

  /// Loads the library at a path, or the one that the system has.
  init(path: String? = nil) throws(NativeCodeError) {
    let functions = UnsafeMutablePointer<LLVMFunctions>.allocate(capacity: 1)
    let capacity = 1024
    let failure = withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { reason in
      // SAFETY: every field of the table is written when the function succeeds, and none is read when it does not.
      jacobi_llvm_load(path, functions, reason.baseAddress!, capacity) ? nil : String(cString: reason.baseAddress!)
    }
    if let failure {
      functions.deallocate()
      throw .unavailable(reason: failure)
    }
    self.functions = UnsafePointer(functions)
    version = Self.version(functions)
    host = try HostTarget(self.functions)
  }

  private static func version(_ functions: UnsafePointer<LLVMFunctions>) -> (major: Int, minor: Int, patch: Int) {
    var (major, minor, patch) = (UInt32(0), UInt32(0), UInt32(0))
    functions.pointee.GetVersion(&major, &minor, &patch)
    return (Int(major), Int(minor), Int(patch))
  }
}

extension UnsafePointer<LLVMFunctions> {
  /// Takes over a string that LLVM has allocated.
  func take(_ message: LLVMMessage?) -> String {
    guard let message else { return "" }
    defer { pointee.DisposeMessage(message) }
    return String(cString: message)
  }
}
