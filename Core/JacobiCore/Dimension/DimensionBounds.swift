/// What is assumed of named sizes: a least and, perhaps, a greatest value of each.
///
///     let bounds = DimensionBounds.default.setting("b", atLeast: 2, atMost: 64).setting("t", atLeast: 0)
///     Dimension.decide(.symbol("b"), .less, 100, assuming: bounds)    // true
public struct DimensionBounds: Hashable, Sendable {
  private struct Interval: Hashable, Sendable {
    var lower: Int
    var upper: Int?

    var isEmpty: Bool { upper.map { $0 < lower } ?? false }
  }

  /// Every size is at least one, and may be arbitrarily large.
  public static let `default` = DimensionBounds(leastSize: 1)

  /// No more than that sizes are not negative: what canonical forms may rely on, for they outlive any set of bounds.
  static let anySize = DimensionBounds(leastSize: 0)

  /// Whether some size has no admissible value. Nothing is decided under such bounds.
  public private(set) var isContradictory = false

  private let leastSize: Int
  /// Intervals that differ from that of an unconstrained size, so that equal assumptions are equal values.
  private var intervals: [String: Interval] = [:]

  private init(leastSize: Int) {
    self.leastSize = leastSize
  }

  /// The bounds with those of one size changed; a nil leaves the bound on that side as it was.
  ///
  /// A lower bound below zero is the same as zero.
  public func setting(_ symbol: String, atLeast lower: Int? = nil, atMost upper: Int? = nil) -> DimensionBounds {
    let interval = Interval(
      lower: lower.map { max($0, 0) } ?? lowerBound(of: symbol), upper: upper ?? upperBound(of: symbol))
    var result = self
    result.intervals[symbol] = interval == Interval(lower: leastSize) ? nil : interval
    result.isContradictory = result.intervals.values.contains(where: \.isEmpty)
    return result
  }

  /// The least admissible value of a size.
  public func lowerBound(of symbol: String) -> Int {
    intervals[symbol]?.lower ?? leastSize
  }

  /// The greatest admissible value of a size; nil if there is none.
  public func upperBound(of symbol: String) -> Int? {
    intervals[symbol]?.upper
  }
}
