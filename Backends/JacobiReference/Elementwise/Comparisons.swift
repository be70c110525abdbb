import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let comparisons = RuleTable { table in
    table.addComparison(Equal.self)
    table.addComparison(NotEqual.self)
    table.addComparison(Less.self)
    table.addComparison(LessOrEqual.self)
    table.addComparison(Greater.self)
    table.addComparison(GreaterOrEqual.self)
    table.addTotalOrder(EqualInTotalOrder.self, Equal.self) { $0 == $1 }
    table.addTotalOrder(LessInTotalOrder.self, Less.self) { $0 < $1 }
    table.addTotalOrder(LessOrEqualInTotalOrder.self, LessOrEqual.self) { $0 <= $1 }
  }
}

extension Equal: ScalarComparisonKernel {
  static func apply<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Bool { x == y }
}

extension NotEqual: ScalarComparisonKernel {
  static func apply<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Bool { x != y }
}

extension Less: ScalarComparisonKernel {
  static func apply<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Bool { x.precedes(y) }
}

extension LessOrEqual: ScalarComparisonKernel {
  static func apply<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Bool { x.precedes(y) || x == y }
}

extension Greater: ScalarComparisonKernel {
  static func apply<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Bool { y.precedes(x) }
}

extension GreaterOrEqual: ScalarComparisonKernel {
  static func apply<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Bool { y.precedes(x) || x == y }
}

extension RuleTable<ReferenceKernels> {
  /// A comparison of the ranks of floating numbers; of others it is the usual one.
  private mutating func addTotalOrder<Row: ComparisonPrimitive>(
    _ primitive: Row.Type, _ usual: (some ComparisonPrimitive).Type,
    _ compare: @escaping @Sendable (Int64, Int64) -> Bool
  ) {
    let usualKernel = self[usual]
    self[primitive] = { primitive, inputs in
      guard !inputs[0].dtype.isFloating, let usualKernel else {
        return inputs[0].dtype.visit(RankComparison(compare: compare))
      }
      return try usualKernel(primitive, inputs)
    }
  }
}

private struct RankComparison: FloatingVisitor {
  var compare: @Sendable (Int64, Int64) -> Bool

  func visit<Scalar: FloatingScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [compare] operands, outputs in
      [
        operands[0].map(with: operands[1], to: outputs[0]) { (x: Scalar, y: Scalar) in
          compare(x.totalOrderRank, y.totalOrderRank)
        }
      ]
    }
  }
}
