import JacobiCore

/// Distances between floating numbers in units in the last place.
enum FloatingBits {
  /// The rank of a number among all numbers of its dtype: neighbours have neighbouring ranks, and both zeros have rank 0.
  static func rank(_ value: Double, _ dtype: DType) -> Int64 {
    switch dtype {
    case .float16: rank(Int64(Float16Bits(value)), signBit: 15)
    case .bfloat16: rank(Int64(BFloat16(value).bitPattern), signBit: 15)
    case .float32: rank(Int64(Float(value).bitPattern), signBit: 31)
    default: value < 0 ? -Int64(bitPattern: (-value).bitPattern) : Int64(bitPattern: value.magnitude.bitPattern)
    }
  }

  private static func rank(_ bits: Int64, signBit: Int) -> Int64 {
    let sign: Int64 = 1 << signBit
    return bits & sign == 0 ? bits : -(bits ^ sign)
  }

  #if (os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64)
    private static func Float16Bits(_ value: Double) -> UInt16 { fatalError("no Float16 on this platform") }
  #else
    private static func Float16Bits(_ value: Double) -> UInt16 { Float16(value).bitPattern }
  #endif

  /// The distance from a number to the next larger one of its dtype.
  static func unit(_ value: Double, _ dtype: DType) -> Double {
    guard let limits = dtype.floatingLimits else { return 0 }
    let magnitude = min(abs(value), limits.largest)
    if magnitude < limits.tiny { return limits.smallestSubnormal }
    return magnitude.binade * limits.epsilon
  }
}
