import JacobiCore

/// The elements along an axis in ascending order; several operands are rearranged alike.
///
/// The first operands are the keys, of which a later one decides where the earlier ones are equal. Numbers are ordered with
/// NaN last, all NaNs being equal, and so are zeros of both signs; false comes before true; complex numbers are ordered by
/// real, then imaginary part.
public struct Sort: Primitive {
  public static let id = "sort"
  /// The position of the axis, from the front.
  public var axis: Int
  /// How many operands are keys.
  public var keyCount: Int
  /// Whether elements with equal keys keep their order.
  public var isStable: Bool
  /// How many operands there are.
  public var operandCount: Int

  public init(axis: Int, keyCount: Int = 1, isStable: Bool = true, operandCount: Int = 1) {
    self.axis = axis
    self.keyCount = keyCount
    self.isStable = isStable
    self.operandCount = operandCount
  }

  public var outputCount: Int { Swift.max(operandCount, 1) }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    guard operandCount >= 1 else {
      throw .invalidArgument(
        name: "operandCount", expected: "at least 1", actual: "\(operandCount)", operation: operands.operation)
    }
    try operands.require(count: operandCount)
    try operands.requireSameShape()
    try operands.requireAxes([axis], of: 0, named: "axis")
    guard (1...operandCount).contains(keyCount) else {
      throw .invalidArgument(
        name: "keyCount", expected: "1...\(operandCount)", actual: "\(keyCount)", operation: operands.operation)
    }
    return operands.types
  }
}
