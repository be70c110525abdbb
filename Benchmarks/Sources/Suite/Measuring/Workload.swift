import Jacobi

/// Something that every program of the comparison computes: the id and the definition are theirs, too.
struct Workload: Sendable {
  /// The chapters of the suite.
  enum Group: String, Sendable {
    case overhead = "A. overhead of calls"
    case elementwise = "B. elementwise operations, reductions, sorting, indexing"
    case linearAlgebra = "C. linear algebra, transforms, convolutions"
    case transformations = "D. transformations and training steps"
    case sequential = "E. sequential computations"
    case batching = "H. batching"
  }

  let id: String
  let group: Group
  /// What is computed, from which inputs.
  let definition: String
  /// Useful floating point operations of a run; a multiplication and an addition of a product are two.
  var flops: Double?
  /// Every input read once and every output written once.
  var bytes: Double?
  /// How many operations a run has, when the time of one is of interest.
  var operations = 1
  /// By how much checksums may differ.
  var tolerance = 1e-4
  /// Makes inputs and compiled functions. Nothing is computed before this is called.
  let prepare: @Sendable () throws -> PreparedWorkload
}

/// A workload with its inputs in memory.
struct PreparedWorkload {
  /// Computes the results once, and drops them.
  let run: () throws -> Void
  /// Computes what is compared.
  let result: () throws -> [Tensor]

  /// - Parameters:
  ///   - compute: computes the results.
  ///   - compared: which part of the results is compared, or what of it, where several are right.
  init<Result>(_ compute: @escaping () throws -> Result, comparing compared: @escaping (Result) throws -> [Tensor]) {
    run = { _ = try compute() }
    result = { try compared(compute()) }
  }

  init(_ compute: @escaping () throws -> Tensor) {
    self.init(compute) { [$0] }
  }

  /// A compiled function of one tree.
  static func compiled<First: PyTree, Result: PyTree>(
    _ first: First, _ function: @escaping (First) throws -> Result
  ) -> PreparedWorkload {
    let compiled = jit(function)
    return PreparedWorkload({ try compiled(first) }, comparing: { try $0.leaves })
  }

  /// A compiled function of two trees.
  static func compiled<First: PyTree, Second: PyTree, Result: PyTree>(
    _ first: First, _ second: Second, _ function: @escaping (First, Second) throws -> Result
  ) -> PreparedWorkload {
    let compiled = jit(function)
    return PreparedWorkload({ try compiled(first, second) }, comparing: { try $0.leaves })
  }

  /// A compiled function of three trees.
  static func compiled<First: PyTree, Second: PyTree, Third: PyTree, Result: PyTree>(
    _ first: First, _ second: Second, _ third: Third, _ function: @escaping (First, Second, Third) throws -> Result
  ) -> PreparedWorkload {
    let compiled = jit(function)
    return PreparedWorkload({ try compiled(first, second, third) }, comparing: { try $0.leaves })
  }

  /// A function of a state that is fed its last result: the state after the first call is compared.
  static func chained<State>(
    from start: State, _ step: @escaping (State) throws -> State,
    comparing compared: @escaping (State) throws -> [Tensor]
  ) -> PreparedWorkload {
    var state = start
    let compute = {
      state = try step(state)
      return state
    }
    return PreparedWorkload(compute, comparing: compared)
  }
}

/// A tree of two.
struct Pair<First: PyTree, Second: PyTree>: PyTree {
  var first: First
  var second: Second

  init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }
}
