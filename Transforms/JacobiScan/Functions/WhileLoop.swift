import JacobiCore
import JacobiPrimitives

/// Runs a function as long as a condition holds, carrying a value from step to step.
///
///     let root = whileLoop(from: Tensor(1.0)) { x in
///       abs(x * x - 2) .> 1e-6
///     } do: { x in
///       (x + 2 / x) / 2
///     }
///     root  // 1.4142135
///
/// The loop is one operation, like a `scan`, and the number of steps need not be known. Under `vmap` it goes on until all
/// examples have finished, and those that have keep their values: loops and callbacks in it are never given these, so
/// that it ends if it does for each example. Keeping the values of an array of which a step changes a part costs as much as
/// that part, but as much as the array where the change is made in a branch. It can be differentiated in reverse as well:
/// the backward pass keeps a bounded number of carries and computes the others again.
///
/// - Parameters:
///   - state: the first value of the carry, a tree or a tuple of trees.
///   - checkpoints: how many carries reverse differentiation keeps. With `k` and at most `C(k + r, k)` steps, each step is
///     computed at most `r` more times: with the 32 of the default, 6,545 steps three times, 435,897 five times. More than
///     65,536 are not kept.
///   - progress: reports how far the loop is while it runs.
///   - condition: a Boolean scalar from the carry.
///   - body: the next carry, of the same structure, shapes and dtypes.
/// - Returns: the first carry for which the condition does not hold.
/// - Throws: what `condition` and `body` throw. A carry that changes is a mistake of the operation.
public func whileLoop<State, Failure: Error>(
  from state: State, checkpoints: Int = While.defaultCheckpoints, progress: LoopProgress? = nil,
  while condition: (State) throws(Failure) -> Tensor, do body: (State) throws(Failure) -> State
) throws(Failure) -> State {
  try reportingMistakes(in: "whileLoop") { (code: UserCode<State, Failure>) in
    guard let progress else { return try whileTrees(from: state, checkpoints: checkpoints, code, condition, body) }
    code.keep(state)
    return try whileTrees(from: (state, Tensor.zeroSteps), userPath: ".0", checkpoints: checkpoints, code) {
      (counted: (State, Tensor)) throws(Failure) in
      try condition(counted.0)
    } _: { (counted: (State, Tensor)) throws(Failure) in
      let next = try body(counted.0)
      let done = Add()(counted.1, .oneStep)
      progress.trace(done, of: nil)
      return (next, done)
    }.0
  } fallback: { () throws(Failure) in
    state
  }
}

func whileTrees<State, Whole, Failure: Error>(
  from state: State, userPath: String = "", checkpoints: Int, name: String = "whileLoop",
  _ code: UserCode<Whole, Failure>,
  _ condition: (State) throws(Failure) -> Tensor, _ body: (State) throws(Failure) -> State
) throws -> State {
  var carried = try CarriedTree(state, for: name, userPath: userPath)
  if let whole = state as? Whole { code.keep(whole) }
  while true {
    var next: [Tensor] = []
    let step = try TracedBody(carried.types, name: name) { inputs in
      let state: State = try carried.tree(inputs)
      next = try carried.next(try code.run { () throws(Failure) in try body(state) })
      return next
    }
    if carried.adopt(next) { continue }
    try carried.requireUnchanged(next)
    let test = try TracedBody(carried.types, name: name) { inputs in
      let state: State = try carried.tree(inputs)
      let holds = try code.run { () throws(Failure) in try condition(state) }
      try requireCondition(holds, name)
      return [holds]
    }
    let (programs, captured) = try [test, step].sharingCaptured()
    let loop = While(
      condition: programs[0], body: programs[1], constantCount: captured.count, checkpoints: checkpoints)
    return try carried.tree(loop.resultsOfChanging(captured + carried.leaves))
  }
}

func requireCondition(_ holds: Tensor, _ name: String) throws(TensorError) {
  guard holds.type == TensorType(.bool, []) || holds.isInvalid else {
    throw .shapeMismatch(
      expected: "a Boolean scalar from the condition", actual: "\(holds.type)", operation: Operation(name))
  }
}
