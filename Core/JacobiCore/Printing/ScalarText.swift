// One element as text that reads back to the same bits, for programs and messages: `1.5`, `-inf`, `true`, `1.0+2.0j`.

/// The shortest text from which ``parseScalar(_:as:)`` makes the same element. All NaNs are `nan`.
package func describeScalar<Scalar: TensorScalar>(_ value: Scalar) -> String {
  // Swift prints the sign of a NaN, which means nothing. Complex numbers see to this in each part.
  if !Scalar.dtype.isComplex && value != value { return "nan" }
  return "\(value)"
}

/// The shortest text from which ``parseScalar(_:as:)`` makes the same element, whose bytes are given.
package func describeScalar(_ bytes: UnsafeRawBufferPointer, as dtype: DType) -> String {
  describeArray(shape: [], dtype: dtype, bytes: bytes)
}

/// The bytes of the element that is written as `text`, or `nil` if the text is not one or is out of range.
///
/// ```swift
/// parseScalar("-1.5", as: .float32)    // the four bytes of -1.5 as a Float
/// parseScalar("256", as: .uint8)       // nil
/// ```
package func parseScalar(_ text: Substring, as dtype: DType) -> [UInt8]? {
  parseScalar(text, elements: dtype.scalarType)
}

private func parseScalar<Scalar: TensorScalar>(_ text: Substring, elements: Scalar.Type) -> [UInt8]? {
  guard let value = Scalar(String(text)) else { return nil }
  // Swift reads a number that is too large as infinity. Integers that are too large are refused; so is this.
  if value.converted(to: Complex128.self).isInfinite && !text.contains("inf") { return nil }
  // SAFETY: The bytes are copied while the value lives, and no scalar has padding.
  return withUnsafeBytes(of: value) { Array($0) }
}
