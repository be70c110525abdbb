import JacobiCore
import JacobiNumPy

extension RandomKey {
  /// Random integers of a range, all equally likely.
  ///
  ///     let dice = 1 + RandomKey(42).integers([16], in: 0..<6)
  ///     dice.shape  // [16]
  ///
  /// Each is made of 64 random bits (128 for dtypes of 64 bits) by remainders. The probabilities of the integers of a
  /// range of `k` differ by a fraction of the order of `k / 2³²` (`k / 2⁶⁴`), and of far less for small ranges.
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
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
  /// At least 32 bits, so that the remainder favours no integers of narrow dtypes.
  let drawn: DType
  private let span: UInt64

  /// `nil` for an empty range, or one that is not within the dtype.
  init?(_ range: Range<Int>, dtype: DType) {
    guard let limits = dtype.integerLimits, let last = range.last, range.lowerBound >= limits.minimum,
      last < 0 || last.magnitude <= limits.maximum
    else { return nil }
    drawn = limits.bitWidth == 64 ? .uint64 : .uint32
    span = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound)) & IntegerSpan.mask(drawn)
  }

  /// The integer whose digits to base 2ⁿ are `high` and `low`, modulo the span.
  func offset(_ high: Tensor, _ low: Tensor) -> Tensor {
    if span == 0 { return low }
    let modulus = Tensor(weak: span)
    return (high % modulus * Tensor(weak: base) + low % modulus) % modulus
  }

  /// 2ⁿ modulo the span, as the square of 2^(n/2), which wraps around as all products do.
  private var base: UInt64 {
    let root = (drawn == .uint64 ? 1 << 32 : 1 << 16) % span
    return ((root &* root) & IntegerSpan.mask(drawn)) % span
  }

  private static func mask(_ dtype: DType) -> UInt64 {
    dtype == .uint64 ? .max : UInt64(UInt32.max)
  }
}
