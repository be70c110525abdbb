import CJacobi

/// One running transformation: it decides what every operation means until its scope ends.
///
/// Traces nest. While a trace carries out an operation according to its rule, its parent is the current trace, so that
/// the operations in the rule belong to the parent. Values that a trace does not know are constants to it.
///
/// To write a transformation, inherit from `Trace` and ``Tracer``, and call ``run(_:)``.
open class Trace {
  /// The trace outside this one; `nil` is eager evaluation.
  public let parent: Trace?
  /// Whether the scope still runs. A tracer of a trace that has ended is an error.
  public private(set) var isActive = true

  /// Where the transformation was called.
  let site: CallSite

  public init() {
    parent = Trace.current
    site = Provenance.current?.site ?? .captureFrames(depth: Provenance.depth)
  }

  /// The name in messages, such as `jvp`.
  open var name: String { "\(Self.self)" }

  /// Gives the results of an operation under this trace.
  open func process(_ primitive: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    preconditionFailure("internal error: \(name) does not process operations")
  }

  /// Whether this trace takes a value of a trace that does not enclose the code that uses it, to put another one in its
  /// place.
  open func admits(_ tracer: Tracer) -> Bool { false }

  /// Whether a running trace takes a value that is foreign otherwise.
  static func isAdmitted(_ tracer: Tracer) -> Bool {
    var candidate = current
    while let trace = candidate {
      if trace.admits(tracer) { return true }
      candidate = trace.parent
    }
    return false
  }

  /// Why a tracer of this trace cannot be used in code that the trace does not enclose.
  func usageError(of tracer: Tracer, _ operation: Operation) -> TensorError {
    isActive
      ? .foreignTracer(made: tracer.origin, operation: operation)
      : .escapedTracer(made: tracer.origin, operation: operation)
  }

  /// The trace that decides on this thread; `nil` is eager evaluation.
  public static var current: Trace? {
    // SAFETY: `run` and `withCurrent` set the pointer on this thread and keep the trace alive until they reset it.
    jacobi_thread().pointee.trace.map { Unmanaged<Trace>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Forgets what the trace has written down; called at the end of its scope, also after an error.
  ///
  /// What was written down may refer to tracers, and these to the trace, so that they would keep each other.
  open func forget() {}

  /// Runs `body` under this trace, then ends the trace: its tracers cannot be used any more.
  public func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    defer {
      isActive = false
      forget()
    }
    return try TraceLifetime.run { try Trace.withCurrent(self, body) }
  }

  /// Runs `body` with the parent as the current trace: how a rule is applied.
  public func inParent<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Trace.withCurrent(parent, body)
  }

  /// The results of an operation on values that this trace does not know, as the parent gives them.
  ///
  /// The same as applying the primitive in ``inParent(_:)``, without checking the operands once more.
  package final func processInParent(_ primitive: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    try inParent {
      try parent?.process(primitive, operands) ?? EagerEvaluation.results(of: primitive, on: operands)
    }
  }

  /// Runs `body` under another trace, or eagerly for `nil`.
  public static func withCurrent<Result>(_ trace: Trace?, _ body: () throws -> Result) rethrows -> Result {
    let thread = jacobi_thread()
    let enclosing = thread.pointee.trace
    thread.pointee.trace = trace.map { Unmanaged.passUnretained($0).toOpaque() }
    defer {
      thread.pointee.trace = enclosing
      withExtendedLifetime(trace) {}
    }
    return try body()
  }

  /// Whether a program is being recorded on this thread: then what is computed now is not all that will be.
  package static var isRecording: Bool {
    var candidate = current
    while let trace = candidate {
      if trace is ProgramTrace { return true }
      candidate = trace.parent
    }
    return false
  }

  /// Whether this trace is the current one or encloses it.
  package func encloses(_ trace: Trace?) -> Bool {
    var candidate = trace
    while let current = candidate {
      if current === self { return true }
      candidate = current.parent
    }
    return false
  }
}
