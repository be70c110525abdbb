import JacobiCore
import JacobiPrimitives

extension RuleTable<Simplification> {
  static let reductions = RuleTable { table in
    table.addIdempotent(ReduceMax.self) { ReduceMax(axes: $0) }
    table.addIdempotent(ReduceMin.self) { ReduceMin(axes: $0) }
    table.addIdempotent(ReduceAnd.self) { ReduceAnd(axes: $0) }
    table.addIdempotent(ReduceOr.self) { ReduceOr(axes: $0) }
    table.add(ReduceSum.self) { sum, rewrite in
      // Of floating numbers the sum over one element makes 0 of -0, and sums of repeated ones are rounded in between.
      guard rewrite.dtype.isInteger else { return nil }
      return try rewrite.withoutRepetition(sum.axes) {
        ReduceSum(axes: $0)
      } combining: { rewrite, x, count in
        let factor = ScalarLiteral.integer(count).value(as: x.type.dtype)
        return try rewrite.apply(Mul(), x, rewrite.filled(x.type, with: .constant(factor)))
      }
    }
  }

  /// Adds a reduction that gives `x` of any number of equal elements `x`.
  private mutating func addIdempotent<Row: ReductionPrimitive>(
    _ primitive: Row.Type, _ make: @escaping @Sendable ([Int]) -> Row
  ) {
    add(primitive) { reduction, rewrite in
      // Complex numbers with a NaN part have no order.
      if rewrite.dtype.isComplex { return nil }
      return try rewrite.withoutRepetition(reduction.axes, make) { _, x, _ in x }
    }
  }
}

extension Rewrite {
  /// A reduction without the axes along which the operand is the same, or of size 1.
  ///
  /// - Parameter combining: makes one of so many equal values.
  fileprivate func withoutRepetition(
    _ axes: [Int], _ make: ([Int]) -> any ReductionPrimitive,
    combining: (Rewrite, _ x: Atom, _ count: Int) throws -> Atom
  ) throws -> Atom? {
    let shape = self[0].type.shape
    let repeated = axes.filter { axis in isRepeated(axis) && (shape[axis].known ?? 0) > 0 }
    if repeated.isEmpty { return axes.isEmpty ? self[0] : nil }
    let single = try withoutAxes(repeated)
    let left = axes.filter { !repeated.contains($0) }.map { axis in axis - repeated.count { $0 < axis } }
    let reduced = left.isEmpty ? single : try apply(make(left), single)
    let count = repeated.reduce(1) { $0 &* (shape[$1].known ?? 1) }
    return try combining(self, reduced, count)
  }

  /// Whether the operand is the same all along an axis.
  private func isRepeated(_ axis: Int) -> Bool {
    if self[0].type.shape[axis].known == 1 { return true }
    guard let (inner, operands) = operation(BroadcastInDim.self, at: 0) else { return false }
    guard let source = inner.dimensions.firstIndex(of: axis) else { return true }
    return operands[0].type.shape[source].known == 1
  }

  /// The operand without axes along which it is the same.
  private func withoutAxes(_ axes: [Int]) throws -> Atom {
    let shape = self[0].type.shape.removing(axes: axes)
    guard let (inner, operands) = operation(BroadcastInDim.self, at: 0) else {
      return try apply(Reshape(to: shape), self[0])
    }
    let source = operands[0].type.shape
    let kept = source.indices.filter { !axes.contains(inner.dimensions[$0]) }
    let reshaped = try apply(Reshape(to: Shape(kept.map { source[$0] })), operands[0])
    let dimensions = kept.map { index in inner.dimensions[index] - axes.count { $0 < inner.dimensions[index] } }
    return try apply(BroadcastInDim(to: shape, dimensions: dimensions), reshaped)
  }
}
