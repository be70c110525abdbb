import JacobiCore
import JacobiPrimitives

// A call stays a call under differentiation: its program is transformed once and remembered.

extension RuleTable<JVP> {
  static let controlFlow = RuleTable { table in
    table.addCall(Call.self)
    table.addCall(ElementwiseCall.self)
    table.addCall(Remat.self)
  }

  private mutating func addCall<P: ProgramCall>(_ type: P.Type) {
    self[type] = { primitive, primals, tangents in
      let call = primitive.asRow(P.self)
      let derivative = try call.program.jvp(nonZero: tangents.map { $0 != nil })
      let results = call.derived(derivative.program, name: "jvp(\(call.name))").results(
        primals + tangents.compactMap(\.self))
      var resultTangents = results.dropFirst(call.outputCount)
      return (
        Array(results.prefix(call.outputCount)),
        derivative.nonZero.map { $0 ? resultTangents.removeFirst() : nil }
      )
    }
  }
}

extension RuleTable<PartialEvaluation> {
  static let controlFlow = RuleTable { table in
    table.addCall(Call.self)
    table.addCall(ElementwiseCall.self)
  }

  private mutating func addCall<P: ProgramCall>(_ type: P.Type) {
    self[type] = { primitive, known in
      let call = primitive.asRow(P.self)
      let parts = try call.program.partiallyEvaluated(linearInputs: known.map { $0 == nil })
      let values = call.derived(parts.known, name: "known(\(call.name))").results(known.compactMap(\.self))
      var results = values.dropLast(parts.residualCount)
      return PartialEvaluation.Parts(
        results: parts.linearOutputs.map { $0 ? nil : results.removeFirst() },
        linear: call.derived(parts.linear, name: "linear(\(call.name))"), residuals: values.suffix(parts.residualCount),
        linearCount: known.count { $0 == nil })
    }
  }
}

extension RuleTable<Transposition> {
  static let controlFlow = RuleTable { table in
    table.addCall(Call.self)
    table.addCall(ElementwiseCall.self)
    table.addCall(Remat.self)
  }

  private mutating func addCall<P: ProgramCall>(_ type: P.Type) {
    self[type] = { primitive, operands, cotangents in
      let call = primitive.asRow(P.self)
      let transposed = try call.program.transposed(
        linearInputs: operands.map(\.isLinear), nonZero: cotangents.map { $0 != nil })
      let backward = call.derived(transposed.program, name: "transpose(\(call.name))")
      var results = backward.results(operands.compactMap(\.known) + cotangents.compactMap(\.self))[...]
      var nonZero = transposed.nonZero[...]
      return operands.map { $0.isLinear && nonZero.removeFirst() ? results.removeFirst() : nil }
    }
  }
}
