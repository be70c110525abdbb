import JacobiCore
import JacobiPrimitives

/// A function with a batching rule that you give: what `vmap` does in its place.
///
///     let total = customVMap { (x: Tensor, y: Tensor) in
///       (x * y).sum()
///     } rule: { size, isBatched, x, y in
///       (x * y).sum(axis: -1)
///     }
///     try vmap(total, in: 0, nil)(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([1.0, 10.0]))  // [21. 43.]
///
/// The rule gets the number of examples, which leaves of the arguments are batched, in order, and the arguments with the examples
/// along axis 0 of those leaves; the others are the same for all examples. It gives the results of all examples, along
/// axis 0 of each leaf. Nested `vmap`s call it for the innermost and batch what it does for the others.
///
/// What is transformed first decides what is differentiated: in `grad(vmap(f))` what the rule does, in `vmap(grad(f))`
/// the function `f` itself. The rule may capture tensors; where what function or rule captures differs between examples,
/// `vmap` applies to `f`, without the rule. Under a transformation, function and rule are traced: their Swift code may run
/// more than once. To find what it captures, the rule of a function that was made in a transformation is also traced for a
/// batch of two examples in which all leaves are batched; what that gives is thrown away, and so are its mistakes.
///
/// Make such a function once and keep it: one made within a function that is transformed is another one at each call, and
/// what was derived from programs with it is forgotten when the transformation ends.
///
/// - Parameters:
///   - f: a function of trees, with a tree or tuple of trees as its result.
///   - rule: the function for a batch of examples.
/// - Returns: a function that throws what `f` and `rule` throw, and a `TensorError` for a batched result that is not like that
///   of one example in its shape and dtype.
public func customVMap<Result: Sendable, First: PyTree & Sendable, each Rest: PyTree & Sendable>(
  _ f: @escaping @Sendable (First, repeat each Rest) throws -> Result,
  rule:
    @escaping @Sendable (_ size: Dimension, _ isBatched: [Bool], _ first: First, _ rest: repeat each Rest) throws ->
    Result
) -> Fn<Result, First, repeat each Rest> {
  let function = CustomVMap<(First, repeat each Rest), Result>(function: ofTuple(f), rule: batchOfTuple(rule))
  return Fn { (first: First, rest: repeat each Rest) in try function((first, repeat each rest)) }
}

private func ofTuple<Result, each Argument>(
  _ f: @escaping @Sendable (repeat each Argument) throws -> Result
) -> @Sendable ((repeat each Argument)) throws -> Result {
  { arguments in try f(repeat each arguments) }
}

private func batchOfTuple<Result, each Argument>(
  _ rule: @escaping @Sendable (Dimension, [Bool], repeat each Argument) throws -> Result
) -> @Sendable (Dimension, [Bool], (repeat each Argument)) throws -> Result {
  { size, isBatched, arguments in try rule(size, isBatched, repeat each arguments) }
}

/// A function of trees with a batching rule.
private struct CustomVMap<Input, Result: Sendable>: Sendable {
  var function: @Sendable (Input) throws -> Result
  var rule: @Sendable (Dimension, [Bool], Input) throws -> Result
  /// Whether the rule need not be searched for what it captures, since no transformation was running when it was made.
  let isClosed: Bool
  let memory = Memory<TreeStructure, CustomRules>()
  private let name = "customVMap"

  init(
    function: @escaping @Sendable (Input) throws -> Result,
    rule: @escaping @Sendable (Dimension, [Bool], Input) throws -> Result
  ) {
    self.function = function
    self.rule = rule
    isClosed = Trace.current == nil
  }

  func callAsFunction(_ input: Input) throws -> Result {
    // With numbers at hand nothing is batched here.
    let (leaves, structure) = try flattenTree(input, for: name)
    if !Trace.isRecording, leaves.allSatisfy({ $0.value != nil }) { return try function(input) }
    return try withTensorErrors {
      for leaf in leaves { try leaf.requireUsable(in: name) }
      let rules = memory.value(for: structure) { batchingRules(for: structure) }
      let result = ResultStructure()
      let outputs = try CustomCall.results(
        of: { try result.leaves(of: function(unflattenTree(leaves: $0, structure: structure)), for: name) },
        name: name, rules: rules, isClosed: isClosed, leaves)
      return try result.tree(outputs, for: name)
    }
  }

  private func batchingRules(for structure: TreeStructure) -> CustomRules {
    let (name, rule) = (name, rule)
    let batching = CustomRules.Batched(name) { operands, isBatched, size in
      let input: Input = try unflattenTree(leaves: operands, structure: structure, for: name)
      let (leaves, _) = try flattenTree(rule(size, isBatched, input), for: name)
      return (leaves, leaves.map { _ in true })
    }
    return CustomRules(batching: batching)
  }
}
