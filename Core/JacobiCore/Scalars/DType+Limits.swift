/// What a floating-point format can represent, like NumPy's `finfo`.
///
/// ```swift
/// DType.float32.floatingLimits?.epsilon   // 1.1920928955078125e-07
/// DType.int32.floatingLimits              // nil
/// ```
///
/// The values are those of the format, held in a `Double`, which represents all of them exactly.
public struct FloatingLimits: Hashable, Sendable {
  /// The distance from 1 to the next larger number.
  public let epsilon: Double
  /// The smallest positive number with full precision.
  public let tiny: Double
  /// The smallest positive number.
  public let smallestSubnormal: Double
  /// The largest finite number.
  public let largest: Double
  /// The number of bits of the significand that are stored, without the implicit leading one.
  public let significandBitCount: Int
  /// The number of bits of the exponent.
  public let exponentBitCount: Int

  /// The most negative finite number.
  public var lowest: Double { -largest }

  /// The number of decimal digits that always survive a conversion to this format and back.
  public var decimalPrecision: Int {
    // floor(bits * log10(2)), with log10(2) as a fraction that is good for every width there is.
    significandBitCount * 30103 / 100_000
  }

  init<Format: BinaryFloatingPoint>(of format: Format.Type) {
    epsilon = Double(Format.ulpOfOne)
    tiny = Double(Format.leastNormalMagnitude)
    smallestSubnormal = Double(Format.leastNonzeroMagnitude)
    largest = Double(Format.greatestFiniteMagnitude)
    significandBitCount = Format.significandBitCount
    exponentBitCount = Format.exponentBitCount
  }

  private init(significandBitCount: Int, exponentBitCount: Int) {
    let greatestExponent = (1 << (exponentBitCount - 1)) - 1
    self.significandBitCount = significandBitCount
    self.exponentBitCount = exponentBitCount
    epsilon = .powerOfTwo(-significandBitCount)
    tiny = .powerOfTwo(1 - greatestExponent)
    smallestSubnormal = .powerOfTwo(1 - greatestExponent - significandBitCount)
    largest = (2 - epsilon) * .powerOfTwo(greatestExponent)
  }

  /// Spelled by their widths because `Float16` is missing on Intel Macs and ``BFloat16`` is not a `BinaryFloatingPoint`.
  static let float16 = FloatingLimits(significandBitCount: 10, exponentBitCount: 5)
  static let bfloat16 = FloatingLimits(significandBitCount: 7, exponentBitCount: 8)
}

/// What an integer type can represent, like NumPy's `iinfo`.
///
/// ```swift
/// DType.int8.integerLimits?.minimum    // -128
/// DType.uint64.integerLimits?.maximum  // 18446744073709551615
/// ```
public struct IntegerLimits: Hashable, Sendable {
  /// The smallest value.
  public let minimum: Int64
  /// The largest value.
  public let maximum: UInt64
  /// The number of bits.
  public let bitWidth: Int

  init<Integer: FixedWidthInteger>(of type: Integer.Type) {
    minimum = Int64(Integer.min)
    maximum = UInt64(Integer.max)
    bitWidth = Integer.bitWidth
  }
}

extension DType {
  /// The range and precision of a floating-point type, or of the parts of a complex type; `nil` for other types.
  public var floatingLimits: FloatingLimits? {
    switch realDType {
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .float32: FloatingLimits(of: Float.self)
    case .float64: FloatingLimits(of: Double.self)
    default: nil
    }
  }

  /// The range of an integer type; `nil` for other types, ``bool`` among them.
  public var integerLimits: IntegerLimits? {
    switch self {
    case .int8: IntegerLimits(of: Int8.self)
    case .int16: IntegerLimits(of: Int16.self)
    case .int32: IntegerLimits(of: Int32.self)
    case .int64: IntegerLimits(of: Int64.self)
    case .uint8: IntegerLimits(of: UInt8.self)
    case .uint16: IntegerLimits(of: UInt16.self)
    case .uint32: IntegerLimits(of: UInt32.self)
    case .uint64: IntegerLimits(of: UInt64.self)
    default: nil
    }
  }
}

extension Double {
  fileprivate static func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
