/// A size along one axis of a shape: an integer, or an expression over named sizes that are not known yet.
///
///     let batch = Dimension.symbol("b")
///     let padded = 2 * batch + 1
///     padded.known                    // nil
///     padded.evaluated(["b": 16])     // 33
///     Dimension(3) * 4                // 12, known
///
/// Shape rules are written in the arithmetic of this type and then hold for known and unknown sizes alike. Arithmetic on
/// known sizes costs what it costs on `Int`.
///
/// **Equality** is equality of canonical forms: `b + b == 2 * b`, and whatever else the ring laws and the simplifications
/// of ``floorDivided(by:)``, ``modulo(_:)``, ``minimum(_:_:)`` and ``maximum(_:_:)`` make the same. Equal dimensions are
/// equal at all sizes; unequal ones may still be equal at some sizes or, rarely, at all of them. Ask
/// ``decide(_:_:_:assuming:)`` where that matters. For the same reason there is no `<`: the answer may depend on the sizes.
///
/// **Named sizes** are never negative. Canonical forms assume no more than that, so they are right for sizes of zero as
/// well; that a size is at least one, the usual case, is an assumption of ``DimensionBounds/default``.
///
/// **Overflow** does not trap. A result that does not fit, or a division by zero, is ``overflow``, which every further
/// operation passes on, so that it is enough to look at ``isOverflow`` once, where a shape is built.
@frozen
public struct Dimension: Hashable, Sendable {
  /// Non-negative: the value. Negative: the complement of an index into the table of expressions. `Int.min`: overflow.
  @usableFromInline let word: Int

  @inlinable
  init(word: Int) {
    self.word = word
  }

  /// A known size.
  ///
  /// A negative value is no size but may occur on the way to one: `n - 5 + 7`.
  @inlinable
  public init(_ value: Int) {
    self = value >= 0 ? Dimension(word: value) : Dimension(negative: value)
  }

  /// A size known by name only, the same wherever the name is the same.
  ///
  /// - Parameter name: letters, digits and underscores, not starting with a digit. ``init(parsing:)`` takes names that the
  ///   program did not choose itself: it fails where this traps.
  public static func symbol(_ name: String) -> Dimension {
    precondition(DimensionParser.isName(name), "'\(name)' cannot name a dimension: use letters, digits and underscores")
    return Dimension(SizePolynomial(.symbol(name)))
  }

  /// The result of arithmetic that left the range of `Int` or divided by zero.
  ///
  /// A symbolic expression that is too large to be a size (a product of more than 64 factors, a sum of more than 4096
  /// terms) overflows too.
  @inlinable
  public static var overflow: Dimension { Dimension(word: .min) }

  /// Whether this is the result of an overflow or of a division by zero, here or in an operand.
  @inlinable
  public var isOverflow: Bool { word == .min }

  /// The value, if it does not depend on named sizes.
  @inlinable
  public var known: Int? { word >= 0 ? word : knownNegative }

  /// Whether the value does not depend on named sizes. An overflow is not known.
  @inlinable
  public var isKnown: Bool { known != nil }
}

extension Dimension: ExpressibleByIntegerLiteral {
  @inlinable
  public init(integerLiteral value: Int) {
    self.init(value)
  }
}

/// The form that ``init(parsing:)`` reads: `2*b + 1`, `floordiv(b - 1, 2)`, `max(a^2, b, 4)`.
extension Dimension: CustomStringConvertible {
  public var description: String {
    if word >= 0 { return "\(word)" }
    return polynomial.map(\.description) ?? "<overflow>"
  }
}

extension Dimension {
  /// The expression; nil for an overflow.
  var polynomial: SizePolynomial? {
    if word >= 0 { return SizePolynomial(word) }
    return isOverflow ? nil : ExpressionTable.shared[~word]
  }

  init(_ polynomial: SizePolynomial) {
    if let constant = polynomial.constant, constant >= 0 {
      self.init(word: constant)
    } else {
      self.init(word: ~ExpressionTable.shared.index(of: polynomial))
    }
  }

  @usableFromInline
  init(negative value: Int) {
    self.init(SizePolynomial(value))
  }

  @usableFromInline var knownNegative: Int? { polynomial?.constant }
}
