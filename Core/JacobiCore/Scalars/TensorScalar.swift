/// A Swift type whose values can be elements of a tensor.
///
/// Conversions between scalars follow `astype` of JAX on a CPU, for every pair of types:
///
/// ```swift
/// Float(-1.75).converted(to: Int8.self)            // -1, truncated toward zero
/// Float(300).converted(to: Int8.self)              // 127, saturated; NaN gives 0
/// Int32(300).converted(to: Int8.self)              // 44, wrapped around
/// Float.nan.converted(to: Bool.self)               // true, as is everything that is not zero
/// Complex64(1, 2).converted(to: Float.self)        // 1.0, the real part
/// ```
///
/// A conversion to a floating-point type rounds once, to nearest, ties to even.
///
/// The conforming types are fixed: one for every ``DType``, and `Int` and `UInt`.
public protocol TensorScalar: Hashable, Sendable, BitwiseCopyable, LosslessStringConvertible {
  /// The run-time type of tensors with elements of this type.
  static var dtype: DType { get }

  /// The value that `value` has in this type.
  init(converting value: Double)

  /// The value that `value` has in this type.
  init(converting value: Int64)

  /// The value that `value` has in this type.
  init(converting value: UInt64)

  /// The value that a complex number has in this type: its real part, or for `Bool` whether either part is not zero.
  init(convertingReal real: Double, imaginary: Double)

  /// This value in another type.
  func converted<Target: TensorScalar>(to target: Target.Type) -> Target

  /// The value, or the real part of it, as a `Double`: exact but for integers of more than 53 bits.
  var doubleValue: Double { get }
}

extension TensorScalar {
  @inlinable
  public init(convertingReal real: Double, imaginary: Double) {
    self.init(converting: real)
  }

  @inlinable
  public var doubleValue: Double { converted(to: Double.self) }
}

extension Bool: TensorScalar {
  @inlinable
  public static var dtype: DType { .bool }

  @inlinable
  public init(converting value: Double) { self = value != 0 }

  @inlinable
  public init(converting value: Int64) { self = value != 0 }

  @inlinable
  public init(converting value: UInt64) { self = value != 0 }

  @inlinable
  public init(convertingReal real: Double, imaginary: Double) { self = real != 0 || imaginary != 0 }

  @inlinable
  public func converted<Target: TensorScalar>(to target: Target.Type) -> Target {
    Target(converting: self ? 1 as Int64 : 0)
  }
}
