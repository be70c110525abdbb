import JacobiCore
import JacobiPrimitives

/// A function of tensors with derivatives of its own.
struct RuledFunction: Sendable {
  var name: String
  var rules: CustomRules
  var body: @Sendable ([Tensor]) throws -> [Tensor]

  /// Applies the function under the current transformation.
  ///
  /// As long as its operands have values and no program is recorded, the function and its rules are called with them, so
  /// that Swift's `if` and `while` work. Otherwise it is traced.
  func results(_ operands: [Tensor]) throws -> [Tensor] {
    if !Trace.isRecording, operands.allSatisfy({ $0.value != nil }) {
      guard let owner = innermostTrace(of: operands) else { return try body(operands) }
      if let trace = owner as? JVPTrace { return try differentiated(operands, by: trace) }
    }
    return try CustomCall.results(of: body, name: name, rules: rules, operands)
  }

  /// The innermost running transformation to which one of the operands belongs.
  private func innermostTrace(of operands: [Tensor]) -> Trace? {
    var candidate = Trace.current
    while let trace = candidate {
      if operands.contains(where: { $0.tracer(in: trace) != nil }) { return trace }
      candidate = trace.parent
    }
    return nil
  }

  private func differentiated(_ operands: [Tensor], by trace: JVPTrace) throws -> [Tensor] {
    let parts = operands.map(trace.parts)
    let derivative = try Trace.withCurrent(trace.parent) {
      try rules.derivative(of: name, self.results, parts.map(\.primal), parts.map(\.tangent))
    }
    return zip(derivative.primals, derivative.tangents).map { trace.tensor($0, tangent: $1) }
  }
}

extension CustomRules {
  /// Results and tangents according to the rule for forward or reverse mode, or by differentiating `function`.
  func derivative(
    of name: String, _ function: ([Tensor]) throws -> [Tensor], _ primals: [Tensor], _ tangents: [Tensor?]
  ) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    if let vjp { return try derivative(of: name, vjp, primals, tangents) }
    if let jvp { return try derivative(of: name, jvp, primals, tangents) }
    return try dualResults(of: function, primals, tangents)
  }

  private func derivative(
    of name: String, _ jvp: TensorFunction, _ primals: [Tensor], _ tangents: [Tensor?]
  ) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    let filled = zip(primals, tangents).compactMap { primal, tangent in
      primal.dtype.isInexact ? tangent ?? .zeros(primal.type) : nil
    }
    let values = try jvp.body(primals + filled)
    return try CustomRules.split(values, name: name)
  }

  /// Puts a list of results and the tangents of the inexact ones apart, and checks the types of the latter.
  static func split(_ values: [Tensor], name: String) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    // The number of results follows: each inexact one has a tangent.
    var (count, total) = (0, 0)
    while total < values.count {
      total += values[count].dtype.isInexact ? 2 : 1
      count += 1
    }
    guard total == values.count || values.contains(where: \.isInvalid) else {
      throw TensorError.invalidArgument(
        name: "rule", expected: "a tangent for each floating or complex result of \(name)",
        actual: "\(values.map(\.type))", operation: Operation(name))
    }
    var remaining = values.dropFirst(count)
    let tangents = try values.prefix(count).map { primal -> Tensor? in
      guard primal.dtype.isInexact, let tangent = remaining.popFirst() else { return nil }
      return try requireDerivative(tangent, "tangent", like: primal.type, name: name)
    }
    return (Array(values.prefix(count)), tangents)
  }

  private func derivative(
    of name: String, _ vjp: Forward, _ primals: [Tensor], _ tangents: [Tensor?]
  ) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    let pass = try vjp.body(primals)
    let isNonZero = zip(primals, tangents).filter { $0.0.dtype.isInexact }.map { $1 != nil }
    let linear = linearCall(name, pass, primals: primals, isNonZero: isNonZero)
    let residuals = jvp == nil ? pass.residuals : pass.residuals + primals
    var results = linear.results(residuals + tangents.compactMap(\.self))[...]
    return (pass.results, pass.results.map { $0.dtype.isInexact ? results.popFirst() : nil })
  }

  /// The derivative as a linear function of those tangents that are not zero.
  private func linearCall(
    _ name: String, _ pass: ForwardPass, primals: [Tensor], isNonZero: [Bool]
  ) -> CustomLinearCall {
    let shape = LinearCallShape(
      operands: primals.map(\.type), residualCount: pass.residuals.count, isNonZero: isNonZero,
      results: pass.results.map(\.type).filter(\.dtype.isInexact), jvp: jvp)
    let backward = pass.backward.body
    return CustomLinearCall(
      name, residualCount: pass.residuals.count + (jvp == nil ? 0 : primals.count), resultTypes: shape.results,
      forward: pass.backward.derived(shape, name: "jvp(\(name))") { { try shape.forward($0, backward, name) } },
      backward: pass.backward.derived(shape, name: "vjp(\(name))") { { try shape.backward($0, backward, name) } })
  }
}

