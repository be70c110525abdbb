/// What the integer types share. Integers travel between types as 64-bit integers, never through a `Double`, which
/// would lose their low bits.
extension TensorScalar where Self: FixedWidthInteger {
  @inlinable
  public init(converting value: Double) {
    // Where the limits are not representable, at 64 bits, they round away from zero: a value that is strictly between
    // can still be converted.
    if value.isNaN {
      self = 0
    } else if value >= Double(Self.max) {
      self = .max
    } else if value <= Double(Self.min) {
      self = .min
    } else {
      self = Self(value)
    }
  }

  @inlinable
  public init(converting value: Int64) { self.init(truncatingIfNeeded: value) }

  @inlinable
  public init(converting value: UInt64) { self.init(truncatingIfNeeded: value) }

  @inlinable
  public func converted<Target: TensorScalar>(to target: Target.Type) -> Target {
    Self.isSigned
      ? Target(converting: Int64(truncatingIfNeeded: self))
      : Target(converting: UInt64(truncatingIfNeeded: self))
  }
}

extension Int8: TensorScalar {
  @inlinable
  public static var dtype: DType { .int8 }
}

extension Int16: TensorScalar {
  @inlinable
  public static var dtype: DType { .int16 }
}

extension Int32: TensorScalar {
  @inlinable
  public static var dtype: DType { .int32 }
}

extension Int64: TensorScalar {
  @inlinable
  public static var dtype: DType { .int64 }
}

/// `Int` is ``DType/int64``, or ``DType/int32`` on platforms where it has 32 bits.
extension Int: TensorScalar {
  @inlinable
  public static var dtype: DType {
    #if _pointerBitWidth(_64)
      .int64
    #else
      .int32
    #endif
  }
}

extension UInt8: TensorScalar {
  @inlinable
  public static var dtype: DType { .uint8 }
}

extension UInt16: TensorScalar {
  @inlinable
  public static var dtype: DType { .uint16 }
}

extension UInt32: TensorScalar {
  @inlinable
  public static var dtype: DType { .uint32 }
}

extension UInt64: TensorScalar {
  @inlinable
  public static var dtype: DType { .uint64 }
}

/// `UInt` is ``DType/uint64``, or ``DType/uint32`` on platforms where it has 32 bits.
extension UInt: TensorScalar {
  @inlinable
  public static var dtype: DType {
    #if _pointerBitWidth(_64)
      .uint64
    #else
      .uint32
    #endif
  }
}
