import JacobiCore

/// Negation of a Boolean, or of each bit of an integer.
public struct Not: UnaryPrimitive {
  public static let id = "not"
  public static let accepts: DTypeClass = [.boolean, .integer]
  public init() {}
}

/// Bitwise or logical "and".
public struct And: BinaryPrimitive {
  public static let id = "and"
  public static let accepts: DTypeClass = [.boolean, .integer]
  public init() {}
}

/// Bitwise or logical "or".
public struct Or: BinaryPrimitive {
  public static let id = "or"
  public static let accepts: DTypeClass = [.boolean, .integer]
  public init() {}
}

/// Bitwise or logical "exclusive or".
public struct Xor: BinaryPrimitive {
  public static let id = "xor"
  public static let accepts: DTypeClass = [.boolean, .integer]
  public init() {}
}

/// `x` shifted left by `y` bits; 0 when `y` is the width or more.
public struct ShiftLeft: BinaryPrimitive {
  public static let id = "shift_left"
  public static let accepts: DTypeClass = .integer
  public init() {}
}

/// `x` shifted right by `y` bits, filled with zeros.
public struct ShiftRightLogical: BinaryPrimitive {
  public static let id = "shift_right_logical"
  public static let accepts: DTypeClass = .integer
  public init() {}
}

/// `x` shifted right by `y` bits, filled with its sign.
public struct ShiftRightArithmetic: BinaryPrimitive {
  public static let id = "shift_right_arithmetic"
  public static let accepts: DTypeClass = .integer
  public init() {}
}

/// The number of zeros before the highest bit that is set; the width for 0.
public struct CountLeadingZeros: UnaryPrimitive {
  public static let id = "clz"
  public static let accepts: DTypeClass = .integer
  public init() {}
}

/// The number of bits that are set.
public struct PopulationCount: UnaryPrimitive {
  public static let id = "population_count"
  public static let accepts: DTypeClass = .integer
  public init() {}
}

/// The upper half of the bits of the product of `x` and `y`.
public struct MultiplyHigh: BinaryPrimitive {
  public static let id = "mulhi"
  public static let accepts: DTypeClass = .integer
  public init() {}
}
