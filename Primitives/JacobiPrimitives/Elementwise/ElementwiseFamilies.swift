import JacobiCore

/// An operation that computes each element of its results from the elements of the operands at the same place.
///
/// Operands have the shape of the results; some of those that are scalars may serve all elements.
public protocol ElementwisePrimitive: Primitive {}

/// An operation on each element of one operand.
public protocol UnaryPrimitive: ElementwisePrimitive {
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
public protocol BinaryPrimitive: ElementwisePrimitive {
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
