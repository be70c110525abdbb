import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let controlFlow = RuleTable { table in
    table.add(Call.self) { call, _ in
      let executable = try CompiledBodies.executable(for: call.program)
      return { operands, _ in try executable.run(operands) }
    }
  }
}

/// The programs inside of primitives, compiled once for the rules in force.
enum CompiledBodies {
  private static let cache = ProgramCache<Int, any Executable>()

  static func executable(for program: Program) throws -> any Executable {
    try cache.value(for: program, pluginGeneration) {
      try ReferenceBackend().compile(program, options: CompileOptions())
    }
  }
}
