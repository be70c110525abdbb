import CJacobiCodegen
import JacobiCore

/// What decides how a program is compiled, as a digest: code that was kept under an equal key is what would be generated now.
struct CodeKey: Hashable, Sendable {
  let digest: [UInt8]

  /// The name of the file.
  var name: String { digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }

  /// `nil` where it cannot be told whether code would be the same: for rules of a scope, which nothing names, and for parameters
  /// that have no text.
  init?(_ program: Program, _ context: CompilationContext, _ options: CompilationOptions, donated: [Int]) {
    guard let circumstances = CodeKey.circumstances, let rules = RuleEnvironment.current.persistentName,
      let text = program.textWithoutArrays
    else { return nil }
    let libraries = context.libraries.map(\.name)
    digest = CodeKey.digest(
      of: "\(circumstances)\n\(rules)\n\(options)\nlibraries \(libraries)\ndonated \(donated)\n\(text)")
  }

  init(digest: [UInt8]) { self.digest = digest }

  static func digest(of text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { digest(of: UnsafeRawBufferPointer($0)) }
  }

  static func digest(of bytes: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: byteCount) { digest, count in
      // SAFETY: there is room for the digest, all of which is written.
      jacobi_digest(bytes.baseAddress, bytes.count, digest.baseAddress!)
      count = byteCount
    }
  }

  static let byteCount = 32

  /// What is the same for all programs of a process. The build of the process stands for the version of this package, and for
  /// what others add to it: the code that they generate for their operations is part of it.
  private static let circumstances: String? = {
    var build: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let isKnown = withUnsafeMutableBytes(of: &build) {
      jacobi_build_identity($0.assumingMemoryBound(to: UInt64.self).baseAddress!)
    }
    guard isKnown else { return nil }
    return "jacobi code \(CodeEntry.format)\nbuild \(build)\nprocessor \(HostFingerprint.processor)\n"
      + "llvm \(LLVMLibrary.installed ?? "of the loader's choice")"
  }()
}
