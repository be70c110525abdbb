import JacobiCore

extension DType {
  /// Whether every number of this dtype is one of the other, as NumPy's `can_cast` has it.
  ///
  ///     DType.int16.isSafelyConvertible(to: .float32)    // true
  ///     DType.int32.isSafelyConvertible(to: .float32)    // false
  ///
  /// As in NumPy, `float64` and `complex128` count as large enough for integers of 64 bits. Booleans convert to everything.
  public func isSafelyConvertible(to other: DType) -> Bool {
    if self == other || isBoolean { return true }
    if other.isBoolean || (isComplex && !other.isComplex) { return false }
    guard let target = other.floatingLimits else { return holdsIntegers(in: other) }
    guard let source = floatingLimits else { return fits(in: target) || other.realDType == .float64 }
    return source.significandBitCount <= target.significandBitCount
      && source.exponentBitCount <= target.exponentBitCount
  }

  private func holdsIntegers(in other: DType) -> Bool {
    guard let source = integerLimits, let target = other.integerLimits else { return false }
    return target.minimum <= source.minimum && source.maximum <= target.maximum
  }

  private func fits(in target: FloatingLimits) -> Bool {
    guard let bitWidth = integerLimits?.bitWidth else { return false }
    return bitWidth <= target.significandBitCount + 1
  }
}
