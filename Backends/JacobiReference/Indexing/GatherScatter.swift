import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let indexing = RuleTable { table in
    table.add(Gather.self) { gather, _ in { operands, outputs in [gathered(gather, operands, outputs[0])] } }
    table.add(ScatterAdd.self) { scatter, inputs in inputs[0].dtype.visit(Scattering(scatter: scatter)) }
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
    }
  }
}

private struct Scattering: NumericVisitor {
  var scatter: ScatterAdd

  /// Adds in the accumulator of the dtype, in the order of the indices.
  func visit<Scalar: NumericScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [scatter] operands, outputs in
      let sizes = try scatter.sliceSizes(Operands(operands.map(\.type), of: ScatterAdd.id))
      let windows = Windows(
        scatter.dimensions, areMovedInside: scatter.mode == .clip, operand: operands[0].shape, indices: operands[1],
        sliceSizes: Shape(sizes).sizes, windows: operands[2].shape)
      let walk = windows.walk(fromOperand: false)
      var sums = operands[0].withElements(of: Scalar.self) { $0.map(\.accumulator) }
      operands[2].withElements(of: Scalar.self) { updates in
        sums.withUnsafeMutableBufferPointer { sums in
          windows.forEach { place in
            guard let start = place.operand else { return }
            walk.forEachRow { update, offset in
              for i in 0..<walk.rowCount {
                let target = start + offset + i * walk.secondStride
                sums[target] = .sum(
                  sums[target], updates[place.window + update + i * walk.firstStride].accumulator)
              }
            }
          }
        }
      }
      let result = TensorValue(uninitialized: outputs[0])
      result.withMutableElements(of: Scalar.self) { result in
        for i in 0..<result.count { result[i] = Scalar(accumulated: sums[i]) }
      }
      return [result]
    }
  }
}
