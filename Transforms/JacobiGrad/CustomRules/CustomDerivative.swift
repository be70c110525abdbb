import JacobiCore
import JacobiPrimitives

/// The derivative of a function by the rules that a user gave for it.
struct CustomDerivative: Sendable {
  typealias Function = @Sendable ([Tensor]) throws -> [Tensor]
  typealias Forward = @Sendable ([Tensor]) throws -> CustomRules.ForwardPass

  var name: String
  /// The rules by reference, for what is recorded.
  var rules: CustomRules
  /// Whether the rules need not be searched for what they capture, since no transformation was running when they were made.
  var isClosed: Bool
  /// What to call for the rules.
  private let jvp: Function?
  private let vjp: Forward?
  /// What precedes the operands of the rules.
  private let captured: [Tensor]

  init(
    name: String, rules: CustomRules, isClosed: Bool, jvp: Function?, vjp: Forward?
  ) {
    (self.name, self.rules, self.isClosed, self.jvp, self.vjp) = (name, rules, isClosed, jvp, vjp)
    captured = []
  }

  /// The derivative by rules that are closed, which take captured values before their operands.
  init(name: String, rules: CustomRules, captured: [Tensor] = []) {
    (self.name, self.rules, self.captured) = (name, rules, captured)
    (isClosed, jvp, vjp) = (true, rules.jvp?.body, rules.vjp?.body)
  }

  /// Results and tangents according to the rule for reverse or forward mode.
  func derivative(
    at primals: [Tensor], along tangents: [Tensor?]
  ) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    if let vjp { return try derivative(by: vjp(captured + primals), primals, tangents) }
    guard let jvp else { preconditionFailure("internal error: \(name) has no rule for its derivative") }
    let filled = zip(primals, tangents).compactMap { primal, tangent in
      primal.dtype.isInexact ? tangent ?? .zeros(primal.type) : nil
    }
    return try CustomRules.split(jvp(captured + primals + filled), name: name)
  }

  private func derivative(
    by pass: CustomRules.ForwardPass, _ primals: [Tensor], _ tangents: [Tensor?]
  ) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    let isNonZero = zip(primals, tangents).filter { $0.0.dtype.isInexact }.map { $1 != nil }
    let (linear, residuals) = linearCall(pass, primals, isNonZero)
    var results = linear.results(residuals + tangents.compactMap(\.self))[...]
    return (pass.results, pass.results.map { $0.dtype.isInexact ? results.popFirst() : nil })
  }

  /// The derivative as a linear function of those tangents that are not zero, and its residuals.
  private func linearCall(
    _ pass: CustomRules.ForwardPass, _ primals: [Tensor], _ isNonZero: [Bool]
  ) -> (call: CustomLinearCall, residuals: [Tensor]) {
    let closed = ClosedPass(pass, rules.jvp, captured: captured, primals, isClosed: isClosed)
    let shape = LinearCallShape(
      operands: primals.map(\.type), residualCount: closed.residuals.count, isNonZero: isNonZero,
      results: pass.results.map(\.type).filter(\.dtype.isInexact), jvp: closed.jvp,
      capturedCount: closed.captured.count)
    let (name, backward) = (name, closed.backward)
    let residuals = closed.jvp == nil ? closed.residuals : closed.residuals + closed.captured + primals
    let body = backward.body
    let call = CustomLinearCall(
      name, residualCount: residuals.count, resultTypes: shape.results,
      forward: backward.derived(shape, name: "jvp(\(name))") { { try shape.forward($0, body, name) } },
      backward: backward.derived(shape, name: "vjp(\(name))") { { try shape.backward($0, body, name) } })
    return (call, residuals)
  }

  /// Runs function or rules, and says what is wrong if they use what they may not.
  func reportingCaptures<Result>(_ body: () throws -> Result) throws -> Result {
    try CustomDerivative.reportingCaptures(by: name, body)
  }

  /// Runs code of a function or its rules, and says what is wrong if it uses what it may not.
  ///
  /// - Parameter isLate: whether it is run after the function, when the differentiation may have ended.
  static func reportingCaptures<Result>(
    by name: String, isLate: Bool = false, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try withTensorErrors(body)
    } catch TensorError.foreignTracer(_, let operation) {
      throw capture(by: name, operation)
    } catch TensorError.escapedTracer(_, let operation) where isLate {
      throw capture(by: name, operation)
    }
  }

  /// The error for a function that captures what it is differentiated with respect to.
  static func capture(by name: String, _ operation: Operation) -> TensorError {
    .invalidArgument(
      name: "function", expected: "one that takes what it is differentiated with respect to as arguments",
      actual: "\(name), which captures it, or whose rule does; pass it as an argument", operation: operation)
  }
}

/// What a forward pass gave for later, with what the rules to be used then capture made residuals.
private struct ClosedPass {
  var residuals: [Tensor]
  var backward: TensorFunction
  /// The rule for forward mode, which takes ``captured`` before its operands.
  var jvp: TensorFunction?
  var captured: [Tensor]

  init(
    _ pass: CustomRules.ForwardPass, _ jvp: TensorFunction?, captured: [Tensor], _ primals: [Tensor], isClosed: Bool
  ) {
    (residuals, backward, self.jvp, self.captured) = (pass.residuals, pass.backward, jvp, captured)
    // The tapes of reverse mode alone hold nothing that a rule could capture.
    if isClosed || !ClosedPass.isNested { return }
    let found =
      pass.capturedByBackwardPass() + (jvp.map { CaptureSearch.captured(by: CustomRules(jvp: $0), primals) } ?? [])
    if found.isEmpty { return }
    let closure = RuleClosure(found)
    residuals = closure.captured + pass.residuals
    backward = closure.closed(pass.backward)
    self.jvp = jvp.map(closure.closed)
    self.captured = closure.captured
  }

  /// Whether there are transformations whose values could be captured.
  private static var isNested: Bool {
    var candidate = Trace.current
    while let trace = candidate {
      if !(trace is LinearTrace) { return true }
      candidate = trace.parent
    }
    return false
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
  /// The rule for forward mode; then what precedes its operands and the operands of the function follow the residuals.
  var jvp: TensorFunction?
  var capturedCount: Int

  typealias Function = @Sendable ([Tensor]) throws -> [Tensor]

  private var tangentTypes: [TensorType] { operands.filter(\.dtype.isInexact) }

  /// The cotangents of those operands that have a tangent.
  func backward(_ arguments: [Tensor], _ backward: Function, _ name: String) throws -> [Tensor] {
    let given = arguments.prefix(residualCount) + arguments.suffix(results.count)
    let cotangents = try CustomDerivative.reportingCaptures(by: name, isLate: true) { try backward(Array(given)) }
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
      let primals = Array(arguments.dropFirst(residualCount).prefix(capturedCount + operands.count))
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

extension CustomRules {
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
}

/// The derivative that a rule gave, if it has the type that it must have; a weakly typed one takes its dtype.
func requireDerivative(
  _ derivative: Tensor, _ role: String, like type: TensorType, name: String
) throws(TensorError) -> Tensor {
  if derivative.isInvalid { return derivative }
  let adapted = derivative.givingWay(to: type.dtype)
  if adapted.type == type { return adapted }
  throw .invalidArgument(
    name: role, expected: "\(type), as the rule of \(name) must give it", actual: "\(derivative.type)",
    operation: Operation(name))
}

extension Tensor {
  /// A weakly typed tensor in a dtype; any other as it is.
  func givingWay(to dtype: DType) -> Tensor {
    isWeaklyTyped && self.dtype != dtype ? ConvertElementType(to: dtype)(self) : self
  }
}
