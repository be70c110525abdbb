import JacobiCore

/// `e` to the power of `x`.
public struct Exp: UnaryPrimitive {
  public static let id = "exp"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// 2 to the power of `x`.
public struct Exp2: UnaryPrimitive {
  public static let id = "exp2"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// `exp(x) - 1`, accurate near 0.
public struct Expm1: UnaryPrimitive {
  public static let id = "expm1"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// The natural logarithm; NaN for negative real numbers.
public struct Log: UnaryPrimitive {
  public static let id = "log"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// `log(1 + x)`, accurate near 0.
public struct Log1p: UnaryPrimitive {
  public static let id = "log1p"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}

/// `1 / (1 + exp(-x))`.
public struct Logistic: UnaryPrimitive {
  public static let id = "logistic"
  public static let accepts: DTypeClass = .inexact
  public init() {}
}
