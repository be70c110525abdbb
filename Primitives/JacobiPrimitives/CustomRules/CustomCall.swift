import JacobiCore

/// Runs a program that has derivatives or a batching rule of its own.
///
/// Transformations for which there is no rule among them apply to the program.
public struct CustomCall: ExpandablePrimitive {
  public static let id = "custom_call"
  /// The name of the function in messages and printed programs.
  public var name: String
  public var program: Program
  /// How many operands come first that the function captured; the rules know nothing of them.
  public var capturedCount: Int
  public var rules: CustomRules

  public init(_ program: Program, name: String, capturedCount: Int = 0, rules: CustomRules) {
    self.name = name
    self.program = program
    self.capturedCount = capturedCount
    self.rules = rules
  }

  public var outputCount: Int { program.outputs.count }
  public var effects: Effects { program.effects }
  public var bodies: [Program] { [program] }

  /// The same without the rules.
  public var call: Call { Call(program, name: name) }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    guard (0...operands.count).contains(capturedCount) else {
      throw .invalidArgument(
        name: "capturedCount", expected: "at most \(operands.count), the number of operands",
        actual: "\(capturedCount)", operation: operands.operation)
    }
    return try call.outputTypes(for: operands)
  }

  public func expansion(for operands: [TensorType]) throws -> Program { program }

  /// Traces a function and applies it, with the rules.
  package static func results(
    of body: ([Tensor]) throws -> [Tensor], name: String, rules: CustomRules, _ operands: [Tensor]
  ) throws -> [Tensor] {
    let traced = try traceProgram(operands.map(\.type), name: name) { tracers in
      try body(zip(tracers, operands).map { Tensor($0.storage, isWeaklyTyped: $1.isWeaklyTyped) })
    }
    let call = CustomCall(traced.program, name: name, capturedCount: traced.captured.count, rules: rules)
    return call.results(traced.captured + operands)
  }
}
