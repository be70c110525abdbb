/// A real type that the parts of a ``ComplexNumber`` may have: `Float` and `Double`.
public protocol ComplexComponent: BinaryFloatingPoint, TensorScalar {}

extension Float: ComplexComponent {}
extension Double: ComplexComponent {}

/// A complex number in Cartesian form, laid out as its real part followed by its imaginary part.
///
/// ```swift
/// let z = Complex64(3, 4)
/// z.magnitude      // 5.0
/// z * z.conjugate  // 25.0+0.0j
/// ```
@frozen
public struct ComplexNumber<Real: ComplexComponent>: Hashable, Sendable, BitwiseCopyable {
  /// The real part.
  public var real: Real
  /// The imaginary part.
  public var imaginary: Real

  /// The number `real + imaginary * j`.
  @inlinable
  public init(_ real: Real, _ imaginary: Real = 0) {
    self.real = real
    self.imaginary = imaginary
  }
}

/// A complex number of two `Float`s.
public typealias Complex64 = ComplexNumber<Float>

/// A complex number of two `Double`s.
public typealias Complex128 = ComplexNumber<Double>

extension ComplexNumber {
  /// The imaginary unit.
  @inlinable
  public static var j: ComplexNumber { ComplexNumber(0, 1) }

  /// The number mirrored at the real axis.
  @inlinable
  public var conjugate: ComplexNumber { ComplexNumber(real, -imaginary) }

  /// Whether both parts are finite.
  @inlinable
  public var isFinite: Bool { real.isFinite && imaginary.isFinite }

  /// Whether a part is infinite, even if the other is NaN.
  @inlinable
  public var isInfinite: Bool { real.isInfinite || imaginary.isInfinite }

  /// Whether a part is NaN and none is infinite.
  @inlinable
  public var isNaN: Bool { !isInfinite && (real.isNaN || imaginary.isNaN) }
}

extension ComplexNumber: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  @inlinable
  public init(floatLiteral value: Double) { self.init(Real(value)) }

  @inlinable
  public init(integerLiteral value: Int64) { self.init(Real(value)) }
}
