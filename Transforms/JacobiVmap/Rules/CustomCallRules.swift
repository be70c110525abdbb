import JacobiCore
import JacobiPrimitives

extension Batching {
  static let customRules = RuleTable<Batching> { table in
    table.add(CustomCall.self) { call, operands, size in
      // The rule knows nothing of captured values that differ between examples.
      if let rule = call.rules.batching, !operands.prefix(call.capturedCount).contains(where: \.isBatched) {
        return try results(of: rule, call, operands, size)
      }
      let body = try BatchedProgram.leading(call.program, axes: operands.map(\.axis), size: size)
      var batched = call
      batched.program = body.program
      let tangentAxes = zip(operands, call.program.inputTypes).dropFirst(call.capturedCount)
        .filter(\.1.dtype.isInexact).map(\.0.axis)
      batched.rules = CustomRuleBatching(axes: operands.map(\.axis), tangentAxes: tangentAxes, size: size)
        .batched(call.rules, name: call.name)
      return batched.results(operands.map(\.tensor)).map { Batched($0, axis: 0) }
    }
    table.add(CustomLinearCall.self) { call, operands, size in
      let batching = LinearCallBatching(
        residuals: operands.prefix(call.residualCount).map(\.axis),
        linear: operands.dropFirst(call.residualCount).map(\.axis), resultCount: call.outputCount, size: size)
      var batched = call
      batched.resultTypes = call.resultTypes.map { $0.batched(size) }
      let (forward, backward) = (call.forward.body, call.backward.body)
      batched.forward = call.forward.derived(batching, name: "vmap(\(call.name))") {
        { try vmapped(forward, $0, axes: batching.residuals + batching.linear, size: size) }
      }
      batched.backward = call.backward.derived(batching, name: "vmap(\(call.name))") {
        { try batching.cotangents(backward, $0) }
      }
      return batched.results(operands.map(\.tensor)).map { Batched($0, axis: 0) }
    }
    table.add(ValidWhere.self) { valid, operands, size in
      [Batched(valid.results(operands.placed(at: 0, size: size))[0], axis: 0)]
    }
    table.add(OptimizationBarrier.self) { barrier, operands, _ in
      zip(barrier.results(operands.map(\.tensor)), operands).map { Batched($0, axis: $1.axis) }
    }
    table.add(Remat.self) { remat, operands, size in
      let body = try BatchedProgram.of(remat.program, axes: operands.map(\.axis), size: size)
      let results = remat.derived(body.program, name: remat.name).results(operands.map(\.tensor))
      return zip(results, body.axes).map { Batched($0, axis: $1) }
    }
  }

  /// What the user's rule gives for a batch.
  private static func results(
    of rule: CustomRules.Batched, _ call: CustomCall, _ operands: [Batched], _ size: Dimension
  ) throws -> [Batched] {
    let leading = operands.map { $0.isBatched ? $0.leading(size: size) : $0.tensor }
    let (tensors, isBatched) = try rule.body(leading, operands.map(\.isBatched), size)
    let results = zip(tensors, isBatched).map { Batched($0, axis: $1 ? 0 : nil) }
    try requireResults(results, of: call, for: operands, size)
    return results
  }

  /// Throws unless the rule gave, for each example, what the function gives.
  private static func requireResults(
    _ results: [Batched], of call: CustomCall, for operands: [Batched], _ size: Dimension
  ) throws(TensorError) {
    let expected = call.program.outputTypes
    let fits =
      results.count == expected.count
      && zip(results, expected).allSatisfy { result, type in
        result.tensor.isInvalid || result.tensor.type.fits(result.isBatched ? type.batched(size) : type)
      }
    if fits { return }
    throw .invalidArgument(
      name: "rule", expected: "results of the types \(expected.map { $0.batched(size) }), those of \(size) examples",
      actual: "\(results.map(\.tensor.type))", operation: Operation(call.name, operands: operands.map(\.tensor.type)))
  }
}

