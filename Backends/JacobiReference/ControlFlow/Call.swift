import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let controlFlow = RuleTable { table in
    table.add(Call.self) { call, _ in
      let executable = try CompiledBodies.executable(for: call.program, backend: call.backend)
      return { operands, _ in try executable.run(operands) }
    }
  }
}

/// The programs inside of primitives, compiled once for the rules in force.
enum CompiledBodies {
  private struct Key: Hashable {
    var backend: String?
    var rules: RuleEnvironment
  }

  private static let cache = ProgramCache<Key, any Executable>()

  /// - Parameter backend: the backend that the program was meant for; this one if `nil`.
  static func executable(for program: Program, backend: String?) throws -> any Executable {
    try cache.value(for: program, Key(backend: backend, rules: .current)) {
      let backend = try backend.map { (name) throws(TensorError) in try Backends.named(name) } ?? ReferenceBackend()
      return try backend.compile(program, options: CompileOptions())
    }
  }
}
