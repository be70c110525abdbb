import JacobiCore

/// The largest elements along an axis in descending order, and their positions as `int32`.
///
/// Of equal elements the first one comes first. NaN is larger than all numbers, and a positive zero than a negative one.
public struct TopK: Primitive {
  public static let id = "top_k"
  /// How many elements; at most the size of the axis.
  public var k: Dimension
  /// The position of the axis, from the front.
  public var axis: Int

  public init(_ k: Dimension, axis: Int) {
    self.k = k
    self.axis = axis
  }

  public var outputCount: Int { 2 }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.require(0, .ordered)
    try operands.requireAxes([axis], of: 0, named: "axis")
    let size = operands[0].shape[axis]
    guard try operands.decide(k, .greaterOrEqual, 0), try operands.decide(k, .lessOrEqual, size) else {
      throw .invalidArgument(
        name: "k", expected: "0...\(size), the size of axis \(axis)", actual: "\(k)", operation: operands.operation)
    }
    if let size = size.known, size - 1 > Int(Int32.max) {
      throw .sizeOverflow(sizes: "[\(size)]", operation: operands.operation)
    }
    let values = operands[0].with(shape: operands[0].shape.replacing(axis: axis, with: k))
    return [values, values.with(dtype: .int32)]
  }
}
