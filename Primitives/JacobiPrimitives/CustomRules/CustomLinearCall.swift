import JacobiCore

/// A linear function whose transpose was given with it, such as the derivative of a function with a custom reverse mode.
///
/// Operands: the residuals, then those in which it is linear, together. The results are floating or complex.
public struct CustomLinearCall: ExpandablePrimitive {
  public static let id = "custom_linear_call"
  /// The name of the function in messages and printed programs.
  public var name: String
  public var residualCount: Int
  /// The types of the results.
  public var resultTypes: [TensorType]
  /// From the operands to the results.
  public var forward: TensorFunction
  /// From the residuals and the cotangents of the results to those of the linear operands.
  public var backward: TensorFunction

  public init(
    _ name: String, residualCount: Int, resultTypes: [TensorType], forward: TensorFunction, backward: TensorFunction
  ) {
    self.name = name
    self.residualCount = residualCount
    self.resultTypes = resultTypes
    self.forward = forward
    self.backward = backward
  }

  public var outputCount: Int { resultTypes.count }
  public var isTransient: Bool { forward.isTransient || backward.isTransient }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    guard (0...operands.count).contains(residualCount) else {
      throw .invalidArgument(
        name: "residualCount", expected: "at most \(operands.count), the number of operands",
        actual: "\(residualCount)", operation: operands.operation)
    }
    for index in residualCount..<operands.count {
      try operands.require(index, "a floating or complex linear operand") { $0.isInexact }
    }
    guard resultTypes.allSatisfy(\.dtype.isInexact) else {
      throw .dtypeMismatch(
        expected: "floating or complex results", actual: "\(resultTypes)", operation: operands.operation)
    }
    return resultTypes
  }

  public func expansion(for operands: [TensorType]) throws -> Program {
    let traced = try traceProgram(operands, name: name) { try checked(forward.body($0)) }
    guard traced.captured.isEmpty else {
      throw TensorError.executionFailed(
        reason: "the derivative of \(name) uses values of a transformation that has ended",
        operation: Operation(CustomLinearCall.id, operands: operands))
    }
    return traced.program
  }

  /// The kernel of every backend: the function itself, outside of all transformations.
  package func run(_ operands: [TensorValue]) throws -> [TensorValue] {
    let results = try Trace.withCurrent(nil) {
      try withTensorErrors { try checked(forward.body(operands.map { Tensor($0) })) }
    }
    return results.compactMap(\.value)
  }

  /// The results of the function, if they have the types that they must have.
  package func checked(_ results: [Tensor]) throws(TensorError) -> [Tensor] {
    guard zip(results, resultTypes).allSatisfy({ $0.isInvalid || $0.type == $1 }), results.count == outputCount else {
      throw .shapeMismatch(
        expected: "tangents of types \(resultTypes) from the derivative of \(name)",
        actual: "\(results.map(\.type))", operation: Operation(CustomLinearCall.id))
    }
    return results
  }
}
