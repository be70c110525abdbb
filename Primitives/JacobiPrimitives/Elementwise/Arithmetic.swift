import JacobiCore

/// `-x`. Integers wrap around.
public struct Neg: UnaryPrimitive {
  public static let id = "neg"
  public static let accepts: DTypeClass = .numeric
  public init() {}
}

/// -1, 0 or 1 by the sign of `x`, keeping a zero's sign and NaN; for complex numbers `x / |x|`, 0 at 0.
public struct Sign: UnaryPrimitive {
  public static let id = "sign"
  public static let accepts: DTypeClass = .numeric
  public init() {}
}

/// `|x|`; of a complex number its modulus, which is real.
public struct Abs: UnaryPrimitive {
  public static let id = "abs"
  public static let accepts: DTypeClass = .numeric
  public init() {}
  public static func resultDType(for operand: DType) -> DType { operand.realDType }
}

/// `x * x`.
public struct Square: UnaryPrimitive {
  public static let id = "square"
  public static let accepts: DTypeClass = .numeric
  public init() {}
}

/// `x + y`; "or" of Booleans. Integers wrap around.
public struct Add: BinaryPrimitive {
  public static let id = "add"
  public static let accepts: DTypeClass = .any
  public init() {}
}

/// `x - y`. Integers wrap around.
public struct Sub: BinaryPrimitive {
  public static let id = "sub"
  public static let accepts: DTypeClass = .numeric
  public init() {}
}

/// `x * y`; "and" of Booleans. Integers wrap around.
public struct Mul: BinaryPrimitive {
  public static let id = "mul"
  public static let accepts: DTypeClass = .any
  public init() {}
}

/// `x / y`. Integers divide toward zero; a division by zero gives -1, all bits set, as in XLA.
public struct Div: BinaryPrimitive {
  public static let id = "div"
  public static let accepts: DTypeClass = .numeric
  public init() {}
}

/// The remainder with the sign of `x`; by an integer zero it is `x`.
public struct Rem: BinaryPrimitive {
  public static let id = "rem"
  public static let accepts: DTypeClass = .real
  public init() {}
}

/// The larger of `x` and `y`; NaN if one is NaN. Complex numbers compare by real, then imaginary part.
public struct Max: BinaryPrimitive {
  public static let id = "max"
  public static let accepts: DTypeClass = .any
  public init() {}
}

/// The smaller of `x` and `y`; NaN if one is NaN. Complex numbers compare by real, then imaginary part.
public struct Min: BinaryPrimitive {
  public static let id = "min"
  public static let accepts: DTypeClass = .any
  public init() {}
}
