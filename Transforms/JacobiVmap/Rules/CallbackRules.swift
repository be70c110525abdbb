import JacobiCore
import JacobiPrimitives

extension Batching {
  static let callbackRules = RuleTable<Batching> { table in
    // The outermost transformation's batch is the outermost axis of the calls.
    table.add(HostCallback.self) { callback, operands, size in
      var batched = callback
      batched.batch = callback.batch.inserting(size, at: 0)
      return batched.results(operands.placed(at: 0, size: size)).map { Batched($0, axis: 0) }
    }
  }
}
