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

// In the total order of floating numbers, a NaN is equal to itself, -0 is less than 0, and NaN is less than everything else
// if its sign is negative, greater if it is positive.

/// Whether `x` and `y` are equal in the total order, in which NaN has its place and -0 is less than 0.
public struct EqualInTotalOrder: ComparisonPrimitive {
  public static let id = "eq_to"
  public static let accepts: DTypeClass = .ordered
  public init() {}
}

/// Whether `x` is less than `y` in the total order, in which NaN has its place and -0 is less than 0.
public struct LessInTotalOrder: ComparisonPrimitive {
  public static let id = "lt_to"
  public static let accepts: DTypeClass = .ordered
  public init() {}
}

/// Whether `x` is at most `y` in the total order, in which NaN has its place and -0 is less than 0.
public struct LessOrEqualInTotalOrder: ComparisonPrimitive {
  public static let id = "le_to"
  public static let accepts: DTypeClass = .ordered
  public init() {}
}
