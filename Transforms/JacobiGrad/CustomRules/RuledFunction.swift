import JacobiCore
import JacobiPrimitives

/// A function of tensors with derivatives of its own.
struct RuledFunction: Sendable {
  private let derivative: CustomDerivative
  private let body: @Sendable ([Tensor]) throws -> [Tensor]

  init(_ derivative: CustomDerivative, _ body: @escaping @Sendable ([Tensor]) throws -> [Tensor]) {
    self.derivative = derivative
    self.body = body
  }

  /// Applies the function under the current transformation.
  ///
  /// As long as its operands have values and no program is recorded, the function and its rules are called with them, so
  /// that Swift's `if` and `while` work. Otherwise it is traced.
  func results(_ operands: [Tensor]) throws -> [Tensor] {
    let operands = SubstitutionTrace.replaced(operands)
    switch Execution(of: operands) {
    case .direct:
      return try body(operands)
    case .constant(let context):
      return try derivative.reportingCaptures { try Trace.withCurrent(context) { try body(operands) } }
    case .differentiated(let trace):
      return try derivative.reportingCaptures { try differentiated(operands, by: trace) }
    case .traced:
      return try CustomCall.results(
        of: body, name: derivative.name, rules: derivative.rules, isClosed: derivative.isClosed, operands)
    }
  }

  private func differentiated(_ operands: [Tensor], by trace: JVPTrace) throws -> [Tensor] {
    let parts = operands.map(trace.parts)
    let dual = try Trace.withCurrent(trace.parent) {
      try derivative.derivative(at: parts.map(\.primal), along: parts.map(\.tangent))
    }
    return zip(dual.primals, dual.tangents).map { trace.tensor($0, tangent: $1) }
  }
}

/// How a function with rules of its own is carried out under the running transformations.
enum Execution {
  /// By itself: nothing that it uses is differentiated.
  case direct
  /// By itself, outside of all differentiation: none of its operands depends on what is differentiated.
  case constant(outside: Trace?)
  /// By its rules.
  case differentiated(JVPTrace)
  /// It is recorded, and the rules are applied later.
  case traced

  /// Where and when the function was made does not matter.
  init(of operands: [Tensor]) {
    self = .traced
    if Trace.isRecording || operands.contains(where: { $0.value == nil }) { return }
    var (isDifferentiating, isDifferentiatingOnly) = (false, true)
    var context = Trace.current
    var candidate = context
    while let trace = candidate {
      let isOwner = operands.contains { $0.tracer(in: trace) != nil }
      if trace is JVPTrace {
        (isDifferentiating, context) = (true, trace.parent)
      } else if !(trace is LinearTrace || trace is SubstitutionTrace) {
        isDifferentiatingOnly = false
      }
      if isOwner {
        // A function under `vmap` may capture what differs between examples, which only tracing tells.
        if let owner = trace as? JVPTrace, isDifferentiatingOnly { self = .differentiated(owner) }
        return
      }
      candidate = trace.parent
    }
    if isDifferentiating, isDifferentiatingOnly {
      self = .constant(outside: context)
    } else if !isDifferentiating {
      self = .direct
    }
  }
}

extension SubstitutionTrace {
  /// The operands with what running substitutions put in their place.
  fileprivate static func replaced(_ operands: [Tensor]) -> [Tensor] {
    var operands = operands
    var candidate = Trace.current
    while let trace = candidate {
      if let substitution = trace as? SubstitutionTrace { operands = operands.map(substitution.replaced) }
      candidate = trace.parent
    }
    return operands
  }
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
