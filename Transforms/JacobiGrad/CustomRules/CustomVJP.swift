import JacobiCore
import JacobiPrimitives

/// A function with a reverse derivative that you give: a forward pass that keeps what the backward pass needs, and the
/// backward pass.
///
///     let clipped = customVJP { (x: Tensor) in x } forward: { (x: Tensor) in
///       (x, x)
///     } backward: { (x: Tensor, cotangent: Tensor) in
///       which(abs(x) .< 1, cotangent, 0)
///     }
///     try grad { (x: Tensor) in try clipped(3 * x) }(Tensor(0.25))  // 3.0
///     try grad { (x: Tensor) in try clipped(3 * x) }(Tensor(0.5))   // 0.0
///
/// Forward mode works, too: the backward pass is linear in the cotangent, and its transpose gives the tangent. Where an
/// operation of the backward pass cannot be transposed, or for another forward derivative, give a `jvp` rule.
///
/// Function and rules see numbers under the same circumstances as under `grad`: outside `jit` and `vmap`. Elsewhere they
/// are traced, and their Swift code may run more than once. They may capture tensors, also those of enclosing
/// transformations, but not what the function is differentiated with respect to: that has to be an argument, since the
/// rules say nothing of it, and is an error otherwise.
/// Arguments without leaves, such as `Int`s, are not differentiated: the backward pass returns them as they are.
///
/// Make such a function once and keep it: one made within a function that is transformed is another one at each call, and
/// what was derived from programs with it is forgotten when the transformation ends.
///
/// - Parameters:
///   - f: a function of trees, with a tree or tuple of trees as its result.
///   - jvp: for forward mode, the value and its tangent from the argument and its tangent, as for `customJVP`.
///   - forward: the value, and the residuals: a tree or tuple of trees that the backward pass gets.
///   - backward: from the residuals and the cotangent of the value to that of the argument. Cotangents of integer and Boolean leaves are ignored; `Tensor.noTangent` stands for zero.
/// - Returns: a function that throws what `f` and its rules throw, and `TensorError`s for cotangents that are not like the
///   arguments.
public func customVJP<Result: Sendable, Residuals: Sendable, Argument: PyTree & Sendable>(
  _ f: @escaping @Sendable (Argument) throws -> Result,
  jvp: (@Sendable (_ primal: Argument, _ tangent: Argument) throws -> (value: Result, tangent: Result))? = nil,
  forward: @escaping @Sendable (Argument) throws -> (value: Result, residuals: Residuals),
  backward: @escaping @Sendable (_ residuals: Residuals, _ cotangent: Result) throws -> Argument
) -> Fn<Result, Argument> {
  let function = CustomVJP(function: f, jvp: jvp, forward: forward, backward: backward)
  return Fn { try function($0) }
}

/// A function of several arguments with a reverse derivative that you give; its backward pass gives a tuple.
///
///     let product = customVJP { (x: Tensor, y: Tensor) in x * y } forward: { x, y in
///       (x * y, (x, y))
///     } backward: { residuals, cotangent in
///       (cotangent * residuals.1, cotangent * residuals.0)
///     }
///     try grad(product)(Tensor(2.0), Tensor(3.0))  // 3.0
public func customVJP<
  Result: Sendable, Residuals: Sendable, First: PyTree & Sendable, Second: PyTree & Sendable,
  each Rest: PyTree & Sendable
>(
  _ f: @escaping @Sendable (First, Second, repeat each Rest) throws -> Result,
  jvp: (
    @Sendable (
      _ primals: (First, Second, repeat each Rest), _ tangents: (First, Second, repeat each Rest)
    ) throws -> (value: Result, tangent: Result)
  )? = nil,
  forward: @escaping @Sendable (First, Second, repeat each Rest) throws -> (value: Result, residuals: Residuals),
  backward:
    @escaping @Sendable (_ residuals: Residuals, _ cotangent: Result) throws -> (First, Second, repeat each Rest)
) -> Fn<Result, First, Second, repeat each Rest> {
  let function = CustomVJP<(First, Second, repeat each Rest), Result, Residuals>(
    function: ofTuple(f), jvp: jvp, forward: ofTuple(forward), backward: backward)
  return Fn { (first: First, second: Second, rest: repeat each Rest) in try function((first, second, repeat each rest))
  }
}

/// A function of trees with rules for its reverse derivative.
private struct CustomVJP<Input, Result: Sendable, Residuals: Sendable>: Sendable {
  var function: @Sendable (Input) throws -> Result
  var jvp: TangentRule<Input, Result>?
  var forward: @Sendable (Input) throws -> (value: Result, residuals: Residuals)
  var backward: @Sendable (_ residuals: Residuals, _ cotangent: Result) throws -> Input
  let isClosed: Bool
  let memory = Memory<TreeStructure, LeafFunction>()

  init(
    function: @escaping @Sendable (Input) throws -> Result, jvp: TangentRule<Input, Result>?,
    forward: @escaping @Sendable (Input) throws -> (value: Result, residuals: Residuals),
    backward: @escaping @Sendable (_ residuals: Residuals, _ cotangent: Result) throws -> Input
  ) {
    self.function = function
    self.jvp = jvp
    self.forward = forward
    self.backward = backward
    isClosed = Trace.current == nil
  }

  func callAsFunction(_ input: Input) throws -> Result {
    try withTensorErrors {
      let input = try Leaves(input, for: "customVJP")
      return try memory.value(for: input.structure) {
        LeafFunction(
          function, structure: input.structure, name: "customVJP", isClosed: isClosed,
          jvp: jvp.map { leafRule(of: $0, structure: input.structure, name: "customVJP") },
          vjp: forwardPass(structure: input.structure))
      }(input.tensors)
    }
  }

  private func forwardPass(structure: TreeStructure) -> LeafFunction.Forward {
    let (forward, backward) = (forward, backward)
    let backwardPasses = Memory<BackwardPass, TensorFunction>()
    return { operands, result in
      let input = Leaves(tensors: operands, structure: structure)
      let (value, residuals) = try forward(input.tree(operands, for: "customVJP"))
      let results = try result.leaves(of: value, for: "customVJP")
      let (kept, output) = (try Leaves(residuals, for: "customVJP"), try Leaves(value, for: "customVJP"))
      let pass = BackwardPass(residuals: kept.structure, input: input.types, output: output.types)
      let function = backwardPasses.value(for: pass) {
        TensorFunction("customVJP") { try pass.cotangents($0, backward) }
      }
      return CustomRules.ForwardPass(results: results, residuals: kept.tensors, backward: function)
    }
  }
}

/// The structures and types by which a backward pass of trees becomes one of leaves.
private struct BackwardPass: Hashable, Sendable {
  var residuals: TreeStructure
  var input: LeafTypes
  var output: LeafTypes

  func cotangents<Input, Result, Residuals>(
    _ arguments: [Tensor], _ backward: (_ residuals: Residuals, _ cotangent: Result) throws -> Input
  ) throws -> [Tensor] {
    let name = "customVJP"
    let kept: Residuals = try unflattenTree(
      leaves: Array(arguments.prefix(residuals.leafCount)), structure: residuals, for: name)
    var given = arguments.dropFirst(residuals.leafCount)
    let cotangents = output.types.map { $0.dtype.isInexact ? given.removeFirst() : .noTangent }
    let cotangent: Result = try unflattenTree(leaves: cotangents, structure: output.structure, for: name)
    return try input.derivatives(backward(kept, cotangent), "cotangent", for: name)
  }
}
