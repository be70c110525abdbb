import JacobiCore
import JacobiPrimitives

extension Batching {
  static let joiningRules = RuleTable<Batching> { table in
    table.add(Concatenate.self) { concatenate, operands, size in
      let axis = operands.commonAxis
      let position = concatenate.axis < axis ? concatenate.axis : concatenate.axis + 1
      return [Batched(Concatenate(axis: position).results(operands.placed(at: axis, size: size))[0], axis: axis)]
    }
    table.add(Split.self) { split, operands, _ in
      let part = Split(sizes: split.sizes, axis: operands[0].position(of: split.axis))
      return part.results([operands[0].tensor]).map { Batched($0, axis: operands[0].axis) }
    }
    table.add(Pad.self) { pad, operands, size in
      let (x, filler) = (operands[0], operands[1])
      return [filler.isBatched ? padded(x, filler: filler, pad, size) : padded(x, filler: filler.tensor, pad)]
    }
  }

  /// Each example of a batch padded with one number.
  private static func padded(_ x: Batched, filler: Tensor, _ pad: Pad) -> Batched {
    var widths = pad.widths
    if let axis = x.axis { widths.insert(Pad.Widths(), at: axis) }
    return Batched(Pad(widths: widths)(x.tensor, filler), axis: x.axis)
  }

  /// Each example padded with a number of its own: padded with anything first, which the numbers then replace.
  private static func padded(_ x: Batched, filler: Batched, _ pad: Pad, _ size: Dimension) -> Batched {
    let provisional = padded(x, filler: .zeros(filler.type), pad)
    let isElement = Batched(pad(.ones(TensorType(.bool, x.shape)), .zeros(TensorType(.bool, []))), axis: nil)
    let axis = provisional.axis ?? 0
    let fillers = filler.spread(to: provisional.shape, at: axis, size: size)
    let elements = provisional.placed(at: axis, size: size)
    return Batched(SelectN()(isElement.placed(at: axis, size: size), fillers, elements), axis: axis)
  }
}
