/// A floating-point number of 16 bits with the range of a `Float`: 1 bit of sign, 8 of exponent, 7 of significand.
///
/// It is the upper half of a `Float`. Arithmetic is done in `Float` and the result rounded to the nearest `BFloat16`,
/// ties to even.
///
/// ```swift
/// let x: BFloat16 = 3.14159
/// print(x)             // 3.14
/// print(Float(x))      // 3.140625
/// ```
@frozen
public struct BFloat16: Sendable, BitwiseCopyable {
  /// The sixteen bits, sign first.
  public var bitPattern: UInt16

  /// The number with these bits.
  @inlinable
  public init(bitPattern: UInt16) {
    self.bitPattern = bitPattern
  }
}

// MARK: - Constants

extension BFloat16 {
  /// Positive infinity.
  @inlinable
  public static var infinity: BFloat16 { BFloat16(bitPattern: 0x7F80) }

  /// A quiet NaN ("not a number").
  @inlinable
  public static var nan: BFloat16 { BFloat16(bitPattern: 0x7FC0) }

  /// The largest finite number, 3.39e+38.
  @inlinable
  public static var greatestFiniteMagnitude: BFloat16 { BFloat16(bitPattern: 0x7F7F) }

  /// The smallest positive number with full precision, 1.18e-38: that of `Float`.
  @inlinable
  public static var leastNormalMagnitude: BFloat16 { BFloat16(bitPattern: 0x0080) }

  /// The smallest positive number, 9.2e-41.
  @inlinable
  public static var leastNonzeroMagnitude: BFloat16 { BFloat16(bitPattern: 0x0001) }

  /// The distance from 1 to the next larger number, 2⁻⁷.
  @inlinable
  public static var ulpOfOne: BFloat16 { BFloat16(bitPattern: 0x3C00) }
}

// MARK: - Classification

extension BFloat16 {
  /// Whether the number is "not a number".
  @inlinable
  public var isNaN: Bool { bitPattern & 0x7FFF > 0x7F80 }

  /// Whether the number is positive or negative infinity.
  @inlinable
  public var isInfinite: Bool { bitPattern & 0x7FFF == 0x7F80 }

  /// Whether the number is neither infinite nor NaN.
  @inlinable
  public var isFinite: Bool { bitPattern & 0x7F80 != 0x7F80 }

  /// Whether the number is zero, of either sign.
  @inlinable
  public var isZero: Bool { bitPattern & 0x7FFF == 0 }

  /// Whether the number is too small to have full precision, and not zero.
  @inlinable
  public var isSubnormal: Bool { bitPattern & 0x7F80 == 0 && !isZero }

  /// The sign; that of a zero and of a NaN is the sign of its bits.
  @inlinable
  public var sign: FloatingPointSign { bitPattern & 0x8000 == 0 ? .plus : .minus }
}

// MARK: - Neighbours

extension BFloat16 {
  /// The least number greater than this one; NaN and positive infinity are their own.
  @inlinable
  public var nextUp: BFloat16 {
    if isNaN || self == .infinity { return self }
    if isZero { return .leastNonzeroMagnitude }
    // The bits of numbers of one sign are ordered like their magnitudes.
    return BFloat16(bitPattern: sign == .plus ? bitPattern + 1 : bitPattern - 1)
  }

  /// The greatest number less than this one; NaN and negative infinity are their own.
  @inlinable
  public var nextDown: BFloat16 { -(-self).nextUp }
}
