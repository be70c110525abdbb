/// The trace that records operations as the equations of a program, without carrying them out.
final class ProgramTrace: Trace {
  /// A value in the program being recorded. Captured values become inputs only when the trace ends, so the numbering of
  /// variables is provisional until then.
  final class Symbol: Tracer, @unchecked Sendable {
    let number: Int

    init(_ number: Int, type: TensorType, trace: ProgramTrace) {
      self.number = number
      super.init(trace: trace, type: type)
    }
  }

  private enum Operand {
    case symbol(Int)
    case constant(TensorValue)
  }

  private struct PendingEquation {
    var primitive: any Primitive
    var operands: [Operand]
    var resultTypes: [TensorType]
    var site: CallSite
    var nameScope: String
  }

  private let transformName: String
  private var symbolCount = 0
  private var arguments: [Symbol] = []
  private var equations: [PendingEquation] = []
  private var firstResults: [Int] = []
  /// Values of enclosing transformations that the traced function uses.
  private var captured: [(tensor: Tensor, symbol: Int)] = []
  private var symbolOfCaptured: [ObjectIdentifier: Int] = [:]

  init(name: String) {
    transformName = name
  }

  override var name: String { transformName }

  override func forget() {
    (arguments, equations, firstResults) = ([], [], [])
    (captured, symbolOfCaptured) = ([], [:])
  }

  func argument(_ type: TensorType) -> Tensor {
    let symbol = newSymbol(type)
    arguments.append(symbol)
    return Tensor(symbol)
  }

  override func process(_ primitive: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    let pending = operands.map(operand)
    let provenance = Provenance.current
    let site = provenance?.site ?? .unknown
    let resultTypes = try primitive.inferredTypes(operands.map(\.type), site: site)
    equations.append(
      PendingEquation(
        primitive: primitive, operands: pending, resultTypes: resultTypes, site: site,
        nameScope: NameScope.current?.path ?? ""))
    firstResults.append(symbolCount)
    return resultTypes.map { Tensor(newSymbol($0)) }
  }

  /// The program that computes `outputs`, and the values of enclosing transformations that are its first inputs.
  func finish(returning outputs: [Tensor]) throws(TensorError) -> TracedProgram {
    let results = outputs.map(operand)
    var builder = ProgramBuilder()
    var atoms = [Atom?](repeating: nil, count: symbolCount)
    for (tensor, symbol) in captured { atoms[symbol] = .variable(builder.input(tensor.type)) }
    for argument in arguments { atoms[argument.number] = .variable(builder.input(argument.type)) }

    func resolve(_ operand: Operand) -> Atom {
      switch operand {
      case .symbol(let number): atoms[number]!
      case .constant(let value): .constant(value)
      }
    }
    for (equation, first) in zip(equations, firstResults) {
      let outputs = try builder.append(
        equation.primitive, equation.operands.map(resolve), site: equation.site, nameScope: equation.nameScope)
      for (offset, output) in outputs.enumerated() { atoms[first + offset] = output }
    }
    return TracedProgram(program: builder.program(returning: results.map(resolve)), captured: captured.map(\.tensor))
  }

  private func newSymbol(_ type: TensorType) -> Symbol {
    defer { symbolCount += 1 }
    return Symbol(symbolCount, type: type, trace: self)
  }

  private func operand(_ tensor: Tensor) -> Operand {
    guard let tracer = tensor.tracer else {
      guard let value = tensor.value else { preconditionFailure("internal error: an invalid tensor was traced") }
      return .constant(value)
    }
    if tracer.trace === self, let symbol = tracer as? Symbol { return .symbol(symbol.number) }
    let identity = ObjectIdentifier(tracer)
    if let symbol = symbolOfCaptured[identity] { return .symbol(symbol) }
    let symbol = newSymbol(tracer.type).number
    symbolOfCaptured[identity] = symbol
    captured.append((tensor, symbol))
    return .symbol(symbol)
  }
}

/// What tracing a function gives.
public struct TracedProgram: Sendable {
  public var program: Program
  /// Values of enclosing transformations that the function used: they are the program's first inputs, before the
  /// arguments, so that they are differentiated and batched like any other.
  public var captured: [Tensor]
}

/// Records the operations of a function as a program.
///
///     let traced = try traceProgram([TensorType(.float32, [3])]) { [exp($0[0])] }
///     print(traced.program)
///
/// Concrete tensors that the function uses become constants of the program.
///
/// - Throws: the first ``TensorError`` of the function's operations, or what `body` throws.
public func traceProgram(
  _ inputs: [TensorType], name: String = "makeProgram", _ body: ([Tensor]) throws -> [Tensor]
) throws -> TracedProgram {
  try withTensorErrors {
    let trace = ProgramTrace(name: name)
    return try trace.run {
      let outputs = try body(inputs.map(trace.argument))
      for output in outputs { try output.requireUsable(in: name) }
      return try trace.finish(returning: outputs)
    }
  }
}
