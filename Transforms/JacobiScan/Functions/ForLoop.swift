import JacobiCore
import JacobiPrimitives

/// Runs a function for each number in a range, carrying a value from step to step.
///
///     let sum = forLoop(0..<5, from: 0.0) { (i: Tensor, sum: Tensor) in sum + i * i }
///     sum  // 30.0
///
/// The same as a `scan` without results.
///
/// - Parameters:
///   - range: the numbers, which `body` gets as `int32` scalars.
///   - state: the first value of the carry, a tree or a tuple of trees.
///   - unroll: how many steps one iteration of the compiled loop carries out; the result is the same. A loop with
///     `checkpoints` is left as it is.
///   - checkpoints: how many carries reverse differentiation keeps; by default what it needs of every step.
///   - progress: reports how far the loop is while it runs.
///   - body: from the number of the step and the carry to the next carry.
/// - Returns: the last carry.
/// - Throws: what `body` throws.
public func forLoop<State, Failure: Error>(
  _ range: Range<Int>, from state: State, unroll: Int = 1, checkpoints: Int? = nil,
  progress: LoopProgress? = nil, _ body: (_ index: Tensor, _ state: State) throws(Failure) -> State
) throws(Failure) -> State {
  try countedLoop(
    range, state,
    ScanOptions(unroll: unroll, checkpoints: checkpoints, progress: progress, name: "forLoop"), body)
}

/// Runs a function for each number below a size, which may be symbolic; see the form for ranges.
///
///     forLoop(count: 3, from: 1) { (_: Tensor, x: Tensor) in x * 2 }  // 8
public func forLoop<State, Failure: Error>(
  count: Dimension, from state: State, unroll: Int = 1, checkpoints: Int? = nil,
  progress: LoopProgress? = nil, _ body: (_ index: Tensor, _ state: State) throws(Failure) -> State
) throws(Failure) -> State {
  try countedLoop(
    0..<max(count.known ?? 0, 0), count: count, state,
    ScanOptions(unroll: unroll, checkpoints: checkpoints, progress: progress, name: "forLoop"), body)
}

private func countedLoop<State, Failure: Error>(
  _ range: Range<Int>, count: Dimension? = nil, _ state: State, _ options: ScanOptions,
  _ body: (Tensor, State) throws(Failure) -> State
) throws(Failure) -> State {
  try reportingMistakes(in: options.name) { (code: UserCode<State, Failure>) in
    code.keep(state)
    let first = Tensor(TensorValue(scalar: try int32(range.lowerBound, options.name)))
    // Only of bounds that are int32 the difference is sure to be an `Int`.
    _ = try int32(range.upperBound, options.name)
    let length = count ?? Dimension(range.count)
    var options = options
    options.userPath = ".1" + options.userPath
    let (last, _) = try scanTrees(over: (), from: (first, state), length: length, options, code) {
      (carry: (Tensor, State), _: Void) throws(Failure) in
      let next = try body(carry.0, carry.1)
      return ((Add()(carry.0, .ones(carry.0.type)), next), ())
    }
    return last.1
  } fallback: { () throws(Failure) in
    state
  }
}

private func int32(_ value: Int, _ name: String) throws(TensorError) -> Int32 {
  guard let value = Int32(exactly: value) else {
    throw .invalidArgument(
      name: "range", expected: "bounds that are int32", actual: "\(value)", operation: Operation(name))
  }
  return value
}

/// Runs a function for each number from a lower bound up to an upper one, of which at least one is known only when the
/// program runs.
///
///     let n = Tensor(4)
///     forLoop(lower: 0, upper: n, from: 1) { (i: Tensor, x: Tensor) in x * (i + 1) }  // 24
///
/// The same as a `whileLoop`, which is differentiated in reverse with a bounded number of carries.
///
/// - Parameters:
///   - lower: the first number, an integer scalar.
///   - upper: the number after the last, an integer scalar. If it is not greater than `lower` nothing is done.
///   - state: the first value of the carry, a tree or a tuple of trees.
///   - checkpoints: how many carries reverse differentiation keeps; see `whileLoop`.
///   - progress: reports how far the loop is while it runs.
///   - body: from the number of the step and the carry to the next carry.
/// - Returns: the last carry.
/// - Throws: what `body` throws.
public func forLoop<State, Failure: Error>(
  lower: Tensor, upper: Tensor, from state: State, checkpoints: Int = While.defaultCheckpoints,
  progress: LoopProgress? = nil, _ body: (_ index: Tensor, _ state: State) throws(Failure) -> State
) throws(Failure) -> State {
  try reportingMistakes(in: "forLoop") { (code: UserCode<State, Failure>) in
    code.keep(state)
    let (first, end) = try bounds(lower, upper)
    return try whileTrees(from: (first, state), userPath: ".1", checkpoints: checkpoints, name: "forLoop", code) {
      (carry: (Tensor, State)) throws(Failure) in
      Less()(carry.0, end)
    } _: { (carry: (Tensor, State)) throws(Failure) in
      let next = (Add()(carry.0, .ones(carry.0.type)), try body(carry.0, carry.1))
      progress?.trace(steps(from: first, to: next.0), ofAll: steps(from: first, to: end))
      return next
    }.1
  } fallback: { () throws(Failure) in
    state
  }
}

