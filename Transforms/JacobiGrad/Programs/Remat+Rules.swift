import JacobiCore
import JacobiPrimitives

extension RuleTable<PartialEvaluation> {
  static let rematerialization = RuleTable { table in
    table[Remat.self] = { primitive, known in
      let remat = primitive.asRow(Remat.self)
      let parts = try remat.program.rematerialized(linearInputs: known.map { $0 == nil }, policy: remat.policy)
      let operands = known.compactMap(\.self)
      let values = Call(parts.known, name: "known(\(remat.name))").results(operands)
      var results = values.prefix(parts.knownOutputCount)
      var linear = remat.derived(parts.linear, name: "linear(\(remat.name))")
      linear.isRecomputation = true
      return PartialEvaluation.Parts(
        results: parts.linearOutputs.map { $0 ? nil : results.removeFirst() }, linear: linear,
        residuals: parts.keptInputs.map { operands[$0] } + values.dropFirst(parts.knownOutputCount),
        linearCount: known.count { $0 == nil })
    }
  }
}

/// A program in two parts of which the second computes again what the first does not keep.
struct RematerializedProgram: Sendable {
  /// From the known inputs to the outputs that depend on nothing else, then the kept values.
  var known: Program
  var knownOutputCount: Int
  /// From kept inputs, kept values and the linear inputs to the other outputs.
  var linear: Program
  /// Which outputs ``linear`` gives.
  var linearOutputs: [Bool]
  /// The positions, among the known inputs, of those that ``linear`` needs.
  var keptInputs: [Int]
}

extension Program {
  private static let rematerializations = ProgramCache<RematKey, RematerializedProgram>()

  func rematerialized(linearInputs: [Bool], policy: RematPolicy) throws -> RematerializedProgram {
    let key = RematKey(linearInputs: linearInputs, policy: policy, rules: .current)
    return try Program.rematerializations.value(for: self, key) {
      let parts = try partiallyEvaluated(linearInputs: linearInputs)
      let known = try parts.known.inlined()
      let residuals = known.outputs.suffix(parts.residualCount)
      let kept = known.keptValues(for: Array(residuals), policy: policy)
      let outputCount = known.outputs.count - parts.residualCount
      let first = Program(
        inputs: known.inputs, equations: known.equations,
        outputs: known.outputs.prefix(outputCount) + kept.values.map { .variable($0) })
      return RematerializedProgram(
        known: first.removingDeadCode().program, knownOutputCount: outputCount,
        linear: try parts.linear.preceded(
          by: known, from: kept.inputs.map { known.inputs[$0] } + kept.values, computing: Array(residuals)),
        linearOutputs: parts.linearOutputs, keptInputs: kept.inputs)
    }
  }

  /// The values from which residuals are computed again: inputs, and results that the policy keeps.
  private func keptValues(for residuals: [Atom], policy: RematPolicy) -> (inputs: [Int], values: [Variable]) {
    var names: [Int: Set<String>] = [:]
    for equation in equations {
      guard let name = equation.primitive as? Name, let named = equation.inputs[0].variable else { continue }
      names[named.index, default: []].insert(name.name)
      names[equation.outputs[0].index, default: []].insert(name.name)
    }
    var needed = Set(residuals.compactMap { $0.variable?.index })
    var kept: [Variable] = []
    for equation in equations.reversed() {
      let wanted = equation.outputs.filter { needed.contains($0.index) }
      if wanted.isEmpty { continue }
      let named = wanted.reduce(into: Set<String>()) { $0.formUnion(names[$1.index] ?? []) }
      // What an operation with effects gave is not to be had a second time.
      if policy.keepsResults(of: equation.primitive, named: named) || !equation.primitive.effects.isEmpty {
        kept += wanted
      } else {
        needed.formUnion(equation.inputs.compactMap { $0.variable?.index })
      }
    }
    return (inputs.indices.filter { needed.contains(inputs[$0].index) }, kept.sorted { $0.index < $1.index })
  }

  /// This program with its first inputs computed by another one from some of its values.
  ///
  /// - Parameters:
  ///   - other: the program that computes the first inputs.
  ///   - sources: inputs and results of it that are known; they become the first inputs.
  ///   - residuals: what are the first inputs here.
  private func preceded(by other: Program, from sources: [Variable], computing residuals: [Atom]) throws -> Program {
    let types = sources.map(\.type) + inputTypes.dropFirst(residuals.count)
    return try traceProgram(types, name: Remat.id) { tensors in
      var values = Dictionary(uniqueKeysWithValues: zip(sources.map(\.index), tensors))
      func read(_ atom: Atom) -> Tensor {
        switch atom {
        case .variable(let variable): values[variable.index]!
        case .constant(let value): Tensor(value)
        }
      }
      for equation in other.equations(computing: residuals, from: Set(values.keys)) {
        let results = equation.asUserOperation { equation.primitive.results(equation.inputs.map(read)) }
        for (variable, result) in zip(equation.outputs, results) where values[variable.index] == nil {
          values[variable.index] = result
        }
      }
      return try evaluate(residuals.map(read) + tensors.dropFirst(sources.count))
    }.closed(in: Remat.id)
  }

  /// The equations on which atoms depend beyond variables that are known, in order.
  private func equations(computing atoms: [Atom], from known: Set<Int>) -> [Equation] {
    var needed = Set(atoms.compactMap { $0.variable?.index }).subtracting(known)
    let reversed = equations.reversed().filter { equation in
      guard equation.outputs.contains(where: { needed.contains($0.index) }) else { return false }
      needed.formUnion(equation.inputs.compactMap { $0.variable?.index }.filter { !known.contains($0) })
      return true
    }
    return reversed.reversed()
  }

  /// The program with the equations of calls in the place of the calls.
  func inlined() throws -> Program {
    guard equations.contains(where: { $0.primitive is Call }) else { return self }
    return try traceProgram(inputTypes, name: Remat.id) { try evaluateInlining($0) }.closed(in: Remat.id)
  }

  private func evaluateInlining(_ arguments: [Tensor]) throws -> [Tensor] {
    var values = arguments
    func read(_ atom: Atom) -> Tensor {
      switch atom {
      case .variable(let variable): values[variable.index]
      case .constant(let value): Tensor(value)
      }
    }
    for equation in equations {
      let operands = equation.inputs.map(read)
      values +=
        try (equation.primitive as? Call)?.program.evaluateInlining(operands)
        ?? equation.asUserOperation { equation.primitive.results(operands) }
    }
    return outputs.map(read)
  }
}

private struct RematKey: Hashable, Sendable {
  var linearInputs: [Bool]
  var policy: RematPolicy
  var rules: RuleEnvironment
}
