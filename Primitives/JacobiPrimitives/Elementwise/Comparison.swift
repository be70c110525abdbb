import JacobiCore

/// Whether `x == y`. Comparisons with NaN are false, except `ne`.
public struct Equal: ComparisonPrimitive {
  public static let id = "eq"
  public static let accepts: DTypeClass = .any
  public init() {}
}

/// Whether `x != y`. Comparisons with NaN are false, except `ne`.
public struct NotEqual: ComparisonPrimitive {
  public static let id = "ne"
  public static let accepts: DTypeClass = .any
  public init() {}
}

/// Whether `x < y`. Comparisons with NaN are false, except `ne`.
public struct Less: ComparisonPrimitive {
  public static let id = "lt"
  public static let accepts: DTypeClass = .ordered
  public init() {}
}

/// Whether `x <= y`. Comparisons with NaN are false, except `ne`.
public struct LessOrEqual: ComparisonPrimitive {
  public static let id = "le"
  public static let accepts: DTypeClass = .ordered
  public init() {}
}

/// Whether `x > y`. Comparisons with NaN are false, except `ne`.
public struct Greater: ComparisonPrimitive {
  public static let id = "gt"
  public static let accepts: DTypeClass = .ordered
  public init() {}
}

/// Whether `x >= y`. Comparisons with NaN are false, except `ne`.
public struct GreaterOrEqual: ComparisonPrimitive {
  public static let id = "ge"
  public static let accepts: DTypeClass = .ordered
  public init() {}
}
