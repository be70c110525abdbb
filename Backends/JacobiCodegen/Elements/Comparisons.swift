import JacobiCore
import JacobiPrimitives

extension RuleTable<ElementLowerings> {
  static let comparisons = RuleTable { table in
    table.addComparison(Equal.self, .orderedEqual, .equal, .equal)
    table.addComparison(NotEqual.self, .unorderedNotEqual, .notEqual, .notEqual)
    table.addComparison(Less.self, .orderedLess, .signedLess, .unsignedLess)
    table.addComparison(LessOrEqual.self, .orderedLessOrEqual, .signedLessOrEqual, .unsignedLessOrEqual)
    table.addComparison(Greater.self, .orderedGreater, .signedGreater, .unsignedGreater)
    table.addComparison(GreaterOrEqual.self, .orderedGreaterOrEqual, .signedGreaterOrEqual, .unsignedGreaterOrEqual)
  }

  private mutating func addComparison<Row: ComparisonPrimitive>(
    _ primitive: Row.Type, _ floats: FloatPredicate, _ signed: IntegerPredicate, _ unsigned: IntegerPredicate
  ) {
    add(
      primitive, floating: { $0.compareFloats(floats, $1[0], $1[1]) },
      integer: { $0.compareIntegers($2 ? unsigned : signed, $1[0], $1[1]) },
      boolean: { $0.compareIntegers(unsigned, $1[0], $1[1]) })
  }

  static let bits = RuleTable { table in
    table.add(Not.self, integer: { b, x, _ in b.not(x[0]) }, boolean: { $0.not($1[0]) })
    table.add(And.self, integer: { b, x, _ in b.and(x[0], x[1]) }, boolean: { $0.and($1[0], $1[1]) })
    table.add(Or.self, integer: { b, x, _ in b.or(x[0], x[1]) }, boolean: { $0.or($1[0], $1[1]) })
    table.add(Xor.self, integer: { b, x, _ in b.xor(x[0], x[1]) }, boolean: { $0.xor($1[0], $1[1]) })
    table.add(ShiftLeft.self, integer: { b, x, _ in b.shift(x, beyond: b.integer(0, x[0].type)) { b.shl($0, $1) } })
    table.add(
      ShiftRightLogical.self, integer: { b, x, _ in b.shift(x, beyond: b.integer(0, x[0].type)) { b.lshr($0, $1) } })
    table.add(
      ShiftRightArithmetic.self,
      integer: { b, x, _ in
        b.shift(x, beyond: b.ashr(x[0], b.integer(x[0].type.bits - 1, x[0].type))) { b.ashr($0, $1) }
      })
    table.add(PopulationCount.self, integer: { b, x, _ in b.intrinsic("llvm.ctpop", [x[0].type], x) })
    table.add(
      CountLeadingZeros.self,
      integer: { b, x, _ in b.intrinsic("llvm.ctlz", [x[0].type], [x[0], b.integer(0, .integer(1))]) })
    table.add(
      MultiplyHigh.self,
      integer: { b, x, isUnsigned in
        let bits = x[0].type.bits
        let wide = IRType.integer(2 * bits).with(lanes: x[0].type.lanes)
        let factors = x.map { isUnsigned ? b.zext($0, to: wide) : b.sext($0, to: wide) }
        return b.trunc(b.lshr(b.mul(factors[0], factors[1]), b.integer(bits, wide)), to: x[0].type)
      })
  }
}

extension IRBuilder {
  /// A shift by a count that is taken as unsigned; one beyond the width gives `beyond`.
  fileprivate func shift(
    _ operands: [IRValue], beyond: IRValue, _ shift: (IRValue, IRValue) -> IRValue
  ) -> IRValue {
    let (x, count) = (operands[0], operands[1])
    let isWithin = compareIntegers(.unsignedLess, count, integer(x.type.bits, x.type))
    return select(isWithin, shift(x, select(isWithin, count, integer(0, x.type))), beyond)
  }
}
