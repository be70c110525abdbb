import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let customRules = RuleTable { table in
    table[CustomCall.self] = { primitive, primals, tangents in
      let call = primitive.asRow(CustomCall.self)
      guard call.rules.jvp != nil || call.rules.vjp != nil else { return try plainDerivative(call, primals, tangents) }
      if tangents.prefix(call.capturedCount).contains(where: { $0 != nil }) {
        throw CustomDerivative.capture(by: call.name, Operation(CustomCall.id, operands: primals.map(\.type)))
      }
      let derivative = CustomDerivative(
        name: call.name, rules: call.rules, captured: Array(primals.prefix(call.capturedCount)))
      let results = try derivative.derivative(
        at: Array(primals.dropFirst(call.capturedCount)), along: Array(tangents.dropFirst(call.capturedCount)))
      return (try checked(results.primals, of: call), results.tangents)
    }
    table[CustomLinearCall.self] = { primitive, primals, tangents in
      let call = primitive.asRow(CustomLinearCall.self)
      let (residuals, directions) = (primals.prefix(call.residualCount), tangents.prefix(call.residualCount))
      let (operands, linear) = (primals.dropFirst(call.residualCount), tangents.dropFirst(call.residualCount))
      var derivative = [Tensor?](repeating: nil, count: call.outputCount)
      if linear.contains(where: { $0 != nil }) {
        derivative = call.results(residuals + zip(operands, linear).map { $1 ?? .zeros($0.type) })
      }
      if directions.contains(where: { $0 != nil }) {
        let moved = try dualResults(
          of: { try call.checked(call.forward.body($0 + operands)) }, Array(residuals), Array(directions))
        derivative = zip(derivative, moved.tangents).map(sum)
      }
      return (call.results(primals), derivative)
    }
    table[ValidWhere.self] = { _, primals, tangents in
      let (mask, x) = (primals[0], primals[1])
      return ([ValidWhere.substituted(mask, x)], [tangents[1].map { ValidWhere.masked(mask, $0) }])
    }
    table[OptimizationBarrier.self] = { primitive, primals, tangents in
      let given = tangents.compactMap(\.self)
      var results = OptimizationBarrier(count: given.count).results(given)[...]
      return (primitive.results(primals), tangents.map { $0 == nil ? nil : results.removeFirst() })
    }
  }

  /// The results by the call, with its batching rule, and the tangents by its program.
  ///
  /// A program with effects is run once, for both.
  private static func plainDerivative(
    _ call: CustomCall, _ primals: [Tensor], _ tangents: [Tensor?]
  ) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    let derivative = try JVP.requiredRule(for: call.call)(call.call, primals, tangents)
    return call.effects.isEmpty ? (call.results(primals), derivative.tangents) : derivative
  }

  /// The results that a rule gave, if they are like those of the function; weakly typed ones take their dtype.
  private static func checked(_ results: [Tensor], of call: CustomCall) throws(TensorError) -> [Tensor] {
    let types = call.program.outputTypes
    if results.count == types.count {
      let adapted = zip(results, types).map { $0.givingWay(to: $1.dtype) }
      if zip(adapted, types).allSatisfy({ $0.isInvalid || $0.type == $1 }) { return adapted }
    }
    throw .invalidArgument(
      name: "rule", expected: "a value of the types \(types), those of the function's results",
      actual: "\(results.map(\.type))", operation: Operation(call.name))
  }
}

extension RuleTable<PartialEvaluation> {
  static let customRules = RuleTable { table in
    table[CustomCall.self] = { primitive, known in
      let call = primitive.asRow(CustomCall.self).call
      guard let rule = PartialEvaluation.rule(for: Call.self) else {
        preconditionFailure("internal error: no partial evaluation of calls")
      }
      return try rule(call, known)
    }
  }
}

extension RuleTable<Transposition> {
  static let customRules = RuleTable { table in
    table[CustomCall.self] = { primitive, operands, cotangents in
      let call = primitive.asRow(CustomCall.self).call
      return try Transposition.requiredRule(for: call)(call, operands, cotangents)
    }
    table[CustomLinearCall.self] = { primitive, operands, cotangents in
      let call = primitive.asRow(CustomLinearCall.self)
      let residuals = operands.prefix(call.residualCount).compactMap(\.known)
      guard residuals.count == call.residualCount else { throw notLinear(primitive, operands) }
      let filled = zip(cotangents, call.resultTypes).map { $0 ?? .zeros($1) }
      let results = try call.backward.body(residuals + filled)
      guard results.count == operands.count - call.residualCount else { throw notLinear(primitive, operands) }
      return residuals.map { _ in nil }
        + zip(operands.dropFirst(call.residualCount), results).map { $0.isLinear ? $1 : nil }
    }
    table[ValidWhere.self] = { primitive, operands, cotangents in
      guard let mask = operands[0].known else { throw notLinear(primitive, operands) }
      return [nil, cotangents[0].map { ValidWhere.masked(mask, $0) }]
    }
    table[OptimizationBarrier.self] = { _, operands, cotangents in
      let given = cotangents.compactMap(\.self)
      var results = OptimizationBarrier(count: given.count).results(given)[...]
      return zip(operands, cotangents).map { operand, cotangent in
        let result = cotangent == nil ? nil : results.removeFirst()
        return operand.isLinear ? result : nil
      }
    }
  }
}
