import JacobiCore

extension FloatingScalar where Self: BinaryFloatingPoint {
  static var one: Self { 1 }
  static func sum(_ x: Self, _ y: Self) -> Self { x + y }
  static func product(_ x: Self, _ y: Self) -> Self { x * y }
  static func difference(_ x: Self, _ y: Self) -> Self { x - y }
  static func quotient(_ x: Self, _ y: Self) -> Self { x / y }
  var negated: Self { -self }
  var signValue: Self { self > 0 ? 1 : self < 0 ? -1 : self }

  static var lowest: Self { -infinity }
  static var highest: Self { infinity }
  func precedes(_ other: Self) -> Bool { self < other }
  var isUnordered: Bool { self != self }

  static func larger(_ x: Self, _ y: Self) -> Self {
    if x > y || x != x { return x }
    if x < y || y != y { return y }
    return x.sign == .minus ? y : x
  }

  static func smaller(_ x: Self, _ y: Self) -> Self {
    if x < y || x != x { return x }
    if x > y || y != y { return y }
    return x.sign == .minus ? x : y
  }

  static var missing: Self { nan }

  func next(toward other: Self) -> Self {
    if self == other { return other }
    if isNaN || other.isNaN { return .nan }
    return self < other ? nextUp : nextDown
  }
}

extension Double: FloatingScalar {
  typealias Accumulator = Double
  typealias Widest = Double

  var totalOrderRank: Int64 { Int64(bitPattern: bitPattern).totalOrderRank }
}

extension Float: FloatingScalar {
  typealias Accumulator = Double
  typealias Widest = Double

  var totalOrderRank: Int64 { Int64(Int32(bitPattern: bitPattern).totalOrderRank) }
}

#if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
  extension Float16: FloatingScalar {
    typealias Accumulator = Double
    typealias Widest = Double

    var totalOrderRank: Int64 { Int64(Int16(bitPattern: bitPattern).totalOrderRank) }
    var inverseErrorFunction: Float16 { Float16(Float(self).inverseErrorFunction) }
  }
#endif

/// By way of `Float`, except for what concerns the neighbours.
extension BFloat16: FloatingScalar {
  typealias Accumulator = Double
  typealias Widest = Double

  static var one: BFloat16 { 1 }
  static func sum(_ x: BFloat16, _ y: BFloat16) -> BFloat16 { x + y }
  static func product(_ x: BFloat16, _ y: BFloat16) -> BFloat16 { x * y }
  static func difference(_ x: BFloat16, _ y: BFloat16) -> BFloat16 { x - y }
  static func quotient(_ x: BFloat16, _ y: BFloat16) -> BFloat16 { x / y }
  var negated: BFloat16 { -self }
  var signValue: BFloat16 { BFloat16(Float(self).signValue) }

  static var lowest: BFloat16 { -infinity }
  static var highest: BFloat16 { infinity }
  func precedes(_ other: BFloat16) -> Bool { self < other }
  var isUnordered: Bool { isNaN }
  static func larger(_ x: BFloat16, _ y: BFloat16) -> BFloat16 { BFloat16(Float.larger(Float(x), Float(y))) }
  static func smaller(_ x: BFloat16, _ y: BFloat16) -> BFloat16 { BFloat16(Float.smaller(Float(x), Float(y))) }

  static var missing: BFloat16 { nan }
  var totalOrderRank: Int64 { Int64(Int16(bitPattern: bitPattern).totalOrderRank) }
  var inverseErrorFunction: BFloat16 { BFloat16(Float(self).inverseErrorFunction) }

  func next(toward other: BFloat16) -> BFloat16 {
    if self == other { return other }
    if isNaN || other.isNaN { return .nan }
    return self < other ? nextUp : nextDown
  }
}

extension FixedWidthInteger where Self: SignedInteger {
  /// The rank of the floating number with these bits: without the sign, more bits are further from 0.
  fileprivate var totalOrderRank: Self { self < 0 ? self ^ .max : self }
}
