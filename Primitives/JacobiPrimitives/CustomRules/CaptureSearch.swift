import JacobiCore

/// The search for what rules capture of enclosing transformations: they are traced, and the programs thrown away.
///
/// A rule may apply the function whose rule it is, which is then not searched again. A rule that cannot be traced, because
/// it looks at numbers, keeps what it captures to itself.
package final class CaptureSearch: Trace {
  private let rules: CustomRules
  /// Rules may make functions with rules that make functions with rules.
  private static let depthLimit = 3

  private init(_ rules: CustomRules) { self.rules = rules }

  override package var name: String { "rule" }

  override package func process(_ primitive: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    try processInParent(primitive, operands)
  }

  /// What the rules capture.
  ///
  /// - Parameter operands: of these only the types matter.
  package static func captured(by rules: CustomRules, _ operands: [Tensor]) -> [Tensor] {
    var depth = 0
    var candidate = Trace.current
    while let trace = candidate {
      if let search = trace as? CaptureSearch {
        depth += 1
        if search.rules == rules || depth >= depthLimit { return [] }
      }
      candidate = trace.parent
    }
    return CaptureSearch(rules).run {
      rules.capturedByTangentRule(operands) + rules.capturedByPasses(operands) + rules.capturedByBatchingRule(operands)
    }
  }
}

extension CustomRules {
  fileprivate func capturedByTangentRule(_ operands: [Tensor]) -> [Tensor] {
    guard let jvp else { return [] }
    return capturedValues(operands + operands.filter(\.dtype.isInexact).map(\.strong)) { try jvp.body($0) }
  }

  fileprivate func capturedByPasses(_ operands: [Tensor]) -> [Tensor] {
    guard let vjp else { return [] }
    var pass: ForwardPass?
    let captured = capturedValues(operands) {
      let traced = try vjp.body($0)
      pass = traced
      return traced.results + traced.residuals
    }
    return captured + (pass?.capturedByBackwardPass() ?? [])
  }

  /// What the rule captures, taken from a batch of two.
  fileprivate func capturedByBatchingRule(_ operands: [Tensor]) -> [Tensor] {
    guard let batching else { return [] }
    let batch = operands.map { Tensor.placeholder($0.shape.inserting(2, at: 0), dtype: $0.dtype) }
    return capturedValues(batch) { try batching.body($0, batch.map { _ in true }, 2).results }
  }
}

extension CustomRules.ForwardPass {
  /// What the backward pass captures of enclosing transformations.
  package func capturedByBackwardPass() -> [Tensor] {
    capturedValues(residuals + results.filter(\.dtype.isInexact).map(\.strong)) { try backward.body($0) }
  }
}

extension TracedProgram {
  /// The program of a function that used nothing but its arguments, for use in a body.
  ///
  /// What functions with rules of a user capture became operands when they were called, as far as it was found then. A rule
  /// that could not be traced, or takes other paths now, may use more than that.
  package func closed(in operation: String) throws(TensorError) -> Program {
    guard let value = captured.first else { return program }
    throw .invalidArgument(
      name: "rule",
      expected: "one that uses its arguments, and of enclosing transformations what it used when it was traced first",
      actual: "one that also uses \(value.type) of an enclosing transformation; pass that as an argument",
      operation: Operation(operation))
  }
}

/// What a function captures; nothing if it cannot be traced.
private func capturedValues(_ operands: [Tensor], _ body: ([Tensor]) throws -> [Tensor]) -> [Tensor] {
  let traced = try? traceProgram(operands.map(\.type), name: "rule") { tracers in
    try body(zip(tracers, operands).map { Tensor($0.storage, isWeaklyTyped: $1.isWeaklyTyped) })
      .filter { !$0.isNoTangent }
  }
  return traced?.captured ?? []
}

extension Tensor {
  /// The same with a dtype that does not give way.
  fileprivate var strong: Tensor { Tensor(storage, isWeaklyTyped: false) }
}
