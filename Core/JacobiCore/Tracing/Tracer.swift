/// A value under a transformation. What it holds beside its type is the business of the trace.
open class Tracer: @unchecked Sendable {
  // SAFETY: `Sendable` only so that `Tensor` is. A tracer is used under its own trace alone, on that trace's thread;
  // `usageError` turns any other use into an error before a trace reads the fields of its own tracers.

  public let trace: Trace
  public let type: TensorType
  private let provenance: Provenance?

  public init(trace: Trace, type: TensorType) {
    self.trace = trace
    self.type = type
    provenance = Provenance.current
  }

  /// The value, where the transformation computes with values and not only with types.
  open var concreteValue: TensorValue? { nil }

  open var description: String { "<traced \(type) under \(trace.name)>" }

  /// The operation that made this value.
  final var origin: Operation {
    provenance.map { Operation($0.operation, site: $0.site) }
      ?? Operation("an argument of \(trace.name)", site: trace.site)
  }

  /// Why the value cannot be used now, or `nil` when it can: its transformation must still run, and enclose the code that
  /// uses the value, or a running trace must have something to put in its place.
  package final func usageError(_ operation: @autoclosure () -> Operation) -> TensorError? {
    // A trace that has ended encloses nothing.
    trace.encloses(Trace.current) || Trace.isAdmitted(self) ? nil : trace.usageError(of: self, operation())
  }
}

extension Tensor {
  /// A tensor that stands for a value under a transformation.
  public init(_ tracer: Tracer) {
    self.init(.traced(tracer))
  }

  /// The tracer of this tensor, if it belongs to `trace`; a tensor that does not is a constant to that trace.
  public func tracer(in trace: Trace) -> Tracer? {
    guard let tracer, tracer.trace === trace else { return nil }
    return tracer
  }

  /// Why the tensor cannot be used, or `nil` when it can; an invalid one is passed through.
  func usageError(_ operation: @autoclosure () -> Operation) -> TensorError? {
    switch storage {
    case .traced(let tracer): tracer.usageError(operation())
    case .concrete(let value) where value.buffer.isDonated:
      .invalidArgument(
        name: "operand", expected: "a tensor that has its memory",
        actual: "\(value.type) that was donated to a compiled function: use the function's result, or do not donate it",
        operation: operation())
    case .concrete, .literal, .invalid: nil
    }
  }

  /// Throws unless the tensor can be used here: it is the result of a failed operation, or of a transformation that has
  /// ended or does not enclose the code that uses it.
  package func requireUsable(in name: String) throws(TensorError) {
    if isInvalid {
      throw ErrorScope.current?.first
        ?? .executionFailed(reason: "the argument is the result of a failed operation", operation: Operation(name))
    }
    if let error = usageError(Operation(name, operands: [type])) { throw error }
  }
}
