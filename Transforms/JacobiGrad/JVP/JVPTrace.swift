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
    guard operands.contains(where: { $0.tracer(in: self) != nil }) else {
      return try processInParent(primitive, operands)
    }
    let rule = try JVP.requiredRule(for: primitive)
    let (primals, tangents, types) = parts(of: operands)
    // Mistakes are found before a rule meets them.
    _ = try primitive.inferredTypes(types)
    let results = try inParent { try rule(primitive, primals, tangents) }
    try primitive.requireCount(results.primals.count, of: "jvp rule", types)
    try primitive.requireCount(results.tangents.count, of: "jvp rule (tangents)", types)
    return try tensors(results.primals, results.tangents, from: primitive)
  }

  /// Primals, tangents and types of operands, in one pass: this runs for every operation.
  private func parts(of operands: [Tensor]) -> (primals: [Tensor], tangents: [Tensor?], types: [TensorType]) {
    var primals: [Tensor] = []
    var tangents: [Tensor?] = []
    var types: [TensorType] = []
    primals.reserveCapacity(operands.count)
    tangents.reserveCapacity(operands.count)
    types.reserveCapacity(operands.count)
    for index in operands.indices {
      let (primal, tangent) = parts(of: operands[index])
      primals.append(primal)
      tangents.append(tangent)
      types.append(primal.type)
    }
    return (primals, tangents, types)
  }

  /// What a rule gave, checked, as values of this trace.
  private func tensors(
    _ primals: [Tensor], _ tangents: [Tensor?], from primitive: any Primitive
  ) throws(TensorError) -> [Tensor] {
    var results = primals
    for index in primals.indices {
      guard let tangent = tangents[index], primals[index].dtype.isInexact else { continue }
      try requireType(of: tangent, "tangent", like: primals[index].type, from: primitive)
      results[index] = tensor(primals[index], tangent: tangent)
    }
    return results
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
