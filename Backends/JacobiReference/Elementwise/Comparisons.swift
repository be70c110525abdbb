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
