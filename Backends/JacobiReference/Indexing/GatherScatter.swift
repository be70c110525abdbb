import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let indexing = RuleTable { table in
    table.add(Gather.self) { gather, _ in { operands, outputs in [gathered(gather, operands, outputs[0])] } }
    table.add(DynamicSlice.self) { _, _ in { operands, outputs in [dynamicPart(operands, outputs[0])] } }
    table.add(RuleTable<UpdatingKernels>.updates)
  }

  private static func gathered(_ gather: Gather, _ operands: [TensorValue], _ type: TensorType) -> TensorValue {
    // Where the caller promised too much, XLA moves the windows of a gather and drops those of a scatter.
    let windows = Windows(
      gather.dimensions, areMovedInside: gather.mode != .fillOrDrop, operand: operands[0].shape, indices: operands[1],
      sliceSizes: Shape(gather.sliceSizes).sizes, windows: type.shape)
    let result = TensorValue(uninitialized: type)
    var move = ElementMove(source: operands[0], target: result, walk: windows.walk(fromOperand: true))
    // A scalar that is read again and again, where there is no window.
    let filling = type.dtype.visit(FillingElement(fill: gather.fill))
    let inWindow = gather.dimensions.offset.map { type.shape.strides[$0] }
    let sizes = gather.dimensions.offset.map { type.shape.sizes[$0] }
    var fill = ElementMove(
      source: filling, target: result, walk: StridedWalk(sizes: sizes, inWindow.map { _ in 0 }, inWindow))
    windows.forEach { place in
      if let start = place.operand {
        move.sourceOffset = start
        move.targetOffset = place.window
        move()
      } else {
        fill.targetOffset = place.window
        fill()
      }
    }
    return result
  }
}

private struct FillingElement: ScalarVisitor {
  var fill: Gather.Fill

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> TensorValue {
    switch fill {
    case .missing: TensorValue(scalar: Scalar.missing)
    case .zero: TensorValue(scalar: Scalar.zero)
    case .value(let number): TensorValue(scalar: Scalar(converting: number))
    }
  }
}

extension RuleTable<UpdatingKernels> {
  static let updates = RuleTable { table in
    table.add(Scatter.self) { scatter, _ in { operands, _ in [try replaced(scatter, &operands)] } }
    table.add(DynamicUpdateSlice.self) { _, _ in { operands, _ in [dynamicallyUpdated(&operands)] } }
    table.combining(ScatterMin.self, SmallestUpdate.self)
    table.combining(ScatterMax.self, LargestUpdate.self)
    table.combining(ScatterAdd.self, SumOfUpdates.self)
    table.combining(ScatterMul.self, ProductOfUpdates.self)
    table.add(ScatterSub.self) { scatter, inputs in
      let sum = inputs[0].dtype.visit(Scattering<ScatterAdd, SumOfUpdates>(scatter: ScatterAdd(like: scatter)))
      return { operands, outputs in
        operands[2] = operands[2].dtype.visit(NegatedUpdates(operand: operands[2]))
        return try sum(&operands, outputs)
      }
    }
  }
}
