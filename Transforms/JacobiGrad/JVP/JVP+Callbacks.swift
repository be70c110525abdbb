import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let callbacks = RuleTable { table in
    table[HostCallback.self] = { primitive, primals, _ in
      let callback = primitive.asRow(HostCallback.self)
      // Nothing is known of how a host function depends on its operands.
      if let type = callback.resultTypes.first(where: { $0.dtype.isInexact }) {
        throw TensorError.missingRule(
          primitive: HostCallback.id, rule: JVP.name,
          remedy: "Stop the gradient of the operands of \(callback.function.name), which gives \(type), or make a "
            + "primitive of your own that conforms to `Differentiable`",
          operation: Operation(HostCallback.id, operands: primals.map(\.type)))
      }
      return (callback.results(primals), [Tensor?](repeating: nil, count: callback.outputCount))
    }
  }
}
