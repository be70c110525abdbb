import JacobiCore
import JacobiPrimitives

/// Runs a function on one element after the other, carrying a value from step to step.
///
///     let xs = Tensor([1.0, 2.0, 3.0])
///     let (total, sums) = scan(over: xs, from: 0) { (sum: Tensor, x: Tensor) in
///       let next = sum + x
///       return (next, next)
///     }
///     total  // 6.0
///     sums  // [1. 3. 6.]
///
/// The loop is one operation: it is compiled to a loop, differentiated in both modes, batched, and nests with everything.
/// `body` is traced once, so it must compute with tensors; it may use tensors from outside. The carry keeps its structure,
/// shapes and dtypes; a number such as `0` above takes the dtype that it has after a step.
///
/// - Parameters:
///   - elements: a tree of tensors, or a tuple of trees, with the steps along axis 0.
///   - carry: the first value of the carry, a tree or a tuple of trees.
///   - reverse: whether to go from the last element to the first; results lie where their elements are.
///   - unroll: how many steps one iteration of the compiled loop carries out; the result is the same. A loop with
///     `checkpoints` is left as it is.
///   - checkpoints: how many carries reverse differentiation keeps; the steps between are computed again. `nil` keeps what it
///     needs of every step. With `k` checkpoints and at most `C(k + r, k)` steps, each step is computed at most `r` more times:
///     20 checkpoints reverse 10,000 steps with four more computations of each.
///   - progress: reports how far the loop is while it runs.
///   - body: from the carry and the elements of a step to the next carry and a result of the step, both trees or tuples.
/// - Returns: the last carry, and the results of all steps, stacked along a new axis 0.
/// - Throws: what `body` throws. A carry that changes, and elements of different lengths, are mistakes of the operation.
public func scan<Carry, Elements, Result, Failure: Error>(
  over elements: Elements, from carry: Carry, reverse: Bool = false, unroll: Int = 1, checkpoints: Int? = nil,
  progress: LoopProgress? = nil, _ body: (_ carry: Carry, _ element: Elements) throws(Failure) -> (Carry, Result)
) throws(Failure) -> (Carry, Result) {
  let options = ScanOptions(isReversed: reverse, unroll: unroll, checkpoints: checkpoints, progress: progress)
  return try reportingMistakes(in: "scan") { (code: UserCode<(Carry, Result), Failure>) in
    try scanTrees(over: elements, from: carry, length: nil, options, code, body)
  } fallback: { () throws(Failure) in
    try body(standIn(for: carry, in: "scan"), standIn(for: elements, in: "scan", isElement: true))
  }
}

/// Runs a function a number of times, carrying a value from step to step.
///
///     let (last, powers) = scan(length: 4, from: 1) { (power: Tensor) in (power * 2, power) }
///     last  // 16
///     powers  // [1 2 4 8]
///
/// See the form that takes elements.
///
/// - Parameters:
///   - length: the number of steps, which may be symbolic.
///   - carry: the first value of the carry, a tree or a tuple of trees.
///   - unroll: how many steps one iteration of the compiled loop carries out; the result is the same.
///   - checkpoints: how many carries reverse differentiation keeps; by default what it needs of every step.
///   - progress: reports how far the loop is while it runs.
///   - body: from the carry to the next carry and a result of the step.
/// - Returns: the last carry, and the results of all steps, stacked along a new axis 0.
/// - Throws: what `body` throws.
public func scan<Carry, Result, Failure: Error>(
  length: Dimension, from carry: Carry, unroll: Int = 1, checkpoints: Int? = nil,
  progress: LoopProgress? = nil, _ body: (_ carry: Carry) throws(Failure) -> (Carry, Result)
) throws(Failure) -> (Carry, Result) {
  let options = ScanOptions(unroll: unroll, checkpoints: checkpoints, progress: progress)
  return try reportingMistakes(in: "scan") { (code: UserCode<(Carry, Result), Failure>) in
    try scanTrees(over: (), from: carry, length: length, options, code) { (carry, _: Void) throws(Failure) in
      try body(carry)
    }
  } fallback: { () throws(Failure) in
    try body(standIn(for: carry, in: "scan"))
  }
}

/// How a scan is carried out.
struct ScanOptions {
  var isReversed = false
  var unroll = 1
  var checkpoints: Int?
  var progress: LoopProgress?
  /// The operation in messages.
  var name = "scan"
  /// Where the user's tree is in the carry.
  var userPath = ""
}