extension TensorType {
  /// The type of a batch of such values, along axis 0.
  fileprivate func batched(_ size: Dimension) -> TensorType { with(shape: shape.inserting(size, at: 0)) }

  /// Whether this is another type, as far as sizes that are not known allow to tell.
  fileprivate func fits(_ other: TensorType) -> Bool {
    dtype == other.dtype && rank == other.rank
      && zip(shape.dimensions, other.shape.dimensions).allSatisfy { Dimension.decide($0, .equal, $1) != false }
  }
}

/// The results of a function of one example for all of them, along axis 0.
private func vmapped(
  _ function: ([Tensor]) throws -> [Tensor], _ operands: [Tensor], axes: [Int?], size: Dimension
) throws -> [Tensor] {
  let trace = BatchTrace(size: size)
  let results = try trace.run {
    try function(zip(operands, axes).map { trace.tensor(Batched($0, axis: $1)) }).map(trace.batched)
  }
  return results.map { $0.leading(size: size) }
}

/// How the operands of a function with rules of its own are batched, which its rules then are, too.
private struct CustomRuleBatching: Hashable, Sendable {
  var axes: [Int?]
  /// Those of the operands that have tangents.
  var tangentAxes: [Int?]
  var size: Dimension

  func batched(_ rules: CustomRules, name: String) -> CustomRules {
    var batched = CustomRules()
    let (axes, tangentAxes, size) = (axes, tangentAxes, size)
    batched.jvp = rules.jvp.map { rule in
      let body = rule.body
      return rule.derived(self, name: "vmap(\(name))") {
        { try vmapped(body, $0, axes: axes + tangentAxes, size: size) }
      }
    }
    batched.vjp = rules.vjp.map { rule in
      let body = rule.body
      return rule.derived(self, name: "vmap(\(name))") {
        { try forwardPass(body, $0, cotangentAxes: tangentAxes, name: name) }
      }
    }
    return batched
  }

  /// The forward pass of all examples, and a backward pass for all of them.
  private func forwardPass(
    _ function: @Sendable ([Tensor]) throws -> CustomRules.ForwardPass, _ operands: [Tensor], cotangentAxes: [Int?],
    name: String
  ) throws -> CustomRules.ForwardPass {
    let trace = BatchTrace(size: size)
    let (results, residuals, backward) = try trace.run {
      let pass = try function(zip(operands, axes).map { trace.tensor(Batched($0, axis: $1)) })
      return (pass.results.map(trace.batched), pass.residuals.map(trace.batched), pass.backward)
    }
    let batching = LinearCallBatching(
      residuals: residuals.map(\.axis), linear: cotangentAxes,
      resultCount: results.count { $0.tensor.dtype.isInexact }, size: size)
    let body = backward.body
    return CustomRules.ForwardPass(
      results: results.map { $0.leading(size: size) }, residuals: residuals.map(\.tensor),
      backward: backward.derived(batching, name: "vmap(\(name))") { { try batching.cotangents(body, $0) } })
  }
}

/// How the operands of a linear function are batched. Its results are along axis 0.
private struct LinearCallBatching: Hashable, Sendable {
  var residuals: [Int?]
  var linear: [Int?]
  var resultCount: Int
  var size: Dimension

  /// The cotangents of the linear operands for all examples, each batched as the operand is: the cotangent of one that
  /// the examples share is the sum of theirs.
  func cotangents(_ function: ([Tensor]) throws -> [Tensor], _ operands: [Tensor]) throws -> [Tensor] {
    let axes = residuals + [Int?](repeating: 0, count: resultCount)
    let stacked = try vmapped(function, operands, axes: axes, size: size)
    return zip(stacked, linear).map { cotangent, axis in
      guard let axis else { return ReduceSum(axes: [0])(cotangent) }
      var permutation = Array(1..<cotangent.rank)
      permutation.insert(0, at: axis)
      return axis == 0 ? cotangent : Transpose(permutation: permutation)(cotangent)
    }
  }
}