/// The number of steps between two numbers, which their own dtype might not hold.
private func steps(from first: Tensor, to end: Tensor) -> Tensor {
  let wide = ConvertElementType(to: .int64)
  return Sub()(wide(end), wide(first))
}

/// The bounds in one dtype: that of the one that is not a number in the program.
private func bounds(_ lower: Tensor, _ upper: Tensor) throws(TensorError) -> (lower: Tensor, upper: Tensor) {
  for (name, bound) in [("lower", lower), ("upper", upper)] where !bound.dtype.isInteger || bound.rank > 0 {
    throw .invalidArgument(
      name: name, expected: "an integer scalar", actual: "\(bound.type)", operation: Operation("forLoop"))
  }
  let isStrong = (!lower.isWeaklyTyped, !upper.isWeaklyTyped)
  if isStrong.0, isStrong.1, lower.dtype != upper.dtype {
    throw .dtypeMismatch(
      expected: "bounds of one dtype", actual: "\(lower.dtype) and \(upper.dtype)", operation: Operation("forLoop"))
  }
  let dtype = isStrong.0 ? lower.dtype : upper.dtype
  return (lower.promoted(to: dtype, isWeak: false), upper.promoted(to: dtype, isWeak: false))
}

/// Runs a function for each number in a range as long as a condition holds, carrying a value from step to step.
///
///     let x = forLoop(0..<100, from: Tensor(1.0)) { (_: Tensor, x: Tensor) in x .< 50 } do: { (_: Tensor, x: Tensor) in x * 2 }
///     x  // 64.0
///
/// Since the number of steps is bounded, reverse differentiation keeps what it needs of each; `checkpoints` limits that.
/// Steps after the end cost next to nothing.
///
/// - Parameters:
///   - range: the numbers, which `body` gets as `int32` scalars.
///   - state: the first value of the carry, a tree or a tuple of trees.
///   - checkpoints: how many carries reverse differentiation keeps; by default what it needs of every step.
///   - progress: reports how far the loop is while it runs, up to the step after which the condition is false.
///   - condition: a Boolean scalar from the number of the step and the carry. Once false it is not asked again.
///   - body: from the number of the step and the carry to the next carry.
/// - Returns: the last carry.
/// - Throws: what `condition` and `body` throw.
public func forLoop<State, Failure: Error>(
  _ range: Range<Int>, from state: State, checkpoints: Int? = nil, progress: LoopProgress? = nil,
  while condition: (_ index: Tensor, _ state: State) throws(Failure) -> Tensor,
  do body: (_ index: Tensor, _ state: State) throws(Failure) -> State
) throws(Failure) -> State {
  let options = ScanOptions(checkpoints: checkpoints, name: "forLoop", userPath: ".1")
  let start = (Tensor(TensorValue(scalar: true)), state)
  return try countedLoop(range, start, options) {
    (index: Tensor, carry: (Tensor, State)) throws(Failure) -> (Tensor, State) in
    let goesOn = try cond(
      carry.0,
      then: { () throws(Failure) in
        let holds = try condition(index, carry.1)
        reporting { () throws(TensorError) in try requireCondition(holds, options.name) }
        return holds
      },
      else: {
        () throws(Failure) in Tensor(TensorValue(scalar: false))
      })
    let next = try cond(
      goesOn,
      then: { () throws(Failure) in
        let next = try body(index, carry.1)
        reporting { () throws(TensorError) in try requireCarry(next, after: carry.1, options.name) }
        let first = Tensor.filled(index.type, with: Double(range.lowerBound))
        progress?.trace(Add()(steps(from: first, to: index), .oneStep), of: Dimension(range.count))
        return next
      }, else: { () throws(Failure) in carry.1 })
    return (goesOn, next)
  }.1
}

/// Reports a mistake under the name of the loop, before the branch in which it happens is found to differ from the other.
private func reporting(_ check: () throws(TensorError) -> Void) {
  do throws(TensorError) { try check() } catch { report(error) }
}

private func requireCarry<State>(_ next: State, after state: State, _ name: String) throws(TensorError) {
  var carried = try CarriedTree(state, for: name)
  let leaves = try carried.next(next)
  if leaves.contains(where: \.isInvalid) || carried.adopt(leaves) { return }
  try carried.requireUnchanged(leaves)
}
