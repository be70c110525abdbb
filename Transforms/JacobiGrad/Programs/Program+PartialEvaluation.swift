import JacobiCore
import JacobiPrimitives

/// A program in two parts: what depends on known inputs only, and the rest.
public struct PartiallyEvaluatedProgram: Sendable {
  /// From the known inputs to the outputs that depend on nothing else, then the residuals.
  public let known: Program
  /// From the residuals, then the linear inputs, to the other outputs.
  public let linear: Program
  /// Which outputs ``linear`` gives.
  public let linearOutputs: [Bool]

  /// How many values the linear part needs from the known part.
  public var residualCount: Int { known.outputs.count - linearOutputs.count { !$0 } }
}

extension Program {
  /// Splits the program into what depends on known inputs only and the rest.
  ///
  ///     let program = try makeProgram { (x: Tensor, y: Tensor) in sin(x) * y }(Tensor(1.0), Tensor(2.0))
  ///     let parts = try program.partiallyEvaluated(linearInputs: [false, true])
  ///     parts.known.equations.count   // 1
  ///     parts.linear.equations.count  // 1
  ///
  /// - Parameter linearInputs: which inputs are not known.
  public func partiallyEvaluated(linearInputs: [Bool]) throws -> PartiallyEvaluatedProgram {
    try Program.partialEvaluations.value(for: self, DerivativeKey(linearInputs)) {
      try tracedPartialEvaluation(linearInputs: linearInputs)
    }
  }

  private static let partialEvaluations = ProgramCache<DerivativeKey, PartiallyEvaluatedProgram>()

  private func tracedPartialEvaluation(linearInputs: [Bool]) throws -> PartiallyEvaluatedProgram {
    var recorded: (map: LinearMap, residuals: [Tensor], linearOutputs: [Bool])!
    let known = try traceProgram(inputTypes.selected(linearInputs.map(!)), name: "linearize") { tensors in
      let (outputs, map) = try linearMap(knownInputs: tensors, linearInputs: linearInputs)
      recorded = (map, map.tracedResiduals, outputs.map { $0 == nil })
      return outputs.compactMap(\.self) + recorded.residuals
    }
    let (map, residuals, linearOutputs) = recorded!
    let linear = try traceProgram(residuals.map(\.type) + map.inputTypes, name: "linearize") { tensors in
      let replaced = map.replacing(residuals, with: Array(tensors.prefix(residuals.count)))
      return try replaced.pushForward(Array(tensors.dropFirst(residuals.count))).map { $0! }
    }
    return try PartiallyEvaluatedProgram(
      known: known.closed(in: "derivative").removingDeadCode().program, linear: linear.closed(in: "derivative"),
      linearOutputs: linearOutputs)
  }

  /// Evaluates the program on known inputs and records what depends on the linear ones: the outputs that are known, and
  /// the map to the others.
  func linearMap(knownInputs: [Tensor], linearInputs: [Bool]) throws -> (known: [Tensor?], map: LinearMap) {
    var knownInputs = knownInputs[...]
    let trace = LinearTrace(name: "linearize")
    return try trace.run {
      let arguments = zip(inputTypes, linearInputs).map { type, isLinear in
        isLinear ? trace.input(type) : knownInputs.removeFirst()
      }
      let outputs = try evaluate(arguments)
      let isLinear = outputs.map { $0.tracer(in: trace) != nil }
      return (
        zip(outputs, isLinear).map { $1 ? nil : $0 }, trace.finish(returning: outputs.selected(isLinear)).pruned()
      )
    }
  }
}
