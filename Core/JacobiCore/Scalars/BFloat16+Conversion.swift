extension BFloat16 {
  /// The number nearest to `value`, ties to even. A NaN stays one, with its sign, and becomes quiet.
  @inlinable
  public init(_ value: Float) {
    let bits = value.bitPattern
    if value.isNaN {
      self.init(bitPattern: UInt16(truncatingIfNeeded: bits >> 16) | 0x0040)
    } else {
      // Adding just less than half of the last place that stays, or exactly half if that place is odd, carries into it
      // when the number is to be rounded up. The carry runs on into the exponent, and at the end of it to infinity.
      let lastKeptBit = (bits >> 16) & 1
      self.init(bitPattern: UInt16(truncatingIfNeeded: (bits + 0x7FFF + lastKeptBit) >> 16))
    }
  }

  /// The number nearest to `value`, ties to even, rounded once: not first to `Float` and then again.
  @inlinable
  public init(_ value: Double) {
    self.init(Float(roundingToOdd: value))
  }

  /// The number nearest to `value`, ties to even, rounded once.
  @inlinable
  public init(_ value: Int64) {
    let magnitude = BFloat16(value.magnitude)
    self = value < 0 ? -magnitude : magnitude
  }

  /// The number nearest to `value`, ties to even, rounded once.
  @inlinable
  public init(_ value: UInt64) {
    // A Double holds 53 bits. Of a longer integer, the low eleven bits matter only as "something follows", so they
    // can be folded into one bit, far below the eight that stay.
    let lowBits: UInt64 = 0x7FF
    let folded = value & lowBits == 0 ? value : (value & ~lowBits) | (lowBits + 1)
    self.init(Double(value >> 53 == 0 ? value : folded))
  }
}

extension Float {
  /// The value of `number`, which a `Float` represents exactly.
  @inlinable
  public init(_ number: BFloat16) {
    self.init(bitPattern: UInt32(number.bitPattern) << 16)
  }

  /// One of the two numbers around `value`: `value` itself if it can be represented, otherwise the one whose last bit
  /// is set.
  ///
  /// That bit remembers that something was cut off, so that rounding the result to a format with at least two bits less
  /// gives the same as rounding `value` to it at once. (S. Boldo, G. Melquiond: "Emulation of FMA and correctly rounded
  /// sums: proved algorithms using rounding to odd", 2008.)
  @inlinable
  init(roundingToOdd value: Double) {
    let nearest = Float(value)
    if value.isNaN || Double(nearest) == value {
      self = nearest
    } else {
      let isBeyond = Double(nearest).magnitude > value.magnitude
      let towardZero = isBeyond ? nearest.bitPattern - 1 : nearest.bitPattern
      self.init(bitPattern: towardZero | 1)
    }
  }
}

extension Double {
  /// The value of `number`, which a `Double` represents exactly.
  @inlinable
  public init(_ number: BFloat16) {
    self.init(Float(number))
  }
}
