import JacobiCore

/// An operation that combines updates with the windows of its first operand at the given positions.
///
/// Operands: the operand, integer indices whose last axis is the index vector, and the updates, of the dtype of the operand.
/// In `dimensions`, `offset` are axes of the updates. Updates take effect one after the other, in the row-major order of the
/// leading axes of the indices.
public protocol ScatterPrimitive: Primitive {
  var dimensions: GatherDimensions { get set }
  /// Updates that are out of bounds are moved inside in the mode `clip`, and left out otherwise.
  var mode: OutOfBoundsMode { get set }
  /// The caller guarantees that no element is updated twice; which update then counts is unspecified.
  var uniqueIndices: Bool { get set }
  /// The caller guarantees that the index vectors are in ascending order. It helps backends; the result is the same.
  var indicesAreSorted: Bool { get set }
  static var accepts: DTypeClass { get }
  init(dimensions: GatherDimensions, mode: OutOfBoundsMode, uniqueIndices: Bool, indicesAreSorted: Bool)
}

extension ScatterPrimitive {
  public init(dimensions: GatherDimensions, mode: OutOfBoundsMode = .fillOrDrop, uniqueIndices: Bool = false) {
    self.init(dimensions: dimensions, mode: mode, uniqueIndices: uniqueIndices, indicesAreSorted: false)
  }

  /// A scatter to the same places.
  package init(like other: some ScatterPrimitive) {
    self.init(
      dimensions: other.dimensions, mode: other.mode, uniqueIndices: other.uniqueIndices,
      indicesAreSorted: other.indicesAreSorted)
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 3)
    try operands.require(0, Self.accepts)
    guard operands[2].dtype == operands[0].dtype else {
      throw .dtypeMismatch(
        expected: "updates of \(operands[0].dtype)", actual: "\(operands[2].dtype)", operation: operands.operation)
    }
    let sizes = try sliceSizes(operands)
    try dimensions.check(operands, sliceSizes: sizes)
    let batch = operands[2].shape.removing(axes: dimensions.offset)
    try operands.requireEqual(
      batch, Shape(operands[1].shape.dropLast()), "updates with the leading axes of the indices")
    return [operands[0]]
  }

  /// The size of the window along each axis of the operand.
  public func sliceSizes(_ operands: Operands) throws(TensorError) -> [Dimension] {
    let window = dimensions.windowAxes(rank: operands[0].rank)
    let rank = operands[2].rank
    guard dimensions.offset.count == window.count, dimensions.hasAscendingOffset(rank: rank) else {
      throw .invalidArgument(
        name: "offset", expected: "\(window.count) axes of the updates, ascending", actual: "\(dimensions.offset)",
        operation: operands.operation)
    }
    var sizes = [Dimension](repeating: 1, count: operands[0].rank)
    for (axis, offset) in zip(window, dimensions.offset) { sizes[axis] = operands[2].shape[offset] }
    return sizes
  }

  /// The gather that reads the places to which this scatter writes, zero where an update is left out.
  package func inverse(operand: TensorType, indices: TensorType, updates: TensorType) throws(TensorError) -> Gather {
    Gather(
      dimensions: dimensions, sliceSizes: try sliceSizes(Operands([operand, indices, updates], of: Self.id)),
      mode: mode, fill: .zero, uniqueIndices: uniqueIndices, indicesAreSorted: indicesAreSorted)
  }
}

/// The first operand with the updates in the windows at the given positions; of several updates of one element the last
/// one stays.
public struct Scatter: ScatterPrimitive {
  public static let id = "scatter"
  public static let accepts: DTypeClass = .any
  /// How index vectors and windows lie in the operands.
  public var dimensions: GatherDimensions
  /// What happens to updates that are out of bounds.
  public var mode: OutOfBoundsMode
  /// Whether the caller guarantees that no element is updated twice.
  public var uniqueIndices: Bool
  /// Whether the caller guarantees that the index vectors are in ascending order.
  public var indicesAreSorted: Bool

  public init(dimensions: GatherDimensions, mode: OutOfBoundsMode, uniqueIndices: Bool, indicesAreSorted: Bool) {
    (self.dimensions, self.mode) = (dimensions, mode)
    (self.uniqueIndices, self.indicesAreSorted) = (uniqueIndices, indicesAreSorted)
  }
}

