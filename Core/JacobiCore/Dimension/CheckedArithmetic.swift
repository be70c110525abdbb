/// Some arithmetic on sizes left the range of `Int`, divided by zero, or produced an expression too large to be a size.
///
/// Thrown inside the machinery of ``Dimension`` only; a caller of the public API sees ``Dimension/isOverflow``.
struct SizeOverflow: Error {}

extension FixedWidthInteger {
  func checkedAdding(_ other: Self) throws(SizeOverflow) -> Self {
    let (sum, overflow) = addingReportingOverflow(other)
    if overflow { throw SizeOverflow() }
    return sum
  }

  func checkedSubtracting(_ other: Self) throws(SizeOverflow) -> Self {
    let (difference, overflow) = subtractingReportingOverflow(other)
    if overflow { throw SizeOverflow() }
    return difference
  }

  func checkedMultiplying(by other: Self) throws(SizeOverflow) -> Self {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    if overflow { throw SizeOverflow() }
    return product
  }

  func checkedRaising(to power: Int) throws(SizeOverflow) -> Self {
    var result: Self = 1
    for _ in 0..<power { result = try result.checkedMultiplying(by: self) }
    return result
  }

  /// The quotient rounded towards negative infinity.
  func checkedFloorDividing(by divisor: Self) throws(SizeOverflow) -> Self {
    let (quotient, overflow) = dividedReportingOverflow(by: divisor)
    if overflow { throw SizeOverflow() }
    let remainder = self - quotient * divisor
    // Truncation rounds up exactly where the remainder is non-zero and disagrees in sign with the divisor.
    return remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient
  }

  /// The remainder of ``checkedFloorDividing(by:)``: zero or of the sign of the divisor.
  func checkedFloorRemainder(by divisor: Self) throws(SizeOverflow) -> Self {
    if divisor == 0 { throw SizeOverflow() }
    // The smallest integer by minus one has a remainder (zero) although its quotient overflows.
    let (remainder, _) = remainderReportingOverflow(dividingBy: divisor)
    return remainder != 0 && (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder
  }
}

/// The greatest common divisor of the magnitudes; `gcd(0, n)` is the magnitude of `n`.
func greatestCommonDivisor(_ first: UInt, _ second: UInt) -> UInt {
  var (larger, smaller) = (first, second)
  while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
  return larger
}
