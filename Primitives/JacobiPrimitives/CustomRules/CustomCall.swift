import JacobiCore

/// Runs a program that has derivatives or a batching rule of its own.
///
/// Transformations for which there is no rule among them apply to the program.
public struct CustomCall: ExpandablePrimitive {
  public static let id = "custom_call"
  /// The name of the function in messages and printed programs.
  public var name: String
  public var program: Program
  /// How many operands come first that function and rules captured. The rules take them, too, but have nothing to say about
  /// derivatives with respect to them.
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
  public var isTransient: Bool { rules.isTransient || program.isTransient }

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
  ///
  /// What function and rules capture of enclosing transformations becomes operands, in front of the others.
  ///
  /// - Parameter isClosed: whether the rules need not be searched, since no transformation was running when they were made.
  package static func results(
    of body: ([Tensor]) throws -> [Tensor], name: String, rules: CustomRules, isClosed: Bool, _ operands: [Tensor]
  ) throws -> [Tensor] {
    let traced = try traceProgram(operands.map(\.type), name: name) { tracers in
      try body(zip(tracers, operands).map { Tensor($0.storage, isWeaklyTyped: $1.isWeaklyTyped) })
    }
    // A function that captures something after all has got it from elsewhere, and so may its rules.
    let ofRules = isClosed && traced.captured.isEmpty ? [] : CaptureSearch.captured(by: rules, operands)
    if traced.captured.isEmpty, ofRules.isEmpty {
      return CustomCall(traced.program, name: name, rules: rules).results(operands)
    }
    let closure = RuleClosure(traced.captured + ofRules)
    let call = CustomCall(
      try traced.taking(closure), name: name, capturedCount: closure.captured.count, rules: rules.closed(by: closure))
    return call.results(closure.captured + operands)
  }
}

extension TracedProgram {
  /// The program with more inputs: all that a closure captures, of which it captures some.
  fileprivate func taking(_ closure: RuleClosure) throws -> Program {
    let count = closure.captured.count
    if count == captured.count { return program }
    let positions = closure.positions(of: captured)
    let types = closure.captured.map(\.type) + program.inputTypes.dropFirst(captured.count)
    return try traceProgram(types, name: "capture") { inputs in
      try program.evaluate(positions.map { inputs[$0] } + inputs.dropFirst(count))
    }.program
  }
}
