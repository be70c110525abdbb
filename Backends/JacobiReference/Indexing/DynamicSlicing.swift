import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static func dynamicPart(_ operands: [TensorValue], _ type: TensorType) -> TensorValue {
    let x = operands[0]
    return x.gathered(type, offset: offset(of: type.shape, in: x.shape, operands[1...]), strides: x.shape.strides)
  }

  /// The first element of a part that begins at `starts`, or where it is moved to lie inside.
  fileprivate static func offset(of part: Shape, in whole: Shape, _ starts: ArraySlice<TensorValue>) -> Int {
    zip(zip(whole.sizes, part.sizes), zip(whole.strides, starts)).reduce(0) { offset, axis in
      let start = axis.1.1.dtype.visit(Position(value: axis.1.1))
      return offset + min(max(start, 0), axis.0.0 - axis.0.1) * axis.1.0
    }
  }
}

extension RuleTable<UpdatingKernels> {
  static func dynamicallyUpdated(_ operands: inout [TensorValue]) -> TensorValue {
    operands[0].makeUnique()
    let (x, update) = (operands[0], operands[1])
    let walk = StridedWalk(sizes: update.shape.sizes, update.shape.strides, x.shape.strides)
    let start = RuleTable<ReferenceKernels>.offset(of: update.shape, in: x.shape, operands[2...])
    ElementMove(source: update, target: x, targetOffset: start, walk: walk)()
    return x
  }
}

/// A scalar of any integer dtype as an `Int`. What is beyond its range is beyond every axis all the same.
struct Position: IntegerVisitor {
  var value: TensorValue

  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> Int {
    value.withElements(of: scalar) { Int(clamping: $0[0]) }
  }
}
