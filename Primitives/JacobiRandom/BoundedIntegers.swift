import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension RandomKey {
  /// Random integers of ranges, all of one range equally likely.
  ///
  ///     let x = RandomKey(42).integers([100, 2], low: [0, 10], high: [10, 20])
  ///     (x.max(axis: 0) .< Tensor([10, 20])).all()  // true
  ///
  /// An empty range gives its lower bound.
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - low: the lower bounds, integers; broadcast to `shape`.
  ///   - high: the upper bounds, which are not drawn; broadcast to `shape`.
  ///   - dtype: an integer dtype. Bounds out of its range mean that the range goes to its end.
  public func integers(_ shape: Shape = [], low: Tensor, high: Tensor, dtype: DType = .int32) -> Tensor {
    if low.isInvalid || high.isInvalid || words.isInvalid { return .invalid }
    guard let limits = dtype.integerLimits else { return reportingDType(dtype, "an integer dtype", "integers") }
    guard let lowLimits = low.dtype.integerLimits, let highLimits = high.dtype.integerLimits else {
      return reportingDType(low.dtype.isInteger ? high.dtype : low.dtype, "integer bounds", "integers")
    }
    // At least 32 bits, so that the remainder favours no integers of narrow dtypes.
    let drawn: DType = limits.bitWidth == 64 ? .uint64 : .uint32
    let least = low.clamped(lowLimits, to: limits).asType(dtype).broadcast(to: shape)
    let bound = high.clamped(highLimits, to: limits).asType(dtype).broadcast(to: shape)
    let (highKey, lowKey) = split()
    let (upper, lower) = (highKey.bits(shape, dtype: drawn), lowKey.bits(shape, dtype: drawn))
    if [least, bound, upper, lower].contains(where: \.isInvalid) { return .invalid }
    // Differences in the arithmetic modulo 2ⁿ of the drawn words are right for bounds of all signs.
    let isEmpty = least .>= bound
    var span = which(isEmpty, 1, bound.asType(drawn) - least.asType(drawn))
    if highLimits.maximum > limits.maximum {
      // The bound is the number behind the greatest one, which the dtype does not have.
      let isBeyond = (high .> Tensor(weak: limits.maximum)).broadcast(to: shape)
      span = which(isBeyond & Not()(isEmpty), span + 1, span)
    }
    return (least.asType(drawn) + remainder(upper, lower, modulo: span)).asType(dtype)
  }

  /// The number whose digits to base 2ⁿ are `high` and `low`, modulo `span`, where a span of 0 stands for 2ⁿ.
  private func remainder(_ high: Tensor, _ low: Tensor, modulo span: Tensor) -> Tensor {
    let root = Rem()(Tensor.full(like: span, Tensor(weak: span.dtype == .uint64 ? 1 << 32 : 1 << 16)), span)
    // A square wraps around as all products do.
    let base = Rem()(root * root, span)
    return Rem()(Rem()(high, span) * base + Rem()(low, span), span)
  }
}

extension Tensor {
  /// The nearest integers that another dtype has, too, in the dtype of these.
  fileprivate func clamped(_ own: IntegerLimits, to limits: IntegerLimits) -> Tensor {
    if limits.minimum <= own.minimum, limits.maximum >= own.maximum { return self }
    return clip(
      self, min: Tensor(weak: Swift.max(own.minimum, limits.minimum)),
      max: Tensor(weak: Swift.min(own.maximum, limits.maximum)))
  }
}
