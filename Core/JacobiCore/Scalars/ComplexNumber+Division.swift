extension ComplexNumber {
  /// The quotient, which overflows or underflows only if the result itself does.
  ///
  /// Infinite and zero operands follow Annex G of the C standard: a finite number over an infinite one is zero, an
  /// infinite over a finite one infinite, and a nonzero number over zero infinite.
  @inlinable
  public static func / (left: ComplexNumber, right: ComplexNumber) -> ComplexNumber {
    let quotient = scaledQuotient(left, right)
    guard quotient.real.isNaN && quotient.imaginary.isNaN else { return quotient }
    return quotientAtTheLimits(left, right) ?? quotient
  }

  @inlinable
  public static func /= (left: inout ComplexNumber, right: ComplexNumber) { left = left / right }

  /// Powers of two are taken out first, so that Smith's method cannot overflow on the way.
  @inlinable
  static func scaledQuotient(_ left: ComplexNumber, _ right: ComplexNumber) -> ComplexNumber {
    let numerator = Swift.max(left.real.magnitude, left.imaginary.magnitude)
    let denominator = Swift.max(right.real.magnitude, right.imaginary.magnitude)
    guard left.isFinite && right.isFinite && numerator != 0 && denominator != 0 else {
      return smithQuotient(left, right)
    }
    let quotient = smithQuotient(
      left.scaled(byPowerOfTwo: -numerator.exponent), right.scaled(byPowerOfTwo: -denominator.exponent))
    return quotient.scaled(byPowerOfTwo: numerator.exponent - denominator.exponent)
  }

  /// Divides numerator and denominator by the larger part of the denominator. (R. L. Smith: "Algorithm 116: Complex
  /// division", 1962.)
  @inlinable
  static func smithQuotient(_ left: ComplexNumber, _ right: ComplexNumber) -> ComplexNumber {
    if right.real.magnitude >= right.imaginary.magnitude {
      let ratio = right.imaginary / right.real
      let denominator = right.real + right.imaginary * ratio
      return ComplexNumber(
        (left.real + left.imaginary * ratio) / denominator,
        (left.imaginary - left.real * ratio) / denominator)
    } else {
      let ratio = right.real / right.imaginary
      let denominator = right.real * ratio + right.imaginary
      return ComplexNumber(
        (left.real * ratio + left.imaginary) / denominator,
        (left.imaginary * ratio - left.real) / denominator)
    }
  }

  /// The quotient where arithmetic gives NaN but the limit is known.
  @inlinable
  static func quotientAtTheLimits(_ left: ComplexNumber, _ right: ComplexNumber) -> ComplexNumber? {
    if right.real == 0 && right.imaginary == 0 && !(left.real.isNaN && left.imaginary.isNaN) {
      let infinity = right.real.sign == .plus ? Real.infinity : -Real.infinity
      return ComplexNumber(infinity * left.real, infinity * left.imaginary)
    }
    if left.isInfinite && right.isFinite {
      let direction = left.directionOfInfinity
      return ComplexNumber(
        .infinity * (direction.real * right.real + direction.imaginary * right.imaginary),
        .infinity * (direction.imaginary * right.real - direction.real * right.imaginary))
    }
    if left.isFinite && right.isInfinite {
      let direction = right.directionOfInfinity
      return ComplexNumber(
        0 * (left.real * direction.real + left.imaginary * direction.imaginary),
        0 * (left.imaginary * direction.real - left.real * direction.imaginary))
    }
    return nil
  }

  /// One for an infinite part, zero for a finite one, each with the sign of the part.
  @inlinable
  var directionOfInfinity: ComplexNumber {
    ComplexNumber(
      Real(signOf: real, magnitudeOf: real.isInfinite ? 1 : 0),
      Real(signOf: imaginary, magnitudeOf: imaginary.isInfinite ? 1 : 0))
  }
}
