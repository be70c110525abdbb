import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let controlFlow = RuleTable { $0.add(RuleTable<UpdatingKernels>.controlFlow) }
}

extension RuleTable<UpdatingKernels> {
  static let controlFlow = RuleTable { table in
    table.add(Call.self) { call, _ in
      let executable = try CompiledBodies.executable(for: call.program, backend: call.backend)
      return { operands, _ in try executable.run(consuming: &operands) }
    }
    table.add(Scan.self) { scan, _ in
      let kernel = try ScanKernel(scan)
      return { operands, outputs in try kernel.run(&operands, outputs) }
    }
    table.add(While.self) { loop, _ in
      let kernel = try WhileKernel(loop)
      return { operands, _ in try kernel.run(&operands) }
    }
    table.add(Switch.self) { choice, _ in
      let branches = try choice.branches.map { try CompiledBodies.executable(for: $0, backend: nil) }
      return { operands, _ in
        let index = operands.removeFirst().clampedIndex(below: branches.count)
        return try branches[index].run(consuming: &operands)
      }
    }
    table.add(RecomputedLoop.self) { loop, _ in
      let executable = try CompiledBodies.executable(for: loop.expansion(), backend: nil)
      return { operands, _ in try executable.run(consuming: &operands) }
    }
    table.addExpansion(of: CustomCall.self)
    table.addExpansion(of: Remat.self)
    // With numbers at hand, the functions of the user see them.
    table.add(CustomLinearCall.self) { call, _ in { operands, _ in try call.run(operands) } }
  }

  /// A primitive that stands for a program is carried out by running the program.
  private mutating func addExpansion(of primitive: any ExpandablePrimitive.Type) {
    self[primitive] = { primitive, types in
      guard let primitive = primitive as? any ExpandablePrimitive else {
        preconditionFailure("internal error: a kernel was chosen for another primitive")
      }
      let executable = try CompiledBodies.executable(for: primitive.expansion(for: types), backend: nil)
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
