import JacobiCore

/// An operation on each element of one operand.
public protocol UnaryPrimitive: Primitive {
  init()
  /// The dtypes of the operand.
  static var accepts: DTypeClass { get }
  /// The dtype of the result; by default that of the operand.
  static func resultDType(for operand: DType) -> DType
}

extension UnaryPrimitive {
  public static func resultDType(for operand: DType) -> DType { operand }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.require(0, Self.accepts)
    return [operands[0].with(dtype: Self.resultDType(for: operands[0].dtype))]
  }
}

/// An operation on each pair of elements of two operands of one shape and dtype.
public protocol BinaryPrimitive: Primitive {
  init()
  /// The dtypes of the operands.
  static var accepts: DTypeClass { get }
  /// The dtype of the result; by default that of the operands.
  static func resultDType(for operands: DType) -> DType
}

extension BinaryPrimitive {
  public static func resultDType(for operands: DType) -> DType { operands }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    try operands.requireSameDType()
    try operands.require(0, Self.accepts)
    try operands.requireSameShape()
    return [operands[0].with(dtype: Self.resultDType(for: operands[0].dtype))]
  }
}

/// A comparison of each pair of elements of two operands; the result is Boolean.
public protocol ComparisonPrimitive: BinaryPrimitive {}

extension ComparisonPrimitive {
  public static func resultDType(for operands: DType) -> DType { .bool }
}
