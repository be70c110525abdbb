import JacobiCore
import JacobiPrimitives

extension Program {
  /// The program in which operations on nothing but constants are replaced by their results, computed by `backend`.
  ///
  /// What repeats a constant stays an operation, since it costs nothing where it is used: a result whose elements are all the
  /// same becomes one.
  ///
  ///     let program = try makeProgram { (x: Tensor) in x + exp(Tensor(0.0)) }(Tensor(1.0))
  ///     program.foldingConstants(on: ReferenceBackend()).equations.count  // 1
  ///
  /// - Parameters:
  ///   - backend: operations that it has no kernel for stay.
  ///   - limit: results of more elements stay operations, since computing a large constant again costs less than
  ///     keeping it.
  public func foldingConstants(on backend: any Backend, limit: Int = 1024) -> Program {
    var folder = ConstantFolder(backend, limit: limit)
    return rewritten { (equation, operands, rewriter) throws(TensorError) in
      guard let results = folder.results(of: equation.primitive, operands) else {
        let results = try rewriter.append(equation, operands)
        folder.note(equation.primitive, operands, results)
        return results
      }
      var atoms: [Atom] = []
      for result in results {
        guard let element = result.constantValue?.uniform, result.type.rank > 0 else {
          atoms.append(result)
          continue
        }
        let broadcast = BroadcastInDim(to: result.type.shape, dimensions: [])
        let repeated = try rewriter.append(broadcast, [.constant(element)], in: equation)
        folder.note(broadcast, [.constant(element)], repeated)
        atoms += repeated
      }
      return atoms
    }
  }
}

/// Carries out operations on constants.
struct ConstantFolder {
  private let backend: any Backend
  /// How many elements results may have.
  private let limit: Int
  /// The scalars that variables repeat, by the index of the variable.
  private var repeated: [Int: TensorValue] = [:]

  init(_ backend: any Backend, limit: Int) {
    self.backend = backend
    self.limit = limit
  }

  /// Remembers what repeats a constant.
  mutating func note(_ primitive: any Primitive, _ operands: [Atom], _ results: [Atom]) {
    guard primitive is BroadcastInDim, let scalar = operands[0].constantValue, scalar.type.rank == 0,
      let variable = results[0].variable
    else { return }
    repeated[variable.index] = scalar
  }

  /// The results of an operation on constants; `nil` if it is not one.
  func results(of primitive: any Primitive, _ operands: [Atom]) -> [Atom]? {
    // What repeats a number is as good as a constant. A loop may take long, and what calls the host may never be reached.
    guard operands.allSatisfy(isConstant), !(primitive is BroadcastInDim), primitive.effects.isEmpty,
      primitive.bodies.isEmpty, Equation(primitive, inputs: operands, outputs: []).mayRunEarly,
      let types = try? primitive.outputTypes(for: Operands(operands.map(\.type), of: type(of: primitive).id)),
      (types + operands.map(\.type)).allSatisfy({ ($0.shape.elementCount.known ?? .max) <= limit })
    else { return nil }
    let values = operands.compactMap(value)
    guard let kernel = try? backend.kernel(for: primitive, inputs: values.map(\.type)),
      let results = try? kernel(values, types)
    else { return nil }
    return results.map { .constant($0) }
  }

  private func isConstant(_ atom: Atom) -> Bool {
    atom.variable.map { repeated[$0.index] != nil } ?? true
  }

  private func value(_ atom: Atom) -> TensorValue? {
    atom.constantValue
      ?? atom.variable.flatMap { variable in
        repeated[variable.index]?.repeated(in: variable.type.shape)
      }
  }
}

extension Atom {
  var constantValue: TensorValue? {
    if case .constant(let value) = self { value } else { nil }
  }
}
