extension ComplexNumber: LosslessStringConvertible {
  /// The parts as Swift prints them, the imaginary one signed and marked: `1.0+2.0j`.
  public var description: String {
    // Swift prints the sign of a NaN, which means nothing.
    let real = real.isNaN ? "nan" : "\(real)"
    let imaginary = imaginary.isNaN ? "nan" : "\(imaginary)"
    return imaginary.hasPrefix("-") ? "\(real)\(imaginary)j" : "\(real)+\(imaginary)j"
  }

  /// The number that is written like a ``description``, or `nil` if there is none: both parts and the mark are needed.
  public init?(_ description: String) {
    guard description.last == "j" else { return nil }
    let text = description.dropLast()
    // The last sign parts the numbers, unless it is that of an exponent or of the first number.
    let signs = text.indices.filter { index in
      "+-".contains(text[index]) && index != text.startIndex && !"eE".contains(text[text.index(before: index)])
    }
    guard let sign = signs.last, let real = Real(String(text[..<sign])) else { return nil }
    guard let imaginary = Real(String(text[sign...])) else { return nil }
    self.init(real, imaginary)
  }
}
