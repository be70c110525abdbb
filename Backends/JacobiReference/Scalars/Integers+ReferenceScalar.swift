import JacobiCore

/// What kernels for Booleans and integers need.
protocol BitScalar: ReferenceScalar {
  static var allBits: Self { get }
  static prefix func ~ (x: Self) -> Self
  static func & (x: Self, y: Self) -> Self
  static func | (x: Self, y: Self) -> Self
  static func ^ (x: Self, y: Self) -> Self
}

/// What kernels for integers need. Arithmetic wraps around.
protocol IntegerScalar: NumericScalar, BitScalar, FixedWidthInteger
where Accumulator == Self, Magnitude: FixedWidthInteger {}

extension IntegerScalar {
  static var one: Self { 1 }
  static func sum(_ x: Self, _ y: Self) -> Self { x &+ y }
  static func product(_ x: Self, _ y: Self) -> Self { x &* y }
  static func difference(_ x: Self, _ y: Self) -> Self { x &- y }

  /// Rounded toward zero. As in XLA, all bits are set in a division by zero, and `min / -1` is `min`.
  static func quotient(_ x: Self, _ y: Self) -> Self {
    y == 0 ? allBits : x.dividedReportingOverflow(by: y).partialValue
  }

  /// With the sign of `x`. As in XLA, `x` itself by zero; `min` by -1 is 0.
  static func remainder(_ x: Self, _ y: Self) -> Self {
    y == 0 ? x : x.remainderReportingOverflow(dividingBy: y).partialValue
  }

  var negated: Self { 0 &- self }
  var signValue: Self { self == 0 ? 0 : self > 0 ? 1 : ~0 }
  var absolute: Self { self < 0 ? negated : self }

  static var lowest: Self { min }
  static var highest: Self { max }
  func precedes(_ other: Self) -> Bool { self < other }
  var isUnordered: Bool { false }

  static var missing: Self { isSigned ? min : max }
  static var allBits: Self { ~0 }

  /// Shift counts are taken as unsigned, so that a negative one is beyond any width.
  var isShiftBeyondWidth: Bool { Magnitude(truncatingIfNeeded: self) >= Magnitude(Self.bitWidth) }

  static func shiftedLeft(_ x: Self, by count: Self) -> Self { count.isShiftBeyondWidth ? 0 : x &<< count }

  static func shiftedRightLogically(_ x: Self, by count: Self) -> Self {
    if count.isShiftBeyondWidth { return 0 }
    return Self(truncatingIfNeeded: Magnitude(truncatingIfNeeded: x) &>> Magnitude(truncatingIfNeeded: count))
  }

  /// Copies the highest bit, in XLA also that of an unsigned number.
  static func shiftedRightArithmetically(_ x: Self, by count: Self) -> Self {
    let bits = Magnitude(truncatingIfNeeded: x)
    let count = count.isShiftBeyondWidth ? Magnitude(bitWidth - 1) : Magnitude(truncatingIfNeeded: count)
    let copies = bits.leadingZeroBitCount == 0 ? ~(Magnitude.max &>> count) : 0
    return Self(truncatingIfNeeded: bits &>> count | copies)
  }
}

extension Int8: IntegerScalar { typealias Widest = Int64 }
extension Int16: IntegerScalar { typealias Widest = Int64 }
extension Int32: IntegerScalar { typealias Widest = Int64 }
extension Int64: IntegerScalar { typealias Widest = Int64 }
extension UInt8: IntegerScalar { typealias Widest = UInt64 }
extension UInt16: IntegerScalar { typealias Widest = UInt64 }
extension UInt32: IntegerScalar { typealias Widest = UInt64 }
extension UInt64: IntegerScalar { typealias Widest = UInt64 }
