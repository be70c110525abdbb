import JacobiCore

/// The square root; NaN for negative real numbers.
public struct Sqrt: UnaryPrimitive {
  public static let id = "sqrt"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// `1 / sqrt(x)`.
public struct Rsqrt: UnaryPrimitive {
  public static let id = "rsqrt"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// The real cube root.
public struct Cbrt: UnaryPrimitive {
  public static let id = "cbrt"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// `x` to the power of `y`, which has the dtype of `x` or is an integer.
public struct Pow: BinaryPrimitive {
  public static let id = "pow"
  public static let accepts: DTypeClass = .inexact
  public init() {}

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    if !operands[1].dtype.isInteger { try operands.requireSameDType() }
    try operands.require(0, Self.accepts)
    try operands.requireSameShape()
    return [operands[0]]
  }
}

/// `x` to the power of an integer known when the program is built.
public struct IntegerPow: ElementwisePrimitive {
  public static let id = "integer_pow"
  /// The exponent; negative only for floating and complex operands.
  public var exponent: Int

  public init(exponent: Int) {
    self.exponent = exponent
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.require(0, exponent < 0 ? .inexact : .numeric)
    return [operands[0]]
  }
}
