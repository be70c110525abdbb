import JacobiPrimitives

extension OpTable {
  static let bits: [OpRecord] = [
    .unary(Not.self, derivative: .zero),
    .binary(And.self, derivative: .zero),
    .binary(Or.self, derivative: .zero),
    .binary(Xor.self, derivative: .zero),
    .binary(ShiftLeft.self, derivative: .zero),
    .binary(ShiftRightLogical.self, derivative: .zero),
    .binary(ShiftRightArithmetic.self, derivative: .zero),
    .unary(CountLeadingZeros.self, derivative: .zero),
    .unary(PopulationCount.self, derivative: .zero),
    .binary(MultiplyHigh.self, derivative: .zero),
  ]

  static let comparisons: [OpRecord] = [
    .binary(Equal.self, derivative: .zero),
    .binary(NotEqual.self, derivative: .zero),
    .binary(Less.self, derivative: .zero),
    .binary(LessOrEqual.self, derivative: .zero),
    .binary(Greater.self, derivative: .zero),
    .binary(GreaterOrEqual.self, derivative: .zero),
    .binary(EqualInTotalOrder.self, derivative: .zero),
    .binary(LessInTotalOrder.self, derivative: .zero),
    .binary(LessOrEqualInTotalOrder.self, derivative: .zero),
  ]
}
