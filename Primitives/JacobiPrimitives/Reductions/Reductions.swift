import JacobiCore

/// An operation that combines all elements along some axes into one; the axes disappear.
public protocol ReductionPrimitive: Primitive {
  /// Positions of axes, from the front, in ascending order.
  var axes: [Int] { get }
  init(axes: [Int])
  static var accepts: DTypeClass { get }
  /// Whether the operation has a value for no elements at all.
  static var hasIdentity: Bool { get }
}

extension ReductionPrimitive {
  public static var hasIdentity: Bool { true }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.require(0, Self.accepts)
    try operands.requireAxes(axes, of: 0)
    return [operands[0].with(shape: operands[0].shape.removing(axes: axes))]
  }
}

/// The sum of the elements; 0 of none. Integers wrap around.
public struct ReduceSum: ReductionPrimitive {
  public static let id = "reduce_sum"
  public static let accepts: DTypeClass = .numeric
  /// The positions of the axes that are combined, from the front, ascending.
  public var axes: [Int]
  public init(axes: [Int]) { self.axes = axes }
}

/// The product of the elements; 1 of none. Integers wrap around.
public struct ReduceProd: ReductionPrimitive {
  public static let id = "reduce_prod"
  public static let accepts: DTypeClass = .numeric
  /// The positions of the axes that are combined, from the front, ascending.
  public var axes: [Int]
  public init(axes: [Int]) { self.axes = axes }
}

/// The largest element, NaN if one is NaN; of none the smallest value of the dtype. Complex numbers compare by real, then
/// imaginary part.
public struct ReduceMax: ReductionPrimitive {
  public static let id = "reduce_max"
  public static let accepts: DTypeClass = .any
  /// The positions of the axes that are combined, from the front, ascending.
  public var axes: [Int]
  public init(axes: [Int]) { self.axes = axes }
}

/// The smallest element, NaN if one is NaN; of none the largest value of the dtype. Complex numbers compare by real, then
/// imaginary part.
public struct ReduceMin: ReductionPrimitive {
  public static let id = "reduce_min"
  public static let accepts: DTypeClass = .any
  /// The positions of the axes that are combined, from the front, ascending.
  public var axes: [Int]
  public init(axes: [Int]) { self.axes = axes }
}

/// Whether all elements are true, or the bitwise "and" of integers.
public struct ReduceAnd: ReductionPrimitive {
  public static let id = "reduce_and"
  public static let accepts: DTypeClass = [.boolean, .integer]
  /// The positions of the axes that are combined, from the front, ascending.
  public var axes: [Int]
  public init(axes: [Int]) { self.axes = axes }
}

/// Whether any element is true, or the bitwise "or" of integers.
public struct ReduceOr: ReductionPrimitive {
  public static let id = "reduce_or"
  public static let accepts: DTypeClass = [.boolean, .integer]
  /// The positions of the axes that are combined, from the front, ascending.
  public var axes: [Int]
  public init(axes: [Int]) { self.axes = axes }
}

/// Whether an odd number of elements is true, or the bitwise "exclusive or" of integers.
public struct ReduceXor: ReductionPrimitive {
  public static let id = "reduce_xor"
  public static let accepts: DTypeClass = [.boolean, .integer]
  /// The positions of the axes that are combined, from the front, ascending.
  public var axes: [Int]
  public init(axes: [Int]) { self.axes = axes }
}
