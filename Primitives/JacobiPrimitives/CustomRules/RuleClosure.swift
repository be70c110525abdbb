import JacobiCore

/// What functions and rules of a user capture of enclosing transformations, made arguments.
///
/// Functions that are closed take these values first. They run the user's code with what was given in the place of
/// what was captured, so that it can be run under any transformation, also when those of the captured values have ended.
package final class RuleClosure: Sendable {
  /// The captured values, each once.
  package let captured: [Tensor]
  private let positions: [ObjectIdentifier: Int]

  package init(_ captured: [Tensor]) {
    var positions: [ObjectIdentifier: Int] = [:]
    var distinct: [Tensor] = []
    for tensor in captured {
      guard let tracer = tensor.tracer, positions[ObjectIdentifier(tracer)] == nil else { continue }
      positions[ObjectIdentifier(tracer)] = distinct.count
      distinct.append(tensor)
    }
    self.captured = distinct
    self.positions = positions
  }

  /// Where the captured values of a part of the code are among all of them.
  func positions(of tensors: [Tensor]) -> [Int] {
    tensors.map { positions[ObjectIdentifier($0.tracer!)]! }
  }

  /// The function with the captured values as its first operands.
  package func closed(_ function: TensorFunction) -> TensorFunction {
    let body = function.body
    return function.derived(ObjectIdentifier(self), name: function.baseName) {
      { values in try self.run(values) { trace, operands in try body(operands).map(trace.replaced) } }
    }
  }

  /// A forward pass with the captured values as the first operands, and again as the first residuals.
  func closed(_ function: CustomRules.Forward) -> CustomRules.Forward {
    let body = function.body
    return function.derived(ObjectIdentifier(self), name: function.baseName) {
      { values in
        try self.run(values) { trace, operands in
          var pass = try body(operands)
          pass.results = pass.results.map(trace.replaced)
          pass.residuals = values.prefix(self.captured.count) + pass.residuals.map(trace.replaced)
          pass.backward = self.closed(pass.backward)
          return pass
        }
      }
    }
  }

  /// A batching rule with the captured values as the first operands. It is not used where these differ between examples.
  func closed(_ function: CustomRules.Batched) -> CustomRules.Batched {
    let body = function.body
    return function.derived(ObjectIdentifier(self), name: function.baseName) {
      { values, isBatched, size in
        try self.run(values) { trace, operands in
          let (results, areBatched) = try body(operands, Array(isBatched.dropFirst(self.captured.count)), size)
          return (results.map(trace.replaced), areBatched)
        }
      }
    }
  }

  private func run<Result>(
    _ values: [Tensor], _ body: (_ trace: SubstitutionTrace, _ operands: [Tensor]) throws -> Result
  ) throws -> Result {
    let trace = SubstitutionTrace { [positions] tracer in positions[ObjectIdentifier(tracer)].map { values[$0] } }
    return try trace.run { try body(trace, Array(values.dropFirst(captured.count))) }
  }
}

extension CustomRules {
  /// The rules with the captured values as their first operands.
  func closed(by closure: RuleClosure) -> CustomRules {
    CustomRules(
      jvp: jvp.map(closure.closed), vjp: vjp.map(closure.closed), batching: batching.map(closure.closed))
  }
}
