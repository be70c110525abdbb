import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let layout = RuleTable { table in
    table.add(Reshape.self, unary: { _, x, type in x.reshaped(type.shape) })
    table.add(Transpose.self, unary: { $1.transposed($0, $2) })
    table.add(BroadcastInDim.self, unary: { $1.broadcast($0, $2) })
    table.add(Rev.self, unary: { $1.reversed($0, $2) })
    table.add(Slice.self, unary: { $1.sliced($0, $2) })
    table.add(Concatenate.self) { concatenation, _ in { [concatenated($0, $1[0], axis: concatenation.axis)] } }
    table.add(Split.self) { split, _ in { parts(of: $0[0], axis: split.axis, $1) } }
    table.add(Pad.self) { padding, _ in { [padded($0[0], with: $0[1], padding.widths, $1[0])] } }
    table.add(Iota.self) { iota, _ in iota.type.dtype.visit(Counting(axis: iota.axis)) }
  }

  private static func concatenated(_ operands: [TensorValue], _ type: TensorType, axis: Int) -> TensorValue {
    let result = TensorValue(uninitialized: type)
    let strides = type.shape.strides
    var offset = 0
    for operand in operands {
      let walk = StridedWalk(sizes: operand.shape.sizes, operand.shape.strides, strides)
      ElementMove(source: operand, target: result, targetOffset: offset, walk: walk)()
      offset += operand.shape.sizes[axis] * strides[axis]
    }
    return result
  }

  private static func parts(of operand: TensorValue, axis: Int, _ types: [TensorType]) -> [TensorValue] {
    let strides = operand.shape.strides
    var offset = 0
    return types.map { type in
      defer { offset += type.shape.sizes[axis] * strides[axis] }
      return operand.gathered(type, offset: offset, strides: strides)
    }
  }

  private static func padded(
    _ operand: TensorValue, with scalar: TensorValue, _ widths: [Pad.Widths], _ type: TensorType
  ) -> TensorValue {
    let result = TensorValue.filled(type, with: scalar)
    var sizes = operand.shape.sizes
    let sourceStrides = operand.shape.strides
    var targetStrides = type.shape.strides
    var sourceOffset = 0
    var targetOffset = 0
    for (axis, width) in widths.enumerated() {
      // Element i goes to position before + i * step; those that stay are within the result.
      let before = Shape([width.before]).sizes[0]
      // A single element has no distance to others; any number may be given as that.
      let step = sizes[axis] > 1 ? width.interior + 1 : 1
      let size = type.shape.sizes[axis]
      let first = before < 0 ? -(before + 1) / step + 1 : 0
      let (room, isVast) = size.subtractingReportingOverflow(before)
      let end = isVast ? sizes[axis] : room > 0 ? min(sizes[axis], (room - 1) / step + 1) : 0
      sizes[axis] = end > first ? end - first : 0
      if sizes[axis] == 0 { continue }
      sourceOffset += first * sourceStrides[axis]
      targetOffset += (before + first * step) * targetStrides[axis]
      targetStrides[axis] = sizes[axis] > 1 ? targetStrides[axis] * step : 0
    }
    let walk = StridedWalk(sizes: sizes, sourceStrides, targetStrides)
    ElementMove(
      source: operand, sourceOffset: sourceOffset, target: result, targetOffset: targetOffset, walk: walk)()
    return result
  }
}

extension TensorValue {
  fileprivate func transposed(_ primitive: Transpose, _ type: TensorType) -> TensorValue {
    let strides = shape.strides
    return gathered(type, strides: primitive.permutation.map { strides[$0] })
  }

  fileprivate func broadcast(_ primitive: BroadcastInDim, _ type: TensorType) -> TensorValue {
    let sizes = shape.sizes
    let ownStrides = shape.strides
    var strides = [Int](repeating: 0, count: type.rank)
    for (axis, target) in primitive.dimensions.enumerated() where sizes[axis] != 1 {
      strides[target] = ownStrides[axis]
    }
    return gathered(type, strides: strides)
  }

  fileprivate func reversed(_ primitive: Rev, _ type: TensorType) -> TensorValue {
    if elementCount == 0 { return self }
    let sizes = shape.sizes
    var strides = shape.strides
    var offset = 0
    for axis in primitive.axes {
      offset += (sizes[axis] - 1) * strides[axis]
      strides[axis] = -strides[axis]
    }
    return gathered(type, offset: offset, strides: strides)
  }

  fileprivate func sliced(_ primitive: Slice, _ type: TensorType) -> TensorValue {
    let strides = shape.strides
    let offset = zip(Shape(primitive.starts).sizes, strides).reduce(0) { $0 + $1.0 * $1.1 }
    // A step beyond the only element is never taken, and may be too large to multiply.
    let steps = type.shape.sizes.indices.map { axis in
      type.shape.sizes[axis] > 1 ? strides[axis] * primitive.strides[axis] : 0
    }
    return gathered(type, offset: offset, strides: steps)
  }
}

private struct Counting: NumericVisitor {
  var axis: Int

  func visit<Scalar: NumericScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [axis] _, outputs in
      let result = TensorValue(uninitialized: outputs[0])
      let stride = outputs[0].shape.strides[axis]
      let size = outputs[0].shape.sizes[axis]
      result.withMutableElements(of: Scalar.self) { result in
        for i in 0..<result.count { result[i] = Scalar(converting: Int64(i / stride % size)) }
      }
      return [result]
    }
  }
}
