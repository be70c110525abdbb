import JacobiCore

/// The elements in the same row-major order under another shape.
public struct Reshape: Primitive {
  public static let id = "reshape"
  /// The sizes of the result, whose product is that of the operand.
  public var shape: Shape

  public init(to shape: Shape) {
    self.shape = shape
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    guard try operands.decide(operands[0].shape.elementCount, .equal, shape.elementCount) else {
      throw .shapeMismatch(
        expected: "a shape of \(operands[0].shape.elementCount) elements for \(operands[0])",
        actual: "\(shape) of \(shape.elementCount)", operation: operands.operation)
    }
    return [operands[0].with(shape: shape)]
  }
}

/// The axes in another order: axis `i` of the result is axis `permutation[i]` of the operand.
public struct Transpose: Primitive {
  public static let id = "transpose"
  /// For each axis of the result the axis of the operand that it is.
  public var permutation: [Int]

  public init(permutation: [Int]) {
    self.permutation = permutation
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.requireAxes(permutation, of: 0, named: "permutation")
    guard permutation.count == operands[0].rank else {
      throw .invalidArgument(
        name: "permutation", expected: "each of the \(operands[0].rank) axes once", actual: "\(permutation)",
        operation: operands.operation)
    }
    return [operands[0].with(shape: Shape(permutation.map { operands[0].shape[$0] }))]
  }
}

/// The operand repeated along new axes and along its axes of size 1.
///
/// Axis `i` of the operand becomes axis `dimensions[i]` of the result.
public struct BroadcastInDim: Primitive {
  public static let id = "broadcast_in_dim"
  /// The sizes of the result.
  public var shape: Shape
  /// For each axis of the operand the axis of the result that it becomes, ascending.
  public var dimensions: [Int]

  public init(to shape: Shape, dimensions: [Int]) {
    self.shape = shape
    self.dimensions = dimensions
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    let operand = operands[0]
    guard dimensions.count == operand.rank, zip(dimensions, dimensions.dropFirst()).allSatisfy(<) else {
      throw .invalidArgument(
        name: "dimensions", expected: "ascending, one for each of the \(operand.rank) axes", actual: "\(dimensions)",
        operation: operands.operation)
    }
    for (size, axis) in zip(operand.shape, dimensions) {
      guard shape.indices.contains(axis) else {
        throw .axisOutOfRange(axis: axis, rank: shape.rank, operation: operands.operation)
      }
      if size.known == 1 { continue }
      guard try operands.decide(size, .equal, shape[axis]) else {
        throw .shapeMismatch(
          expected: "a shape that broadcasts to \(shape)", actual: "\(operand.shape)", operation: operands.operation)
      }
    }
    return [operand.with(shape: shape)]
  }
}

/// The elements in reverse order along some axes.
public struct Rev: Primitive {
  public static let id = "rev"
  /// The positions of the axes that are reversed, without duplicates.
  public var axes: [Int]

  public init(axes: [Int]) {
    self.axes = axes
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.requireAxes(axes, of: 0)
    return [operands[0]]
  }
}

/// The integers 0, 1, 2, ... along one axis, repeated along the others.
public struct Iota: Primitive {
  public static let id = "iota"
  /// The type of the result, of a numeric dtype.
  public var type: TensorType
  /// The axis along which the numbers count up from 0.
  public var axis: Int

  public init(_ type: TensorType, axis: Int) {
    self.type = type
    self.axis = axis
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 0)
    guard DTypeClass.numeric.contains(type.dtype) else {
      throw .dtypeMismatch(expected: "a numeric dtype", actual: "\(type.dtype)", operation: operands.operation)
    }
    guard type.shape.indices.contains(axis) else {
      throw .axisOutOfRange(axis: axis, rank: type.rank, operation: operands.operation)
    }
    return [type]
  }
}
