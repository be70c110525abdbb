import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension RandomKey {
  /// Random bits.
  ///
  ///     let words = RandomKey(42).bits([4])
  ///     words.dtype  // uint32
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - dtype: an unsigned integer dtype.
  public func bits(_ shape: Shape = [], dtype: DType = .uint32) -> Tensor {
    guard dtype.isUnsignedInteger else {
      report(
        .dtypeMismatch(expected: "an unsigned integer dtype", actual: "\(dtype)", operation: Operation("bits")))
      return .invalid
    }
    let (first, second) = hash(count: shape.elementCount)
    if first.isInvalid { return first }
    let bits =
      dtype == .uint64
      ? first.asType(.uint64) << 32 | second.asType(.uint64)
      : (first ^ second).asType(dtype)
    return bits.reshaped(shape)
  }

  /// Random bits.
  ///
  /// - Parameters:
  ///   - sizes: the sizes of the result.
  ///   - dtype: an unsigned integer dtype.
  public func bits(_ sizes: [Int], dtype: DType = .uint32) -> Tensor { bits(Shape(sizes), dtype: dtype) }
}

/// How the numbers of a floating dtype in [1, 2) are made of random bits.
struct FloatingLayout {
  /// The dtype whose random bits are drawn.
  let drawn: DType
  /// The dtype of the patterns.
  let pattern: DType
  let significandBitCount: Int
  /// The pattern of the number 1.
  let one: Int

  init?(_ dtype: DType) {
    switch dtype {
    case .float64: self.init(.uint64, .uint64, significandBitCount: 52, one: 0x3FF0_0000_0000_0000)
    case .float32: self.init(.uint32, .uint32, significandBitCount: 23, one: 0x3F80_0000)
    case .float16: self.init(.uint16, .uint16, significandBitCount: 10, one: 0x3C00)
    // Seven bits are enough, so eight are drawn.
    case .bfloat16: self.init(.uint8, .uint16, significandBitCount: 7, one: 0x3F80)
    default: return nil
    }
  }

  private init(_ drawn: DType, _ pattern: DType, significandBitCount: Int, one: Int) {
    self.drawn = drawn
    self.pattern = pattern
    self.significandBitCount = significandBitCount
    self.one = one
  }

  /// How many of the drawn bits are not used.
  var spareBitCount: Int { drawn.byteCount * 8 - significandBitCount }
}
