/// A comparison of two sizes, as a value.
public enum DimensionComparison: Sendable, Hashable, CaseIterable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}

extension DimensionComparison: CustomStringConvertible {
  /// The operator: `==`, `<=`, ...
  public var description: String {
    switch self {
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }
}

extension Dimension {
  /// Whether a comparison holds at all admissible sizes (true), at none (false), or neither or unknown (nil).
  ///
  ///     let b = Dimension.symbol("b")
  ///     Dimension.decide(b, .greaterOrEqual, 1)         // true
  ///     Dimension.decide(2 * b, .equal, 7)              // false: one is even, the other odd
  ///     Dimension.decide(b, .equal, 3)                  // nil
  ///     Dimension.decide(b, .less, 9, assuming: .default.setting("b", atMost: 8))   // true
  ///
  /// An answer is never wrong. It is found, with `d` the difference of the two sides as a polynomial, where
  /// - `d` is a constant;
  /// - bounds on the names, and what follows for `floordiv`, `mod`, `min` and `max`, bound `d` on the right side of zero,
  ///   products and powers included: `a*b >= a`;
  /// - the defining properties do: `e == k*floordiv(e, k) + mod(e, k)` and `0 <= mod(e, k) < k` for any `k` that is not
  ///   negative, `min(a, b) <= a`, `max(a, b)` is either `a` or `b`, and their combinations, rounding included:
  ///   `floordiv(b + 1, 2) + floordiv(b, 2) == b`;
  /// - for equality, the coefficients of `d` have a common divisor that its constant has not.
  ///
  /// Nil beyond that: relations between names are not known (`a <= b`), nor is anything where the truth depends on the
  /// sizes, nor for an overflow, nor under bounds that contradict each other. Sizes at which one of the sides divides by
  /// zero do not count; values are those of mathematics, without overflow.
  public static func decide(
    _ lhs: Dimension, _ comparison: DimensionComparison, _ rhs: Dimension, assuming bounds: DimensionBounds = .default
  ) -> Bool? {
    if let lhs = lhs.known, let rhs = rhs.known { return comparison.holds(lhs, rhs) }
    // By far the most frequent question about shapes is whether a size is the one that it is.
    if lhs == rhs, !lhs.isOverflow { return bounds.isContradictory ? nil : comparison.holds(0, 0) }
    guard !bounds.isContradictory, let lhs = lhs.polynomial, let rhs = rhs.polynomial,
      let difference = try? lhs.subtracting(rhs), let reverse = try? rhs.subtracting(lhs)
    else { return nil }
    return switch comparison {
    case .equal: bounds.isZero(difference, reverse)
    case .notEqual: bounds.isZero(difference, reverse).map(!)
    case .less: bounds.isNonNegative(difference).map(!)
    case .lessOrEqual: bounds.isNonNegative(reverse)
    case .greater: bounds.isNonNegative(reverse).map(!)
    case .greaterOrEqual: bounds.isNonNegative(difference)
    }
  }
}

extension DimensionComparison {
  fileprivate func holds(_ lhs: Int, _ rhs: Int) -> Bool {
    switch self {
    case .equal: lhs == rhs
    case .notEqual: lhs != rhs
    case .less: lhs < rhs
    case .lessOrEqual: lhs <= rhs
    case .greater: lhs > rhs
    case .greaterOrEqual: lhs >= rhs
    }
  }
}

extension DimensionBounds {
  fileprivate func isNonNegative(_ polynomial: SizePolynomial) -> Bool? {
    if SignProof.isNonNegative(polynomial, assuming: self) { return true }
    // Of integers, those that are not non-negative are at most minus one.
    let isNegative = SignProof.isNonNegative(assuming: self) { () throws(SizeOverflow) in
      try polynomial.negated().adding(-1)
    }
    return isNegative ? false : nil
  }

  fileprivate func isZero(_ difference: SizePolynomial, _ reverse: SizePolynomial) -> Bool? {
    if difference.isZero { return true }
    if difference.isNeverZeroByDivisibility { return false }
    switch (isNonNegative(difference), isNonNegative(reverse)) {
    case (true, true): return true
    case (false, _), (_, false): return false
    default: return nil
    }
  }
}

extension SizePolynomial {
  /// Whether the constant is no multiple of what divides everything else.
  fileprivate var isNeverZeroByDivisibility: Bool {
    let content = variableContent
    return content == 0 ? !isZero : constantTerm.magnitude % content != 0
  }
}
