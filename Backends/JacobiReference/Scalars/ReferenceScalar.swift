import JacobiCore

/// What kernels that take any dtype need of its scalars.
protocol ReferenceScalar: TensorScalar {
  /// The type in which many of them are added or multiplied, before one rounding.
  associatedtype Accumulator: ReferenceScalar
  init(accumulated: Accumulator)
  var accumulator: Accumulator { get }

  /// The widest type of its kind, which represents every one of them exactly.
  associatedtype Widest: TensorScalar

  static var zero: Self { get }
  static var one: Self { get }
  /// `x + y`; "or" of Booleans.
  static func sum(_ x: Self, _ y: Self) -> Self
  /// `x * y`; "and" of Booleans.
  static func product(_ x: Self, _ y: Self) -> Self

  /// Neutral for ``larger(_:_:)``.
  static var lowest: Self { get }
  /// Neutral for ``smaller(_:_:)``.
  static var highest: Self { get }
  /// Whether it is less than `other`: of complex numbers by real, then imaginary part.
  func precedes(_ other: Self) -> Bool
  /// Whether it is NaN.
  var isUnordered: Bool { get }
  /// The larger one, or NaN if one is NaN. A positive zero is larger than a negative one.
  static func larger(_ x: Self, _ y: Self) -> Self
  /// The smaller one, or NaN if one is NaN. A negative zero is smaller than a positive one.
  static func smaller(_ x: Self, _ y: Self) -> Self

  /// Whether it comes before `other` in the order of `sort`: NaN last, zeros of both signs equal, complex numbers by real,
  /// then imaginary part.
  func sortsBefore(_ other: Self) -> Bool

  /// What `gather` gives outside of the operand.
  static var missing: Self { get }
}

extension ReferenceScalar {
  func sortsBefore(_ other: Self) -> Bool { !isUnordered && (other.isUnordered || precedes(other)) }

  static func larger(_ x: Self, _ y: Self) -> Self {
    if x.isUnordered { return x }
    return y.isUnordered || x.precedes(y) ? y : x
  }

  static func smaller(_ x: Self, _ y: Self) -> Self {
    if x.isUnordered { return x }
    return y.isUnordered || y.precedes(x) ? y : x
  }
}

extension ReferenceScalar where Accumulator == Self {
  init(accumulated: Self) { self = accumulated }
  var accumulator: Self { self }
}

/// What kernels for all dtypes but Booleans need.
protocol NumericScalar: ReferenceScalar {
  /// `-x`
  var negated: Self { get }
  /// -1, 0 or 1 by the sign, keeping NaN and the sign of zero; of complex numbers `x / |x|`.
  var signValue: Self { get }
  static func difference(_ x: Self, _ y: Self) -> Self
  static func quotient(_ x: Self, _ y: Self) -> Self
}

/// What kernels for all floating dtypes need: they are computed in `Double`.
protocol FloatingScalar: NumericScalar where Accumulator == Double, Widest == Double {
  /// Its place in the order of all numbers, from NaN with a negative sign to NaN with a positive one.
  var totalOrderRank: Int64 { get }
  /// The inverse of the error function, by the algorithm of XLA.
  var inverseErrorFunction: Self { get }
  /// The number next to it in the direction of `other`.
  func next(toward other: Self) -> Self
}

extension FloatingScalar {
  init(accumulated: Double) { self.init(converting: accumulated) }
  var accumulator: Double { doubleValue }
}
