import JacobiCore

/// Its operands, which the optimiser takes for other values: what is computed from them is not merged with what is
/// computed from the operands themselves.
public struct OptimizationBarrier: Primitive {
  public static let id = "optimization_barrier"
  /// How many operands and results there are.
  public var count: Int

  public init(count: Int = 1) {
    self.count = count
  }

  public var outputCount: Int { count }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    guard count >= 1 else {
      throw .invalidArgument(name: "count", expected: "at least 1", actual: "\(count)", operation: operands.operation)
    }
    try operands.require(count: count)
    return operands.types
  }
}
