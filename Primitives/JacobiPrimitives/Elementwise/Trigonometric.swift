import JacobiCore

/// The sine of `x` in radians.
public struct Sin: UnaryPrimitive {
  public static let id = "sin"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// The cosine of `x` in radians.
public struct Cos: UnaryPrimitive {
  public static let id = "cos"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// The tangent of `x` in radians.
public struct Tan: UnaryPrimitive {
  public static let id = "tan"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// The angle in [-π/2, π/2] whose sine is `x`.
public struct Asin: UnaryPrimitive {
  public static let id = "asin"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// The angle in [0, π] whose cosine is `x`.
public struct Acos: UnaryPrimitive {
  public static let id = "acos"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// The angle in [-π/2, π/2] whose tangent is `x`.
public struct Atan: UnaryPrimitive {
  public static let id = "atan"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// The angle of the point (`y`, `x`), operands in this order, in (-π, π]; of complex numbers
/// `-i log((x + iy) / √(x² + y²))`, which is NaN where `x² + y²` is 0.
public struct Atan2: BinaryPrimitive {
  public static let id = "atan2"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}
