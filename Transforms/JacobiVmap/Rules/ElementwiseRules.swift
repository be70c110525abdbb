import JacobiCore
import JacobiPrimitives

extension Batching {
  /// The rule of operations on each element by itself: bring the batch axes to one place, apply the same primitive.
  public static let elementwise: Rule = { primitive, operands, size in
    let axis = operands.commonAxis
    return primitive.results(operands.placed(at: axis, size: size)).map { Batched($0, axis: axis) }
  }

  static let elementwiseRules = RuleTable<Batching> { table in
    for primitive in standardPrimitives
    where primitive is any UnaryPrimitive.Type || primitive is any BinaryPrimitive.Type {
      table[primitive] = elementwise
    }
    table[IntegerPow.self] = elementwise
    table[Round.self] = elementwise
    table[Name.self] = elementwise
    table[MakeComplex.self] = elementwise
    table[ConvertElementType.self] = elementwise
    table[ReducePrecision.self] = elementwise
    table[RegularizedIncompleteBeta.self] = elementwise
    table.add(BitcastConvert.self) { bitcast, operands, size in
      // Another width changes the last axis.
      [Batched(bitcast(operands[0].placed(at: 0, size: size)), axis: 0)]
    }
    table[Threefry2x32.self] = elementwise
  }
}
