import JacobiCore

/// A loop that runs its body as long as a condition holds.
///
/// Operands: constants, the same in all steps, then the first values of the carries. The condition takes both and gives a
/// Boolean scalar; the body takes both and gives the next carries. Results: the last carries.
public struct While: Primitive {
  public static let id = "while"
  public var condition: Program
  public var body: Program
  public var constantCount: Int
  /// How many carries reverse differentiation keeps; it computes the others again.
  public var checkpoints: Int

  /// Enough for 6,545 steps of which each is computed at most three more times, and for 435,897 at most five.
  public static let defaultCheckpoints = 32

  public init(
    condition: Program, body: Program, constantCount: Int, checkpoints: Int = While.defaultCheckpoints
  ) {
    self.condition = condition
    self.body = body
    self.constantCount = constantCount
    self.checkpoints = checkpoints
  }

  public var outputCount: Int { body.outputs.count }
  public var effects: Effects { condition.effects.union(body.effects) }
  public var bodies: [Program] { [condition, body] }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    guard (0...body.inputs.count).contains(constantCount) else {
      throw .invalidArgument(
        name: "body", expected: "\(constantCount) constants", actual: "\(body.inputs.count) inputs",
        operation: operands.operation)
    }
    try operands.requireCheckpoints(checkpoints)
    let carries = Array(body.inputTypes.dropFirst(constantCount))
    guard body.outputTypes == carries else {
      throw .invalidArgument(
        name: "body", expected: "carries of types \(carries), as it takes them", actual: "\(body.outputTypes)",
        operation: operands.operation)
    }
    guard condition.inputTypes == body.inputTypes, condition.outputTypes == [TensorType(.bool, [])] else {
      throw .invalidArgument(
        name: "condition", expected: "from \(body.inputTypes) to bool[]",
        actual: "from \(condition.inputTypes) to \(condition.outputTypes)", operation: operands.operation)
    }
    guard operands.types == body.inputTypes else {
      throw .shapeMismatch(
        expected: "operands of types \(body.inputTypes)", actual: "\(operands.types)", operation: operands.operation)
    }
    return carries
  }
}