/// What tells the derivatives of one function with a custom reverse mode apart.
private struct LinearCallShape: Hashable, Sendable {
  /// The types of the operands of the function.
  var operands: [TensorType]
  var residualCount: Int
  /// Which inexact operands have a tangent.
  var isNonZero: [Bool]
  /// The types of the inexact results.
  var results: [TensorType]
  /// The rule for forward mode; then the operands of the function follow the residuals.
  var jvp: TensorFunction?

  typealias Function = @Sendable ([Tensor]) throws -> [Tensor]

  private var tangentTypes: [TensorType] { operands.filter(\.dtype.isInexact) }

  /// The cotangents of those operands that have a tangent.
  func backward(_ arguments: [Tensor], _ backward: Function, _ name: String) throws -> [Tensor] {
    let given = arguments.prefix(residualCount) + arguments.suffix(results.count)
    let cotangents = try backward(Array(given))
    guard cotangents.count == tangentTypes.count else {
      throw TensorError.invalidArgument(
        name: "cotangents", expected: "\(tangentTypes.count) from the backward pass of \(name)",
        actual: "\(cotangents.count)", operation: Operation("customVJP"))
    }
    return try zip(cotangents, tangentTypes).map {
      try requireDerivative($0, "cotangent", like: $1, name: name)
    }.selected(isNonZero)
  }

  /// The tangents of the results: by the rule for forward mode, or as the transpose of the backward pass, which is linear in
  /// the cotangents.
  func forward(_ arguments: [Tensor], _ backward: Function, _ name: String) throws -> [Tensor] {
    let tangents = Array(arguments.suffix(isNonZero.count { $0 }))
    if let jvp {
      let primals = Array(arguments.dropFirst(residualCount).prefix(operands.count))
      var given = tangents[...]
      let filled = zip(tangentTypes, isNonZero).map { $1 ? given.removeFirst() : .zeros($0) }
      return try CustomRules.split(jvp.body(primals + filled), name: name).tangents.compactMap(\.self)
    }
    let residuals = Array(arguments.prefix(residualCount))
    let trace = LinearTrace(name: "jvp")
    let map = try trace.run {
      let cotangents = results.map { trace.input($0) }
      return trace.finish(returning: try self.backward(residuals + cotangents, backward, name))
    }
    do {
      return try zip(map.pullBack(tangents), results).map { $0 ?? .zeros($1) }
    } catch TensorError.missingRule(let primitive, Transposition.name, _, let operation) {
      throw TensorError.missingRule(
        primitive: primitive, rule: "forward mode of customVJP",
        remedy: "The backward pass of \(name) cannot be transposed there; give `customVJP` a `jvp` rule",
        operation: operation)
    }
  }
}

/// The derivative that a rule gave, if it has the type that it must have; a weakly typed one takes its dtype.
func requireDerivative(
  _ derivative: Tensor, _ role: String, like type: TensorType, name: String
) throws(TensorError) -> Tensor {
  if derivative.type == type || derivative.isInvalid { return derivative }
  if derivative.isWeaklyTyped, derivative.shape == type.shape { return ConvertElementType(to: type.dtype)(derivative) }
  throw .invalidArgument(
    name: role, expected: "\(type), as the rule of \(name) must give it", actual: "\(derivative.type)",
    operation: Operation(name))
}

/// Results and tangents of a function by differentiating it.
func dualResults(
  of function: ([Tensor]) throws -> [Tensor], _ primals: [Tensor], _ tangents: [Tensor?]
) throws -> (primals: [Tensor], tangents: [Tensor?]) {
  let trace = JVPTrace(name: "jvp")
  return try trace.run {
    let outputs = try function(zip(primals, tangents).map { trace.tensor($0, tangent: $1) }).map(trace.parts)
    return (outputs.map(\.primal), outputs.map(\.tangent))
  }
}
