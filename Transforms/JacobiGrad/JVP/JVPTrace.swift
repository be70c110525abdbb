import JacobiCore
import JacobiPrimitives

/// Forward differentiation: every value carries its tangent along.
final class JVPTrace: Trace {
  private let transformName: String

  init(name: String) {
    transformName = name
  }

  override var name: String { transformName }

  /// A primal with its tangent, as a value of this trace; without a tangent it stays a constant.
  func tensor(_ primal: Tensor, tangent: Tensor?) -> Tensor {
    guard let tangent, !primal.isInvalid else { return primal }
    if tangent.isInvalid { return .invalid }
    var result = Tensor(Dual(primal, tangent: tangent, trace: self))
    result.isWeaklyTyped = primal.isWeaklyTyped
    return result
  }

  /// What ``tensor(_:tangent:)`` put together.
  func parts(of tensor: Tensor) -> (primal: Tensor, tangent: Tensor?) {
    guard let tracer = tensor.tracer(in: self) else { return (tensor, nil) }
    let dual = unsafeDowncast(tracer, to: Dual.self)
    return (dual.primal, dual.tangent)
  }

  override func process(_ primitive: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    var primals = operands
    var tangents = [Tensor?](repeating: nil, count: operands.count)
    var isConstant = true
    for (index, operand) in operands.enumerated() where operand.tracer(in: self) != nil {
      (primals[index], tangents[index]) = parts(of: operand)
      isConstant = false
    }
    if isConstant { return try processInParent(primitive, operands) }
    let rule = try JVP.requiredRule(for: primitive)
    // Mistakes are found before a rule meets them.
    _ = try primitive.inferredTypes(primals.map(\.type))
    let results = try inParent { try rule(primitive, primals, tangents) }
    let types = primals.map(\.type)
    try primitive.requireCount(results.primals.count, of: "jvp rule", types)
    try primitive.requireCount(results.tangents.count, of: "jvp rule (tangents)", types)
    return try zip(results.primals, results.tangents).map { primal, tangent in
      guard let tangent, primal.dtype.isInexact else { return primal }
      try requireType(of: tangent, "tangent", like: primal.type, from: primitive)
      return tensor(primal, tangent: tangent)
    }
  }
}

/// A value and the direction in which it changes.
private final class Dual: Tracer, @unchecked Sendable {
  // SAFETY: as for every tracer: used by its trace alone.

  let primal: Tensor
  let tangent: Tensor

  init(_ primal: Tensor, tangent: Tensor, trace: JVPTrace) {
    self.primal = primal
    self.tangent = tangent
    super.init(trace: trace, type: primal.type)
  }

  override var concreteValue: TensorValue? { primal.value }
  override var description: String { primal.description }
}

/// Throws unless a rule gave a derivative of the type that it must have.
func requireType(
  of derivative: Tensor, _ role: String, like type: TensorType, from primitive: any Primitive
) throws(TensorError) {
  guard derivative.type == type || derivative.isInvalid else {
    let id = Swift.type(of: primitive).id
    throw .invalidArgument(
      name: role, expected: "\(type), as the rule of `\(id)` must give it", actual: "\(derivative.type)",
      operation: Operation(id))
  }
}
