import JacobiCore

/// What a reduction gives for the elements up to each one along an axis.
public protocol CumulativePrimitive: Primitive {
  /// The position of the axis, from the front.
  var axis: Int { get }
  /// Whether the elements from each one on are taken together instead of those up to it.
  var reverse: Bool { get }
  init(axis: Int, reverse: Bool)
  static var accepts: DTypeClass { get }
}

extension CumulativePrimitive {
  public static var accepts: DTypeClass { .numeric }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.require(0, Self.accepts)
    try operands.requireAxes([axis], of: 0, named: "axis")
    return [operands[0]]
  }
}

/// The sums of the elements up to each one. Integers wrap around.
public struct CumSum: CumulativePrimitive {
  public static let id = "cumsum"
  /// The position of the axis, from the front.
  public var axis: Int
  /// Whether it runs from the end of the axis to its beginning.
  public var reverse: Bool

  public init(axis: Int, reverse: Bool = false) {
    self.axis = axis
    self.reverse = reverse
  }
}

/// The products of the elements up to each one. Integers wrap around.
public struct CumProd: CumulativePrimitive {
  public static let id = "cumprod"
  /// The position of the axis, from the front.
  public var axis: Int
  /// Whether it runs from the end of the axis to its beginning.
  public var reverse: Bool

  public init(axis: Int, reverse: Bool = false) {
    self.axis = axis
    self.reverse = reverse
  }
}

/// The largest of the elements up to each one; NaN from the first NaN on. Complex numbers compare by real, then imaginary
/// part.
public struct CumMax: CumulativePrimitive {
  public static let id = "cummax"
  /// The position of the axis, from the front.
  public var axis: Int
  /// Whether it runs from the end of the axis to its beginning.
  public var reverse: Bool

  public init(axis: Int, reverse: Bool = false) {
    self.axis = axis
    self.reverse = reverse
  }
}

/// The smallest of the elements up to each one; NaN from the first NaN on. Complex numbers compare by real, then imaginary
/// part.
public struct CumMin: CumulativePrimitive {
  public static let id = "cummin"
  /// The position of the axis, from the front.
  public var axis: Int
  /// Whether it runs from the end of the axis to its beginning.
  public var reverse: Bool

  public init(axis: Int, reverse: Bool = false) {
    self.axis = axis
    self.reverse = reverse
  }
}

/// The logarithms of the sums of the exponentials of the elements up to each one, without overflow on the way.
public struct CumLogSumExp: CumulativePrimitive {
  public static let id = "cumlogsumexp"
  public static let accepts: DTypeClass = .inexact
  /// The position of the axis, from the front.
  public var axis: Int
  /// Whether it runs from the end of the axis to its beginning.
  public var reverse: Bool

  public init(axis: Int, reverse: Bool = false) {
    self.axis = axis
    self.reverse = reverse
  }
}
