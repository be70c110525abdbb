import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let callbacks = RuleTable { table in
    table.add(HostCallback.self) { callback, _ in { operands, outputs in try callback.run(operands, outputs: outputs) }
    }
  }
}
