import JacobiCore
import JacobiPrimitives

extension Program {
  /// The program in which operations on nothing but constants are replaced by their results, computed by `backend`.
  ///
  ///     let program = try makeProgram { (x: Tensor) in x + exp(Tensor(0.0)) }(Tensor(1.0))
  ///     program.foldingConstants(on: ReferenceBackend()).equations.count  // 1
  ///
  /// - Parameters:
  ///   - backend: operations that it has no kernel for stay.
  ///   - limit: results of more elements stay operations, since computing a large constant again costs less than
  ///     keeping it.
  public func foldingConstants(on backend: any Backend, limit: Int = 1024) -> Program {
    rewritten { (equation, operands, _) throws(TensorError) in
      let values = operands.compactMap(\.constantValue)
      let types = equation.outputs.map(\.type)
      guard values.count == operands.count, equation.primitive.effects.isEmpty,
        // A loop may take long, and what calls the host may never be reached.
        equation.primitive.bodies.isEmpty, equation.mayRunEarly,
        types.allSatisfy({ ($0.shape.elementCount.known ?? .max) <= limit }),
        let kernel = try? backend.kernel(for: equation.primitive, inputs: values.map(\.type)),
        let results = try? kernel(values, types)
      else { return nil }
      return results.map { .constant($0) }
    }
  }
}

extension Atom {
  var constantValue: TensorValue? {
    if case .constant(let value) = self { value } else { nil }
  }
}
