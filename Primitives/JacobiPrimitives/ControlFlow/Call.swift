import JacobiCore

/// An operation that runs a program, and stays one under differentiation.
public protocol ProgramCall: ProgramHolder {
  /// The name of the function in messages and printed programs.
  var name: String { get }
  /// What is run.
  var program: Program { get }
  /// A call of a program derived from this one, in the same place.
  func derived(_ program: Program, name: String) -> Self
}

/// Runs a program: what a compiled function becomes inside another transformation.
public struct Call: ProgramCall {
  public static let id = "call"
  /// The name of the function in messages and printed programs.
  public var name: String
  /// What is run, on operands of the types of its inputs.
  public var program: Program
  /// The backend that the function was compiled for; `nil` for the one in force.
  public var backend: String?

  public init(_ program: Program, name: String, backend: String? = nil) {
    self.name = name
    self.program = program
    self.backend = backend
  }

  /// A call of a program derived from this one, in the same place.
  public func derived(_ program: Program, name: String) -> Call {
    Call(program, name: name, backend: backend)
  }

  public var outputCount: Int { program.outputs.count }
  public var effects: Effects { program.effects }
  public var bodies: [Program] { [program] }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    guard operands.types == program.inputTypes else {
      throw .shapeMismatch(
        expected: "operands of types \(program.inputTypes)", actual: "\(operands.types)", operation: operands.operation)
    }
    return program.outputTypes
  }
}
