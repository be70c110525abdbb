import JacobiCore

/// The position of an extreme element along one axis; the axis disappears.
public protocol ArgReductionPrimitive: Primitive {
  /// The position of the axis, from the front.
  var axis: Int { get }
  /// The integer dtype of the result.
  var indexDType: DType { get }
}

extension ArgReductionPrimitive {
  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.require(0, .ordered)
    try operands.requireAxes([axis], of: 0, named: "axis")
    guard indexDType.isInteger else {
      throw .invalidArgument(
        name: "indexDType", expected: "an integer dtype", actual: "\(indexDType)", operation: operands.operation)
    }
    guard try operands.decide(operands[0].shape[axis], .greaterOrEqual, 1) else {
      throw .shapeMismatch(
        expected: "at least one element along axis \(axis)", actual: "\(operands[0])", operation: operands.operation)
    }
    return [TensorType(indexDType, operands[0].shape.removing(axes: [axis]))]
  }
}

/// The position of the first largest element along an axis; of the first NaN if there is one.
public struct ArgMax: ArgReductionPrimitive {
  public static let id = "argmax"
  /// The position of the axis, from the front.
  public var axis: Int
  /// The integer dtype of the result, which must hold all positions.
  public var indexDType: DType

  public init(axis: Int, indexDType: DType = .int32) {
    self.axis = axis
    self.indexDType = indexDType
  }
}

/// The position of the first smallest element along an axis; of the first NaN if there is one.
public struct ArgMin: ArgReductionPrimitive {
  public static let id = "argmin"
  /// The position of the axis, from the front.
  public var axis: Int
  /// The integer dtype of the result, which must hold all positions.
  public var indexDType: DType

  public init(axis: Int, indexDType: DType = .int32) {
    self.axis = axis
    self.indexDType = indexDType
  }
}
