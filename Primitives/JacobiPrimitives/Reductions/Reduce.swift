import JacobiCore

/// The elements along some axes combined by a program; the axes disappear.
///
/// Operands: tensors of one shape, then as many initial values, each a scalar or of the shape of the results. The program
/// takes what has been combined so far, one scalar for each tensor, then the next element of each, and gives what is
/// combined with them. It must be associative, but need not be commutative; the initial values come first.
public struct Reduce: Primitive {
  public static let id = "reduce"
  /// Positions of axes, from the front, in ascending order.
  public var axes: [Int]
  /// Combines two sets of scalars.
  public var body: Program

  public init(_ body: Program, axes: [Int]) {
    self.body = body
    self.axes = axes
  }

  /// How many tensors are reduced together.
  public var outputCount: Int { body.outputs.count }
  public var effects: Effects { body.effects }
  public var bodies: [Program] { [body] }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    guard outputCount > 0 else { throw invalidBody("at least one result", "none", operands) }
    try operands.require(count: 2 * outputCount)
    let tensors = Operands(Array(operands.types.prefix(outputCount)), of: operands.name)
    try tensors.requireSameShape()
    try operands.requireAxes(axes, of: 0)
    let scalars = tensors.map { TensorType($0.dtype, []) }
    guard body.inputTypes == scalars + scalars, body.outputTypes == scalars else {
      throw invalidBody(
        "from \(scalars + scalars) to \(scalars)", "from \(body.inputTypes) to \(body.outputTypes)", operands)
    }
    guard body.effects.isEmpty else { throw invalidBody("without effects", "one with effects", operands) }
    let results = tensors.map { $0.with(shape: $0.shape.removing(axes: axes)) }
    for (index, result) in results.enumerated() {
      try requireInitialValue(operands, outputCount + index, for: result)
    }
    return results
  }

  private func requireInitialValue(
    _ operands: Operands, _ index: Int, for result: TensorType
  ) throws(TensorError) {
    guard operands[index].dtype == result.dtype else {
      throw .dtypeMismatch(
        expected: "an initial value of \(result.dtype)", actual: operands[index].dtype.name,
        operation: operands.operation)
    }
    if operands[index].rank == 0 { return }
    try operands.requireEqual(
      operands[index].shape, result.shape, "an initial value that is a scalar or of the shape of the result")
  }

  private func invalidBody(_ expected: String, _ actual: String, _ operands: Operands) -> TensorError {
    .invalidArgument(
      name: "body", expected: "a program \(expected)", actual: actual, operation: operands.operation)
  }
}
