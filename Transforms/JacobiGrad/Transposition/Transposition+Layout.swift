import JacobiCore
import JacobiPrimitives

extension RuleTable<Transposition> {
  /// Reading elements turns into writing them among zeros, repeating into summing, and the other way round.
  static let layout = RuleTable { table in
    table.linear(Reshape.self) { _, operand, ct in Reshape(to: operand.shape)(ct) }
    table.linear(Rev.self) { reversal, _, ct in reversal(ct) }
    table.linear(Transpose.self) { transpose, _, ct in
      Transpose(permutation: inverse(of: transpose.permutation))(ct)
    }
    table.linear(BroadcastInDim.self) { broadcast, operand, ct in sumOfCopies(ct, broadcast, operand) }
    table.linear(ReduceSum.self) { sum, operand, ct in ct.broadcast(to: operand.shape, inserting: sum.axes) }
    table.linear(CumSum.self) { sum, _, ct in CumSum(axis: sum.axis, reverse: !sum.reverse)(ct) }
    table.linear(Slice.self) { slice, operand, ct in amongZeros(ct, slice, operand) }
    table.linear(
      Pad.self, { pad, operand, ct in insidePadding(ct, pad, operand) },
      { pad, padding, ct in
        // The padding value goes wherever the operand does not.
        let inside = insidePadding(ct, pad, nil)
        return Sub()(ct.summed(over: Array(0..<ct.rank)), inside.summed(over: Array(0..<inside.rank)))
      })
    table[Concatenate.self] = { primitive, operands, cotangents in
      guard let ct = cotangents[0] else { return operands.map { _ in nil } }
      return parts(of: ct, axis: primitive.asRow(Concatenate.self).axis, operands)
    }
    table[Split.self] = { primitive, operands, cotangents in
      let split = primitive.asRow(Split.self)
      let type = operands[0].type
      let parts = zip(split.sizes, cotangents).map { size, ct in
        ct ?? .zeros(type.with(shape: type.shape.replacing(axis: split.axis, with: size)))
      }
      return [Concatenate(axis: split.axis).results(parts)[0]]
    }
  }
}

/// The permutation that undoes another.
func inverse(of permutation: [Int]) -> [Int] {
  var inverse = permutation
  for (position, axis) in permutation.enumerated() { inverse[axis] = position }
  return inverse
}

private func sumOfCopies(_ ct: Tensor, _ broadcast: BroadcastInDim, _ operand: TensorType) -> Tensor {
  let isCopied = ct.shape.indices.map { axis in
    guard let position = broadcast.dimensions.firstIndex(of: axis) else { return true }
    return operand.shape[position].known == 1 && ct.shape[axis].known != 1
  }
  let sum = ct.summed(over: isCopied.indices.filter { isCopied[$0] })
  return sum.shape == operand.shape ? sum : Reshape(to: operand.shape)(sum)
}

private func amongZeros(_ ct: Tensor, _ slice: Slice, _ operand: TensorType) -> Tensor {
  let widths = operand.shape.indices.map { axis in
    let interior = slice.strides[axis] - 1
    let gaps = Dimension.maximum(ct.shape[axis] - 1, 0) * Dimension(interior)
    let after = operand.shape[axis] - slice.starts[axis] - ct.shape[axis] - gaps
    return Pad.Widths(before: slice.starts[axis], after: after, interior: interior)
  }
  return Pad(widths: widths)(ct, .zeros(ct.type.with(shape: [])))
}

/// The elements of a padded tensor that come from the operand: padding undone, with zeros where elements were removed.
private func insidePadding(_ ct: Tensor, _ pad: Pad, _ operand: TensorType?) -> Tensor {
  let negated = pad.widths.map { Pad.Widths(before: -$0.before, after: -$0.after) }
  let spread = Pad(widths: negated)(ct, .zeros(ct.type.with(shape: [])))
  if pad.widths.allSatisfy({ $0.interior == 0 }) { return spread }
  return Slice(
    starts: pad.widths.map { _ in 0 }, limits: spread.shape.dimensions, strides: pad.widths.map { $0.interior + 1 })(
      spread)
}

private func parts(of ct: Tensor, axis: Int, _ operands: [Transposition.Operand]) -> [Tensor?] {
  var start: Dimension = 0
  return operands.map { operand in
    let size = operand.type.shape[axis]
    defer { start = start + size }
    guard operand.isLinear else { return nil }
    return Slice(
      starts: ct.shape.indices.map { $0 == axis ? start : 0 },
      limits: ct.shape.replacing(axis: axis, with: start + size).dimensions)(ct)
  }
}
