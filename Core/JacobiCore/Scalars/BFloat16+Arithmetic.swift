/// Equal as numbers: a NaN equals nothing, and the two zeros equal each other.
extension BFloat16: Hashable, Comparable {
  @inlinable
  public static func == (left: BFloat16, right: BFloat16) -> Bool { Float(left) == Float(right) }

  @inlinable
  public static func < (left: BFloat16, right: BFloat16) -> Bool { Float(left) < Float(right) }
  // The defaults of `Comparable` would negate the opposite, which holds for NaN.
  @inlinable
  public static func <= (left: BFloat16, right: BFloat16) -> Bool { Float(left) <= Float(right) }
  @inlinable
  public static func > (left: BFloat16, right: BFloat16) -> Bool { Float(left) > Float(right) }
  @inlinable
  public static func >= (left: BFloat16, right: BFloat16) -> Bool { Float(left) >= Float(right) }

  @inlinable
  public func hash(into hasher: inout Hasher) { Float(self).hash(into: &hasher) }
}

extension BFloat16: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  @inlinable
  public init(floatLiteral value: Double) { self.init(value) }

  @inlinable
  public init(integerLiteral value: Int64) { self.init(value) }
}

/// Operations are those of `Float`, rounded to `BFloat16`. A `Float` has more than twice the significand, so that sums,
/// products and quotients come out as if they had been rounded once.
extension BFloat16: SignedNumeric {
  /// The number equal to `source`, or `nil` if there is none.
  @inlinable
  public init?(exactly source: some BinaryInteger) {
    guard let value = Float(exactly: source) else { return nil }
    self.init(value)
    if Float(self) != value { return nil }
  }

  @inlinable
  public var magnitude: BFloat16 { BFloat16(bitPattern: bitPattern & 0x7FFF) }

  @inlinable
  public static func + (left: BFloat16, right: BFloat16) -> BFloat16 { BFloat16(Float(left) + Float(right)) }

  @inlinable
  public static func - (left: BFloat16, right: BFloat16) -> BFloat16 { BFloat16(Float(left) - Float(right)) }

  @inlinable
  public static func * (left: BFloat16, right: BFloat16) -> BFloat16 { BFloat16(Float(left) * Float(right)) }

  @inlinable
  public static func / (left: BFloat16, right: BFloat16) -> BFloat16 { BFloat16(Float(left) / Float(right)) }

  @inlinable
  public static func *= (left: inout BFloat16, right: BFloat16) { left = left * right }

  @inlinable
  public static func /= (left: inout BFloat16, right: BFloat16) { left = left / right }

  @inlinable
  public static prefix func - (operand: BFloat16) -> BFloat16 {
    BFloat16(bitPattern: operand.bitPattern ^ 0x8000)
  }
}
