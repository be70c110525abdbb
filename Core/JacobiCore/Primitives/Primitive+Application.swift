import CJacobi

extension Primitive {
  /// Applies the primitive to operands and gives its only result.
  public func callAsFunction(_ operands: Tensor...) -> Tensor {
    results(operands)[0]
  }

  /// Applies the primitive to operands and gives all its results.
  ///
  /// The innermost transformation of the current thread decides what that means; without one the operation is carried
  /// out at once by the current backend. A mistake is reported to the enclosing error scope and gives invalid tensors.
  public func results(_ operands: [Tensor]) -> [Tensor] {
    var isWeaklyTyped = !operands.isEmpty
    var isChecked = true
    // By index, here and below: an iterator copies every operand, which costs as much as the rest of a small operation.
    for index in operands.indices {
      switch operands[index].storage {
      case .invalid: return invalidResults
      case .traced: isChecked = false
      case .concrete(let value): isChecked = isChecked && !value.buffer.isDonated
      case .literal: break
      }
      isWeaklyTyped = isWeaklyTyped && operands[index].isWeaklyTyped
    }
    do {
      let trace = Trace.current
      if !isChecked {
        for operand in operands {
          if let error = operand.usageError(operation(on: operands)) { throw error }
        }
      }
      var results =
        if let trace {
          try Provenance.tracing(Self.id) { try trace.process(self, operands) }
        } else {
          try EagerEvaluation.results(of: self, on: operands)
        }
      if isWeaklyTyped {
        for index in results.indices where results[index].dtype != .bool { results[index].isWeaklyTyped = true }
      }
      return results
    } catch let error as TensorError {
      report(error)
    } catch {
      report(.executionFailed(reason: "\(error)", operation: operation(on: operands)))
    }
    return invalidResults
  }

  private var invalidResults: [Tensor] {
    // A parameter that says how many results there are may be wrong.
    [Tensor](repeating: .invalid, count: min(max(outputCount, 0), 1 << 16))
  }

  private func operation(on operands: [Tensor]) -> Operation {
    Operation(Self.id, operands: operands.map(\.type))
  }

  /// The checked types of the results.
  ///
  /// - Throws: what the primitive's own rule throws, or an error for sizes that cannot be.
  package func inferredTypes(_ operands: [TensorType], site: CallSite? = nil) throws(TensorError) -> [TensorType] {
    let operands = Operands(operands, of: Self.id, site: site)
    let types = try outputTypes(for: operands)
    for index in types.indices { try types[index].validate(for: operands.operation) }
    try requireCount(types.count, of: "type rule", operands.types)
    return types
  }

  /// Throws unless a rule of the primitive gave one value per result.
  package func requireCount(_ count: Int, of rule: String, _ operands: [TensorType]) throws(TensorError) {
    guard count == outputCount else {
      throw .invalidArgument(
        name: "results", expected: "\(outputCount) from the \(rule) of `\(Self.id)`", actual: "\(count)",
        operation: Operation(Self.id, operands: operands))
    }
  }
}

/// Carrying out one operation at once, on concrete operands.
enum EagerEvaluation {
  static func results(of primitive: any Primitive, on operands: [Tensor]) throws -> [Tensor] {
    let values = operands.values
    var types: [TensorType] = []
    types.reserveCapacity(values.count)
    for index in values.indices { types.append(values[index].type) }
    let outputTypes = try primitive.inferredTypes(types)
    for index in outputTypes.indices {
      try outputTypes[index].requireMemory { Operation(type(of: primitive).id, operands: types) }
    }
    let kernel = try Backends.current.requiredKernel(for: primitive, inputs: types)
    let results = try kernel(values, outputTypes)
    try primitive.requireCount(results.count, of: "kernel", types)
    return results.map { Tensor($0) }
  }
}