/// The first operand with the updates added to the windows at the given positions; several updates of one element add up.
public struct ScatterAdd: ScatterPrimitive {
  public static let id = "scatter_add"
  public static let accepts: DTypeClass = .numeric
  /// How index vectors and windows lie in the operands.
  public var dimensions: GatherDimensions
  /// What happens to updates that are out of bounds.
  public var mode: OutOfBoundsMode
  /// Whether the caller guarantees that no element is updated twice.
  public var uniqueIndices: Bool
  /// Whether the caller guarantees that the index vectors are in ascending order.
  public var indicesAreSorted: Bool

  public init(dimensions: GatherDimensions, mode: OutOfBoundsMode, uniqueIndices: Bool, indicesAreSorted: Bool) {
    (self.dimensions, self.mode) = (dimensions, mode)
    (self.uniqueIndices, self.indicesAreSorted) = (uniqueIndices, indicesAreSorted)
  }
}

/// The first operand with the updates subtracted from the windows at the given positions.
public struct ScatterSub: ScatterPrimitive {
  public static let id = "scatter_sub"
  public static let accepts: DTypeClass = .numeric
  /// How index vectors and windows lie in the operands.
  public var dimensions: GatherDimensions
  /// What happens to updates that are out of bounds.
  public var mode: OutOfBoundsMode
  /// Whether the caller guarantees that no element is updated twice.
  public var uniqueIndices: Bool
  /// Whether the caller guarantees that the index vectors are in ascending order.
  public var indicesAreSorted: Bool

  public init(dimensions: GatherDimensions, mode: OutOfBoundsMode, uniqueIndices: Bool, indicesAreSorted: Bool) {
    (self.dimensions, self.mode) = (dimensions, mode)
    (self.uniqueIndices, self.indicesAreSorted) = (uniqueIndices, indicesAreSorted)
  }
}

/// The first operand with the windows at the given positions multiplied by the updates.
public struct ScatterMul: ScatterPrimitive {
  public static let id = "scatter_mul"
  public static let accepts: DTypeClass = .numeric
  /// How index vectors and windows lie in the operands.
  public var dimensions: GatherDimensions
  /// What happens to updates that are out of bounds.
  public var mode: OutOfBoundsMode
  /// Whether the caller guarantees that no element is updated twice.
  public var uniqueIndices: Bool
  /// Whether the caller guarantees that the index vectors are in ascending order.
  public var indicesAreSorted: Bool

  public init(dimensions: GatherDimensions, mode: OutOfBoundsMode, uniqueIndices: Bool, indicesAreSorted: Bool) {
    (self.dimensions, self.mode) = (dimensions, mode)
    (self.uniqueIndices, self.indicesAreSorted) = (uniqueIndices, indicesAreSorted)
  }
}

/// The first operand with the smaller one of element and update, NaN if one is NaN, in the windows at the given positions.
public struct ScatterMin: ScatterPrimitive {
  public static let id = "scatter_min"
  public static let accepts: DTypeClass = .any
  /// How index vectors and windows lie in the operands.
  public var dimensions: GatherDimensions
  /// What happens to updates that are out of bounds.
  public var mode: OutOfBoundsMode
  /// Whether the caller guarantees that no element is updated twice.
  public var uniqueIndices: Bool
  /// Whether the caller guarantees that the index vectors are in ascending order.
  public var indicesAreSorted: Bool

  public init(dimensions: GatherDimensions, mode: OutOfBoundsMode, uniqueIndices: Bool, indicesAreSorted: Bool) {
    (self.dimensions, self.mode) = (dimensions, mode)
    (self.uniqueIndices, self.indicesAreSorted) = (uniqueIndices, indicesAreSorted)
  }
}

/// The first operand with the larger one of element and update, NaN if one is NaN, in the windows at the given positions.
public struct ScatterMax: ScatterPrimitive {
  public static let id = "scatter_max"
  public static let accepts: DTypeClass = .any
  /// How index vectors and windows lie in the operands.
  public var dimensions: GatherDimensions
  /// What happens to updates that are out of bounds.
  public var mode: OutOfBoundsMode
  /// Whether the caller guarantees that no element is updated twice.
  public var uniqueIndices: Bool
  /// Whether the caller guarantees that the index vectors are in ascending order.
  public var indicesAreSorted: Bool

  public init(dimensions: GatherDimensions, mode: OutOfBoundsMode, uniqueIndices: Bool, indicesAreSorted: Bool) {
    (self.dimensions, self.mode) = (dimensions, mode)
    (self.uniqueIndices, self.indicesAreSorted) = (uniqueIndices, indicesAreSorted)
  }
}
