extension BFloat16: LosslessStringConvertible {
  /// The shortest decimal text that reads back to the same number, spelled as Swift spells a `Float16`.
  ///
  /// ```swift
  /// print(BFloat16(0.1))         // 0.1, though the number is 0.10009765625
  /// print(BFloat16(1000))        // 1e+03
  /// ```
  public var description: String {
    if isNaN { return "nan" }
    let sign = sign == .minus ? "-" : ""
    if isInfinite { return sign + "inf" }
    return sign + finiteMagnitudeDescription
  }

  private var finiteMagnitudeDescription: String {
    let number = DecimalDigits(of: Double(self), in: .bfloat16)
    // Beyond 2⁸ not every integer is a number of this type, so that digits left of the point would promise too much.
    let usesExponent = number.exponent < -4 || Float(magnitude) > 256
    let (left, fraction) = number.positional(exponent: usesExponent ? 0 : number.exponent)
    if usesExponent {
      let exponent = "\(number.exponent.magnitude)".paddedLeft(to: 2, with: "0")
      return left + (fraction.isEmpty ? "" : "." + fraction) + (number.exponent < 0 ? "e-" : "e+") + exponent
    } else {
      return left + "." + (fraction.isEmpty ? "0" : fraction)
    }
  }

  /// The number nearest to the one that is written, in the forms that `Double` reads, or `nil` if it is none.
  public init?(_ description: String) {
    guard let value = Double(description) else { return nil }
    self.init(value)
  }
}
