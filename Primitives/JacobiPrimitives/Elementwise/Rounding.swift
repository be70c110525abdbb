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

/// `x` rounded to an integer.
public struct Round: Primitive {
  public static let id = "round"
  /// What happens to a number half-way between two integers.
  public enum Ties: String, Hashable, Sendable, Codable {
    case awayFromZero
    case toEven
  }
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
