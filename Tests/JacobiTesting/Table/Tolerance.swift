import JacobiCore

/// How far a result may be from the expected one, in units in the last place.
///
///     .exact
///     .ulps(2, because: "the exponential is computed from a polynomial")
///     .ulps(1, [.float16: 2], because: "...")
///     .accumulated(4, because: "the order of the additions is free")
///     .normwise(4, because: "each number is a sum of all others")
public struct Tolerance: Sendable {
  /// What a unit in the last place is taken of.
  enum Scale: Sendable {
    /// The result itself; of a complex number the larger part.
    case result
    /// The result for the absolute values of the operands: the terms of a sum, which may cancel.
    case magnitudes
    /// The largest element of the result.
    case largest
  }

  let scale: Scale
  private let common: Int
  private let exceptions: [DType: Int]
  /// Why the results may differ.
  public let reason: String

  /// Every bit counts, but those that tell one NaN from another.
  public static let exact = Tolerance(scale: .result, common: 0, exceptions: [:], reason: "exact")

  /// So many units of the result, with exceptions for some dtypes.
  public static func ulps(_ count: Int, _ exceptions: [DType: Int] = [:], because reason: String) -> Tolerance {
    Tolerance(scale: .result, common: count, exceptions: exceptions, reason: reason)
  }

  /// So many units of what the operation gives for the absolute values of its operands: for sums and products of them.
  public static func accumulated(_ count: Int, because reason: String) -> Tolerance {
    Tolerance(scale: .magnitudes, common: count, exceptions: [:], reason: reason)
  }

  /// So many units of the largest element of the result: for operations in which each number depends on all others.
  public static func normwise(_ count: Int, _ exceptions: [DType: Int] = [:], because reason: String) -> Tolerance {
    Tolerance(scale: .largest, common: count, exceptions: exceptions, reason: reason)
  }

  /// The number of units for a dtype: integers and Booleans are always exact.
  public func ulps(for dtype: DType) -> Int {
    dtype.isInexact ? exceptions[dtype] ?? common : 0
  }
}
