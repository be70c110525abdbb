import JacobiCore

/// The largest integer not above `x`.
public struct Floor: UnaryPrimitive {
  public static let id = "floor"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// The smallest integer not below `x`.
public struct Ceil: UnaryPrimitive {
  public static let id = "ceil"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// Whether `x` is neither infinite nor NaN.
public struct IsFinite: UnaryPrimitive {
  public static let id = "is_finite"
  public static let accepts: DTypeClass = .inexact
  public init() {}
  public static func resultDType(for operand: DType) -> DType { .bool }
}

/// The number next to `x` in the direction of `y`.
public struct NextAfter: BinaryPrimitive {
  public static let id = "nextafter"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// `x` rounded to the numbers of a narrower format, whose dtype stays that of `x`.
///
/// Halves go to even; what is too large becomes infinite and what would be subnormal becomes zero. Bits beyond those of the dtype
/// have no effect.
public struct ReducePrecision: ElementwisePrimitive {
  public static let id = "reduce_precision"
  /// The number of bits of the exponent, at least 1.
  public var exponentBits: Int
  /// The number of bits of the mantissa, without the leading one.
  public var mantissaBits: Int

  public init(exponentBits: Int, mantissaBits: Int) {
    self.exponentBits = exponentBits
    self.mantissaBits = mantissaBits
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.require(0, .floating)
    for (name, bits, least) in [("exponentBits", exponentBits, 1), ("mantissaBits", mantissaBits, 0)] where bits < least
    {
      throw .invalidArgument(name: name, expected: "\(least) or more", actual: "\(bits)", operation: operands.operation)
    }
    return [operands[0]]
  }
}

/// `x` rounded to an integer.
public struct Round: ElementwisePrimitive {
  public static let id = "round"
  /// What happens to a number half-way between two integers.
  public enum Ties: String, Hashable, Sendable, Codable {
    case awayFromZero
    case toEven
  }
  /// Where numbers halfway between two integers go.
  public var ties: Ties

  public init(ties: Ties = .toEven) {
    self.ties = ties
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.require(0, .floating)
    return [operands[0]]
  }
}
