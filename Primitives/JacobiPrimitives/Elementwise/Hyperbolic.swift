import JacobiCore

/// The hyperbolic sine.
public struct Sinh: UnaryPrimitive {
  public static let id = "sinh"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// The hyperbolic cosine.
public struct Cosh: UnaryPrimitive {
  public static let id = "cosh"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// The hyperbolic tangent.
public struct Tanh: UnaryPrimitive {
  public static let id = "tanh"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// The inverse of the hyperbolic sine.
public struct Asinh: UnaryPrimitive {
  public static let id = "asinh"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// The inverse of the hyperbolic cosine on [0, ∞).
public struct Acosh: UnaryPrimitive {
  public static let id = "acosh"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// The inverse of the hyperbolic tangent.
public struct Atanh: UnaryPrimitive {
  public static let id = "atanh"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}