func scanTrees<Carry, Elements, Result, Whole, Failure: Error>(
  over elements: Elements, from carry: Carry, length: Dimension?, _ options: ScanOptions,
  _ code: UserCode<Whole, Failure>, _ body: (Carry, Elements) throws(Failure) -> (Carry, Result)
) throws -> (Carry, Result) {
  if let progress = options.progress {
    let total = try Flattened(elements, for: options.name).commonLength(length, options)
    return try reporting(progress, total, over: elements, from: carry, length: length, options, code, body)
  }
  let elements = try Flattened(elements, for: options.name)
  let length = try elements.commonLength(length, options)
  let elementTypes = elements.types.map { $0.with(shape: $0.shape.removing(axes: [0])) }
  var carried = try CarriedTree(carry, for: options.name, userPath: options.userPath)
  while true {
    var traced: (next: [Tensor], results: Flattened)?
    let program = try TracedBody(carried.types + elementTypes, name: options.name) { inputs in
      let carry: Carry = try carried.tree(Array(inputs.prefix(carried.leaves.count)))
      let element: Elements = try elements.tree(Array(inputs.dropFirst(carried.leaves.count)), for: options.name)
      let (nextCarry, result) = try code.run { () throws(Failure) in try body(carry, element) }
      if let whole = (nextCarry, result) as? Whole { code.keep(whole) }
      let next = try carried.next(nextCarry)
      traced = (next, try Flattened(result, for: options.name))
      return next + traced!.results.leaves
    }
    if carried.adopt(traced!.next) { continue }
    try carried.requireUnchanged(traced!.next)
    let scan = Scan(
      program.program, constantCount: program.captured.count, carryCount: carried.leaves.count, length: length,
      isReversed: options.isReversed, unroll: options.unroll, checkpoints: options.checkpoints)
    let outputs = scan.resultsOfChanging(program.captured + carried.leaves + elements.leaves)
    return (
      try carried.tree(Array(outputs.prefix(carried.leaves.count))),
      try traced!.results.tree(Array(outputs.dropFirst(carried.leaves.count)), for: options.name)
    )
  }
}

/// The same scan, which counts its steps and reports them.
private func reporting<Carry, Elements, Result, Whole, Failure: Error>(
  _ progress: LoopProgress, _ total: Dimension, over elements: Elements, from carry: Carry, length: Dimension?,
  _ options: ScanOptions, _ code: UserCode<Whole, Failure>,
  _ body: (Carry, Elements) throws(Failure) -> (Carry, Result)
) throws -> (Carry, Result) {
  var options = options
  options.progress = nil
  options.userPath = ".0" + options.userPath
  let results = try scanTrees(over: elements, from: (carry, Tensor.zeroSteps), length: length, options, code) {
    (state: (Carry, Tensor), element: Elements) throws(Failure) in
    let (next, result) = try body(state.0, element)
    if let whole = (next, result) as? Whole { code.keep(whole) }
    let done = Add()(state.1, .oneStep)
    progress.trace(done, of: total)
    return ((next, done), result)
  }
  return (results.0.0, results.1)
}

extension Flattened {
  /// The number of steps, on which the leading axes of all leaves must agree.
  fileprivate func commonLength(_ requested: Dimension?, _ options: ScanOptions) throws(TensorError) -> Dimension {
    var length = requested
    for (index, leaf) in leaves.enumerated() {
      guard let size = leaf.shape.dimensions.first else {
        throw .shapeMismatch(
          expected: "the steps along axis 0 of the elements\(structure.leafPaths[index])", actual: "\(leaf.type)",
          operation: Operation(options.name))
      }
      guard let known = length else {
        length = size
        continue
      }
      guard known == size || Dimension.decide(known, .equal, size) == true else {
        let sizes = zip(structure.leafPaths, leaves).map { "\($1.shape.dimensions.first ?? 0) at elements\($0)" }
        throw .shapeMismatch(
          expected: "elements of one length", actual: sizes.joined(separator: ", "),
          operation: Operation(options.name))
      }
    }
    guard let length else {
      throw .invalidArgument(
        name: "elements", expected: "at least one tensor, or `length` to be given", actual: "none",
        operation: Operation(options.name))
    }
    return length
  }
}
