import JacobiCore

/// Runs a program on scalars for each element of its operands.
///
/// What the derivative of a reduction by a program is made of: it combines many pairs of elements at once.
public struct ElementwiseCall: ProgramCall {
  public static let id = "elementwise_call"
  /// The name of the function in messages and printed programs.
  public var name: String
  /// From scalars to scalars.
  public var program: Program
  /// The shape of all operands and results.
  public var shape: Shape

  public init(_ program: Program, name: String, shape: Shape) {
    self.name = name
    self.program = program
    self.shape = shape
  }

  public func derived(_ program: Program, name: String) -> ElementwiseCall {
    ElementwiseCall(program, name: name, shape: shape)
  }

  public var outputCount: Int { program.outputs.count }
  public var effects: Effects { program.effects }
  public var bodies: [Program] { [program] }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    guard (program.inputTypes + program.outputTypes).allSatisfy({ $0.rank == 0 }), program.effects.isEmpty else {
      throw .invalidArgument(
        name: "program", expected: "from scalars to scalars, without effects",
        actual: "from \(program.inputTypes) to \(program.outputTypes)", operation: operands.operation)
    }
    try operands.require(count: program.inputs.count)
    for (operand, input) in zip(operands, program.inputTypes) {
      guard operand.dtype == input.dtype else {
        throw .dtypeMismatch(
          expected: "an operand of \(input.dtype)", actual: operand.dtype.name, operation: operands.operation)
      }
      try operands.requireEqual(operand.shape, shape, "operands of shape \(shape)")
    }
    return program.outputTypes.map { $0.with(shape: shape) }
  }
}
