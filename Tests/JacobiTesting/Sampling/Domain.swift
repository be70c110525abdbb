/// The numbers from which the elements of an operand are drawn.
///
///     Domain(-2...2)                                   // the default
///     Domain(0.1...5)                                  // the logarithm
///     Domain(-2...2, excluding: 0)                     // the absolute value has a kink at 0
///     Domain(-2...2).separated()                       // the maximum of operands that tie has no derivative
///
/// Both parts of complex numbers are drawn from the range; integers from the part of it that the dtype has,
/// Booleans from both, but for `1...1`.
public struct Domain: Sendable {
  /// The interval of ordinary values. They should be of moderate size, and the function smooth on the interval, since
  /// derivatives are compared with differences there.
  public var range: ClosedRange<Double>
  /// Points such as kinks, jumps and poles, from which values keep a distance: many times the steps of the differences.
  public var excluded: [Double]
  /// Whether elements differ from one another, within an operand and from all other operands that are separated.
  public var isSeparated = false
  /// The special values that are mixed in where values, not derivatives, are compared.
  public var specials: Specials = .all
  /// What the matrices in the last two axes have in common.
  public var matrices: Matrices = .any

  /// Which special values occur.
  public enum Specials: Sendable {
    /// NaN, infinities, zeros of both signs, one, subnormal and extreme numbers; of integers zero and the limits.
    case all
    /// No extreme numbers: whether a sum of some overflows depends on the order of the additions.
    case withoutExtremes
    case none
  }

  /// The distance from excluded points: many times the steps of the differences.
  static let margin = 0.05

  /// The numbers of an interval that are not near one of the excluded points.
  public init(_ range: ClosedRange<Double> = -2...2, excluding excluded: Double...) {
    self.range = range
    self.excluded = excluded
  }

  /// The same domain without ties.
  public func separated() -> Domain {
    var result = self
    result.isSeparated = true
    return result
  }

  /// The same domain with other special values.
  public func specials(_ specials: Specials) -> Domain {
    var result = self
    result.specials = specials
    return result
  }

  /// The integers of a range and nothing else, for positions.
  public static func integers(_ range: ClosedRange<Int>) -> Domain {
    Domain(Double(range.lowerBound)...Double(range.upperBound)).specials(.none)
  }
}
