import JacobiCore
import JacobiPrimitives

/// The cotangent of an operand from that of the result.
typealias LinearTranspose<P> =
  @Sendable (_ primitive: P, _ operand: TensorType, _ ct: Tensor) throws -> Tensor

extension RuleTable<Transposition> {
  /// A primitive of one result that is linear in all its operands together: for each, its cotangent from that of the
  /// result.
  mutating func linear<P: Primitive>(
    _ type: P.Type,
    _ transposes: LinearTranspose<P>...
  ) {
    self[type] = { primitive, operands, cotangents in
      guard let ct = cotangents[0] else { return operands.map { _ in nil } }
      return try zip(operands, transposes).map { operand, transpose -> Tensor? in
        guard case .linear(let type) = operand else { return nil }
        return try transpose(primitive.asRow(P.self), type, ct)
      }
    }
  }

  /// A primitive of two operands that is linear in the one that is not known: its cotangent from the known one.
  mutating func bilinear<P: Primitive>(
    _ type: P.Type,
    left: @escaping @Sendable (_ primitive: P, _ operand: TensorType, _ ct: Tensor, _ y: Tensor) throws -> Tensor,
    right: (@Sendable (_ primitive: P, _ operand: TensorType, _ ct: Tensor, _ x: Tensor) throws -> Tensor)? = nil
  ) {
    self[type] = { primitive, operands, cotangents in
      guard let ct = cotangents[0] else { return [nil, nil] }
      switch (operands[0], operands[1], right) {
      case (.linear(let type), .known(let y), _): return [try left(primitive.asRow(P.self), type, ct, y), nil]
      case (.known(let x), .linear(let type), let right?):
        return [nil, try right(primitive.asRow(P.self), type, ct, x)]
      default: throw notLinear(primitive, operands)
      }
    }
  }
}

/// The error for an operation that is not linear in the operands in question.
func notLinear(_ primitive: any Primitive, _ operands: [Transposition.Operand]) -> TensorError {
  let id = type(of: primitive).id
  return .missingRule(
    primitive: id, rule: Transposition.name,
    remedy: "The operation is not linear in these operands together; write the function as a linear one",
    operation: Operation(id, operands: operands.map(\.type)))
}
