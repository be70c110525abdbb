import JacobiCore
import JacobiPrimitives

/// One call of a compiled function.
struct JITCall {
  let cache: JITCache
  let leaves: [Tensor]
  let structure: TreeStructure
  let backend: String?
  let backendNumber: Int?
  let donating: [Int]
  let argumentCount: Int

  typealias Flattened = (leaves: [Tensor], structure: TreeStructure)

  /// Runs the compiled function on `leaves`, tracing `body` if it has not been traced for their types.
  func run(_ body: ([Tensor]) throws -> Flattened) throws -> Flattened {
    try runAgain() ?? runOrTrace(body)
  }

  /// The call by the form that was used last, where it fits and is compiled: the calls of a loop, which must cost nothing
  /// beside the work.
  private func runAgain() throws -> Flattened? {
    guard Trace.current == nil, let last = cache.last, let executable = last.executable,
      last.key.matches(numbers: leaves, try circumstances)
    else { return nil }
    return (last.result.leaves(try last.results(for: leaves, by: executable)), last.result.tree)
  }

  private var circumstances: CacheKey.Circumstances {
    get throws(TensorError) {
      let number = if let backendNumber { backendNumber } else { try Backends.currentNumber }
      return CacheKey.Circumstances(structure: structure, backend: number, rules: .current)
    }
  }

  private func runOrTrace(_ body: ([Tensor]) throws -> Flattened) throws -> Flattened {
    try leaves.requireUsable(in: "jit")
    let backend = try self.backend.map { (name) throws(TensorError) in try Backends.named(name) } ?? Backends.current
    var captured: [Tensor] = []
    let function = try function(on: backend, tracing: body, captured: &captured)

    let outputs =
      if Trace.current == nil {
        try function.results(for: leaves, by: function.executable(on: backend))
      } else {
        Call(function.program, name: "jit", backend: self.backend).results(captured + leaves)
      }
    return (function.result.leaves(outputs), function.result.tree)
  }

  /// The traced form for the call, made now if there is none.
  private func function(
    on backend: any Backend, tracing body: ([Tensor]) throws -> Flattened, captured: inout [Tensor]
  ) throws -> TracedFunction {
    let circumstances = try circumstances
    if let last = cache.last, last.key.matches(leaves, circumstances) { return last }
    let key = CacheKey(leaves, circumstances)
    return try cache.function(for: key) ?? trace(body, key: key, on: backend, captured: &captured)
  }

  private func trace(
    _ body: ([Tensor]) throws -> Flattened, key: CacheKey, on backend: any Backend, captured: inout [Tensor]
  ) throws -> TracedFunction {
    try donating.requireArguments(argumentCount, for: "jit")
    var result: ResultStructure?
    let traced = try traceProgram(key.types, name: "jit") { tracers in
      let arguments = zip(tracers, key.isWeaklyTyped).map { tracer, isWeaklyTyped in
        Tensor(tracer.storage, isWeaklyTyped: isWeaklyTyped)
      }
      let (leaves, tree) = try body(arguments)
      result = ResultStructure(tree: tree, isWeaklyTyped: leaves.map(\.isWeaklyTyped))
      return leaves
    }
    captured = traced.captured
    let function = TracedFunction(
      key: key, program: traced.program.simplified(for: backend), result: result!, donating: donating)
    // What was captured belongs to this call's enclosing transformations; another call has others.
    if captured.isEmpty { cache.insert(function) }
    return function
  }
}
