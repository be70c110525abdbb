import JacobiCore
import JacobiPrimitives
import Testing

/// A primitive and the operands of one example, to be tried with all combinations of batched and shared operands.
struct RuleCase: CustomTestStringConvertible, Sendable {
  struct Operand: Sendable {
    var type: TensorType
    var range: ClosedRange<Double>

    init(_ dtype: DType, _ shape: Shape, in range: ClosedRange<Double> = 0.1...0.9) {
      type = TensorType(dtype, shape)
      self.range = range
    }

    init(_ shape: Shape, in range: ClosedRange<Double> = 0.1...0.9) {
      self.init(.float32, shape, in: range)
    }
  }

  var primitive: any Primitive
  var operands: [Operand]

  init(_ primitive: any Primitive, _ operands: Operand...) {
    self.init(primitive, operands: operands)
  }

  init(_ primitive: any Primitive, operands: [Operand]) {
    self.primitive = primitive
    self.operands = operands
  }

  var id: String { Swift.type(of: primitive).id }
  var testDescription: String { "\(primitive) on \(operands.map(\.type))" }

  /// For each operand a batch axis or `nil`, not all of them `nil`: all combinations, or a good part of them if there are
  /// many.
  func axes(using generator: inout SeededGenerator) -> [[Int?]] {
    let choices = operands.map { operand in [nil] + (0...operand.type.rank).map(Optional.some) }
    let all = product(choices).filter { $0.contains { $0 != nil } }
    return all.count <= 64 ? all : Array(all.shuffled(using: &generator).prefix(64))
  }

  /// The operands for a batch whose axes are at `axes`.
  func batch(_ axes: [Int?], size: Int, using generator: inout SeededGenerator) -> [TensorValue] {
    zip(operands, axes).map { operand, axis in
      let shape = axis.map { operand.type.shape.inserting(Dimension(size), at: $0) } ?? operand.type.shape
      return generator.value(operand.type.with(shape: shape), in: operand.range)
    }
  }
}

extension RuleCase {
  /// For each elementwise primitive of the standard families a case.
  static let families: [RuleCase] = standardPrimitives.flatMap { primitive -> [RuleCase] in
    if let unary = primitive as? any UnaryPrimitive.Type { return [elementwise(unary, unary.accepts, operandCount: 1)] }
    if let binary = primitive as? any BinaryPrimitive.Type {
      return [elementwise(binary, binary.accepts, operandCount: 2)]
    }
    if let reduction = primitive as? any ReductionPrimitive.Type { return reductions(reduction) }
    return []
  }

  private static func elementwise(
    _ primitive: any Primitive.Type, _ accepted: DTypeClass, operandCount: Int
  ) -> RuleCase {
    // The inverse hyperbolic cosine has no values below 1.
    let range = primitive == Acosh.self ? 1.1...3 : 0.1...0.9
    let operand = operand([2, 3], accepted, in: range)
    return RuleCase(instance(of: primitive), operands: Array(repeating: operand, count: operandCount))
  }

  private static func reductions<P: ReductionPrimitive>(_ reduction: P.Type) -> [RuleCase] {
    [[0], [1], [0, 2], [0, 1, 2], []].map { axes in
      RuleCase(P(axes: axes), operand([2, 3, 2], P.accepts, in: -2...2))
    }
  }

  private static func instance(of primitive: any Primitive.Type) -> any Primitive {
    if let unary = primitive as? any UnaryPrimitive.Type { return unary.init() }
    if let binary = primitive as? any BinaryPrimitive.Type { return binary.init() }
    preconditionFailure("\(primitive.id) belongs to no elementwise family")
  }

  private static func operand(_ shape: Shape, _ accepted: DTypeClass, in range: ClosedRange<Double>) -> Operand {
    if accepted.contains(.float32) { return Operand(.float32, shape, in: range) }
    if accepted.contains(.int32) { return Operand(.int32, shape, in: 1...7) }
    return Operand(.complex64, shape, in: range)
  }
}
