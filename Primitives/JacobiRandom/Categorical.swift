import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension RandomKey {
  /// Categories drawn by the logarithms of their probabilities, as positions along an axis.
  ///
  ///     let logits = Tensor([[0, -100, -100], [-100, -100, 0.0]])
  ///     RandomKey(42).categorical(logits)  // [0 2]
  ///
  /// - Parameters:
  ///   - logits: floating; adding a number to all of them changes nothing.
  ///   - axis: of the categories; a negative one counts from the back.
  ///   - shape: by default that of `logits` without the axis; with more axes in front, several draws of each.
  ///   - replace: whether a category may come up several times in these several draws.
  ///   - resolution: how unlikely the rarest category can be that is drawn.
  public func categorical(
    _ logits: Tensor, axis: Int = -1, shape: Shape? = nil, replace: Bool = true, resolution: RandomResolution = .low
  ) -> Tensor {
    if logits.isInvalid || words.isInvalid { return .invalid }
    guard let position = logits.shape.position(ofAxis: axis) else {
      report(
        .axisOutOfRange(axis: axis, rank: logits.rank, operation: Operation("categorical", operands: [logits.type])))
      return .invalid
    }
    let batch = logits.shape.removing(axes: [position])
    let shape = shape ?? batch
    guard shape.rank >= batch.rank else {
      return reportingArgument("shape", expected: "at least the axes \(batch)", actual: "\(shape)", "categorical")
    }
    let prefix = Shape(shape.dimensions.dropLast(batch.rank))
    if !replace {
      return distinctCategories(logits, position, draws: prefix.elementCount, shape: shape, resolution)
    }
    let drawn = Shape(shape.dimensions.suffix(batch.rank)).inserting(logits.shape[position], at: position)
    let noise = gumbel(Shape(prefix.dimensions + drawn.dimensions), dtype: logits.dtype, resolution: resolution)
    let noisy = noise + logits
    return noisy.isInvalid ? noisy : noisy.argMax(axis: prefix.rank + position)
  }

  private func distinctCategories(
    _ logits: Tensor, _ position: Int, draws: Dimension, shape: Shape, _ resolution: RandomResolution
  ) -> Tensor {
    let noisy = logits + gumbel(logits.shape, dtype: logits.dtype, resolution: resolution)
    if noisy.isInvalid { return noisy }
    if Dimension.decide(draws, .lessOrEqual, logits.shape[position]) == false {
      return reportingArgument(
        "shape", expected: "at most \(logits.shape[position]) draws without replacement", actual: "\(draws)",
        "categorical")
    }
    let last = noisy.movedAxis(from: position, to: -1)
    let positions = TopK(draws, axis: last.rank - 1).results([last])[1]
    return positions.movedAxis(from: -1, to: 0).reshaped(shape)
  }
}
