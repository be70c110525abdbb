import JacobiCore
import JacobiGrad
import JacobiPrimitives
import JacobiVmap

// Differentiated again or batched, the loop is nothing special: what it computes is. Only its transposition is its own.

extension RecomputedLoop {
  private func call() throws -> Call { Call(try expansion(), name: RecomputedLoop.id) }

  /// The number of operands that come before the linear ones.
  var knownOperandCount: Int {
    (length == nil ? 1 : 0) + known.constants + known.carries + known.elements
  }
}

extension RecomputedLoop: Differentiable {
  public func jvp(primals: [Tensor], tangents: [Tensor?]) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    let call = try call()
    return try JVP.requiredRule(for: call)(call, primals, tangents)
  }
}

extension RecomputedLoop: Batchable {
  public func batched(_ operands: [Batched], size: Dimension) throws -> [Batched] {
    let call = try call()
    return try Batching.requiredRule(for: call)(call, operands, size)
  }
}

extension RecomputedLoop: PartiallyEvaluable {
  public func partiallyEvaluated(known: [Tensor?]) throws -> PartialEvaluation.Parts {
    let isLinear = known.map { $0 == nil }
    guard !isLinear.prefix(knownOperandCount).contains(true) else {
      let call = try call()
      return try PartialEvaluation.requiredRule(for: call)(call, known)
    }
    // The whole loop is the linear part.
    var operands = LinearOperands(known)
    return PartialEvaluation.Parts(
      results: [Tensor?](repeating: nil, count: outputCount), linear: self,
      operands: operands.next(known.count, where: known.map { _ in true }))
  }
}

extension RecomputedLoop: Transposable {
  /// The steps backwards; what a step needs is computed again from the nearest carries that are kept.
  ///
  /// With `k` checkpoints and at most `C(k + r, k)` steps, each step is computed at most `r` more times, the least that is
  /// possible: A. Griewank, "Achieving logarithmic growth of temporal and spatial complexity in reverse automatic
  /// differentiation", Optimization Methods and Software 1, 1992.
  public func transpose(operands: [Transposition.Operand], cotangents: [Tensor?]) throws -> [Tensor?] {
    let values = operands.prefix(knownOperandCount).compactMap(\.known)
    guard values.count == knownOperandCount else {
      throw TensorError.missingRule(
        primitive: RecomputedLoop.id, rule: Transposition.name,
        remedy: "It is linear in the operands after the first \(knownOperandCount) only",
        operation: Operation(RecomputedLoop.id, operands: operands.map(\.type)))
    }
    let backward = try BackwardLoop.of(self, nonZero: cotangents.map { $0 != nil })
    let results = try backward.program.evaluate(values + cotangents.compactMap(\.self))
    let contributions = spread(results, where: backward.nonZero)
    return [Tensor?](repeating: nil, count: knownOperandCount)
      + zip(operands.dropFirst(knownOperandCount), contributions).map { $0.isLinear ? $1 : nil }
  }
}
