import JacobiCore
import JacobiPrimitives

/// The position of the first largest or smallest element along an axis, or of the first NaN.
struct ArgReduction: ScalarVisitor {
  var axis: Int
  var indexDType: DType
  var isMaximum: Bool

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [self] operands, outputs in
      let sizes = operands[0].shape.sizes
      let stride = operands[0].shape.strides[axis]
      let positions = operands[0].withElements(of: Scalar.self) { elements in
        (0..<outputs[0].elementCount).map { index in
          // The axes before and after the one that disappears.
          let first = index / stride * stride * sizes[axis] + index % stride
          return best(count: sizes[axis]) { elements[first + $0 * stride] }
        }
      }
      return [indexDType.visit(Positions(positions: positions, type: outputs[0]))]
    }
  }

  private func best<Scalar: ReferenceScalar>(count: Int, _ element: (Int) -> Scalar) -> Int {
    var best = 0
    for position in 0..<count {
      let candidate = element(position)
      if candidate.isUnordered { return position }
      let present = element(best)
      if isMaximum ? present.precedes(candidate) : candidate.precedes(present) { best = position }
    }
    return best
  }
}

private struct Positions: IntegerVisitor {
  var positions: [Int]
  var type: TensorType

  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> TensorValue {
    TensorValue(positions.map { Scalar(truncatingIfNeeded: $0) }, shape: type.shape)
  }
}
