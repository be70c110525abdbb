import JacobiCore
import Synchronization

/// What decides whether a traced function can be used again.
struct CacheKey: Hashable, Sendable {
  let types: [TensorType]
  /// Which arguments take the dtype of what they are combined with, as literals do.
  let isWeaklyTyped: [Bool]
  let circumstances: Circumstances

  /// What a key holds beside the arguments' types.
  struct Circumstances: Hashable, Sendable {
    let structure: TreeStructure
    /// The number of the backend; see `Backends.currentNumber`.
    let backend: Int
    let rules: RuleEnvironment
  }

  init(_ leaves: [Tensor], _ circumstances: Circumstances) {
    types = leaves.map(\.type)
    isWeaklyTyped = leaves.map(\.isWeaklyTyped)
    self.circumstances = circumstances
  }

  /// Whether this is the key of a call, without making that.
  func matches(_ leaves: [Tensor], _ circumstances: Circumstances) -> Bool {
    leaves.have(types, isWeaklyTyped: isWeaklyTyped) && self.circumstances == circumstances
  }

  /// Whether this is the key of a call whose arguments all hold numbers.
  func matches(numbers leaves: [Tensor], _ circumstances: Circumstances) -> Bool {
    leaves.hold(types, isWeaklyTyped: isWeaklyTyped) && self.circumstances == circumstances
  }
}

/// A function traced for arguments of certain types, and compiled when it is first run outside other transformations.
final class TracedFunction: Sendable {
  let key: CacheKey
  let program: Program
  let result: ResultStructure
  /// The arguments' leaves that callers give away.
  let donated: [Int]
  private let compiled = AtomicLazyReference<CompiledForm>()

  private final class CompiledForm: Sendable {
    let executable: any Executable
    init(_ executable: any Executable) { self.executable = executable }
  }

  /// - Parameter donating: the arguments, by position, that callers give away.
  init(key: CacheKey, program: Program, result: ResultStructure, donating arguments: [Int]) {
    self.key = key
    self.program = program
    self.result = result
    donated = key.circumstances.structure.leaves(ofArguments: arguments)
  }

  /// The results for arguments that have values.
  func results(for leaves: [Tensor], by executable: any Executable) throws -> [Tensor] {
    // After an error, too: a part of the results may have been written.
    defer { if !donated.isEmpty { leaves.giveAway(at: donated) } }
    return try executable.results(for: leaves)
  }

  /// The compiled form, once there is one.
  var executable: (any Executable)? { compiled.load()?.executable }

  func executable(on backend: any Backend) throws -> any Executable {
    if let executable { return executable }
    // Two threads may both compile, which is only wasteful.
    let executable = try backend.compile(compiledForm(on: backend), options: CompileOptions(donatedInputs: donated))
    return compiled.storeIfNil(CompiledForm(executable)).executable
  }
}

extension TracedFunction {
  /// The program without what matters to transformations only.
  private func compiledForm(on backend: any Backend) -> Program {
    let expanded = program.expandingCalls().unrollingLoops()
    let simplified = expanded.identity == program.identity ? program : expanded.simplified(for: backend)
    return simplified.withShorterLoops(for: backend)
  }
}

/// How the outputs of a program make up the result of the function it was traced from.
struct ResultStructure: Sendable {
  var tree: TreeStructure
  var isWeaklyTyped: [Bool]

  /// The leaves of the result, weakly typed where those of the function were.
  func leaves(_ outputs: [Tensor]) -> [Tensor] {
    var leaves = outputs
    for index in leaves.indices where isWeaklyTyped[index] { leaves[index].isWeaklyTyped = true }
    return leaves
  }
}

/// The traced forms of one function. When there are too many it starts afresh.
final class JITCache: Sendable {
  private struct State {
    /// The one used last, which serves a loop that calls the function on the same types without hashing them.
    var last: TracedFunction?
    var functions: [CacheKey: TracedFunction] = [:]
  }

  private static let capacity = 512
  private let state = Mutex(State())

  /// The function that was used last, whether or not it fits another call.
  var last: TracedFunction? { state.withLock { $0.last } }

  func function(for key: CacheKey) -> TracedFunction? {
    state.withLock { state in
      guard let function = state.functions[key] else { return nil }
      state.last = function
      return function
    }
  }

  func insert(_ function: TracedFunction) {
    state.withLock { state in
      if state.functions.count >= JITCache.capacity { state.functions.removeAll() }
      state.functions[function.key] = function
      state.last = function
    }
  }
}
