import JacobiCore
import JacobiNumPy

extension RandomKey {
  /// Random integers of a range, all equally likely.
  ///
  ///     key.integers([16], in: 0..<6)
  ///
  /// Each is made of twice as many bits as the dtype has, by a remainder: the probabilities of two integers differ by less
  /// than the number of integers divided by 2 to the power of the bits of the dtype.
  ///
  /// - Parameters:
  ///   - range: not empty, and within the range of `dtype`.
  ///   - dtype: an integer dtype.
  public func integers(_ shape: Shape = [], in range: Range<Int>, dtype: DType = .int32) -> Tensor {
    guard let span = IntegerSpan(range, dtype: dtype) else {
      report(
        .invalidArgument(
          name: "range", expected: "a range of integers of the dtype \(dtype), not empty", actual: "\(range)",
          operation: Operation("integers")))
      return .invalid
    }
    let (first, second) = split()
    let high = first.bits(shape, dtype: span.drawn)
    let low = second.bits(shape, dtype: span.drawn)
    if high.isInvalid || low.isInvalid { return .invalid }
    return span.offset(high, low).asType(dtype) + range.lowerBound
  }

  /// Random integers of a range, all equally likely; see the form for symbolic shapes.
  public func integers(_ sizes: [Int], in range: Range<Int>, dtype: DType = .int32) -> Tensor {
    integers(Shape(sizes), in: range, dtype: dtype)
  }
}

/// The number of integers in a range, in the arithmetic modulo 2ⁿ of an unsigned dtype of n bits, where 2ⁿ is 0.
private struct IntegerSpan {
  let drawn: DType
  private let span: UInt64

  /// `nil` for an empty range, or one that is not within the dtype.
  init?(_ range: Range<Int>, dtype: DType) {
    guard let limits = dtype.integerLimits, let last = range.last, range.lowerBound >= limits.minimum,
      last < 0 || last.magnitude <= limits.maximum
    else { return nil }
    let drawn: [Int: DType] = [8: .uint8, 16: .uint16, 32: .uint32, 64: .uint64]
    self.drawn = drawn[limits.bitWidth]!
    span = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound)) & (.max >> UInt64(64 - limits.bitWidth))
  }

  /// The integer whose digits to base 2ⁿ are `high` and `low`, modulo the span.
  func offset(_ high: Tensor, _ low: Tensor) -> Tensor {
    if span == 0 { return low }
    let modulus = Tensor(weak: span)
    return (high % modulus * Tensor(weak: base) + low % modulus) % modulus
  }

  /// 2ⁿ modulo the span, as the square of 2^(n/2), which wraps around as all products do.
  private var base: UInt64 {
    let bitCount = UInt64(drawn.byteCount * 8)
    let root = (1 << (bitCount / 2)) % span
    return ((root &* root) & (.max >> (64 - bitCount))) % span
  }
}
