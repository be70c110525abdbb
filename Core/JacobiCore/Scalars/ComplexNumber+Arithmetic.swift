extension ComplexNumber: SignedNumeric {
  /// The number equal to `source`, or `nil` if there is none.
  @inlinable
  public init?(exactly source: some BinaryInteger) {
    guard let real = Real(exactly: source) else { return nil }
    self.init(real)
  }

  @inlinable
  public static func + (left: ComplexNumber, right: ComplexNumber) -> ComplexNumber {
    ComplexNumber(left.real + right.real, left.imaginary + right.imaginary)
  }

  @inlinable
  public static func - (left: ComplexNumber, right: ComplexNumber) -> ComplexNumber {
    ComplexNumber(left.real - right.real, left.imaginary - right.imaginary)
  }

  /// The product by the textbook formula: like NumPy and XLA, it does not repair infinities that turn into NaN.
  @inlinable
  public static func * (left: ComplexNumber, right: ComplexNumber) -> ComplexNumber {
    ComplexNumber(
      left.real * right.real - left.imaginary * right.imaginary,
      left.real * right.imaginary + left.imaginary * right.real)
  }

  @inlinable
  public static func *= (left: inout ComplexNumber, right: ComplexNumber) { left = left * right }

  @inlinable
  public static prefix func - (operand: ComplexNumber) -> ComplexNumber {
    ComplexNumber(-operand.real, -operand.imaginary)
  }

  /// The distance from zero. It overflows only if the result itself does, and is infinite if either part is.
  @inlinable
  public var magnitude: Real {
    if isInfinite { return .infinity }
    let largest = Swift.max(real.magnitude, imaginary.magnitude)
    if largest == 0 || isNaN { return largest + real.magnitude + imaginary.magnitude }
    let scaled = scaled(byPowerOfTwo: -largest.exponent)
    let square = scaled.real * scaled.real + scaled.imaginary * scaled.imaginary
    return square.squareRoot().scaled(byPowerOfTwo: largest.exponent)
  }

  /// Both parts times two to the `exponent`, exact unless the result is subnormal.
  @inlinable
  func scaled(byPowerOfTwo exponent: Real.Exponent) -> ComplexNumber {
    ComplexNumber(real.scaled(byPowerOfTwo: exponent), imaginary.scaled(byPowerOfTwo: exponent))
  }
}

extension BinaryFloatingPoint {
  @inlinable
  func scaled(byPowerOfTwo exponent: Exponent) -> Self {
    Self(sign: .plus, exponent: exponent, significand: self)
  }
}
