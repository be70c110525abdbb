import JacobiCore
import JacobiPrimitives

/// The numbers of a dtype that also belong to a format with fewer bits.
struct NarrowedFormat: Sendable {
  /// The bits of the mantissa, `nil` if no fewer than those of the dtype.
  private let mantissaBits: Int?
  /// The largest exponent, `nil` if the exponent has no fewer bits than that of the dtype.
  private let greatestExponent: Int?
  /// The exponent of the smallest normal number of the dtype.
  private let leastExponent: Int

  init(_ primitive: ReducePrecision, _ dtype: DType) {
    let (exponentBits, mantissaBits) =
      switch dtype {
      case .float16: (5, 10)
      case .bfloat16: (8, 7)
      case .float32: (8, 23)
      default: (11, 52)
      }
    leastExponent = 2 - (1 << (exponentBits - 1))
    self.mantissaBits = primitive.mantissaBits < mantissaBits ? primitive.mantissaBits : nil
    greatestExponent = primitive.exponentBits < exponentBits ? (1 << (primitive.exponentBits - 1)) - 1 : nil
  }

  /// The number nearest to `x`, infinite or zero beyond the exponents of the format.
  func nearest(_ x: Double) -> Double {
    guard x.isFinite, x != 0 else { return x }
    var result = x
    if let mantissaBits {
      let unit = Double(sign: .plus, exponent: max(Int(x.exponent), leastExponent) - mantissaBits, significand: 1)
      result = (x / unit).rounded(.toNearestOrEven) * unit
    }
    guard let greatestExponent, result != 0 else { return result }
    if Int(result.exponent) > greatestExponent { return x < 0 ? -.infinity : .infinity }
    return Int(result.exponent) <= -greatestExponent ? (x < 0 ? -0.0 : 0) : result
  }
}
