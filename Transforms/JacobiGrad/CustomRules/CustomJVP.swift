import JacobiCore
import JacobiPrimitives

/// A function with a derivative that you give: one rule that serves forward and reverse mode, and every order.
///
///     let logistic = customJVP { (x: Tensor) in 1 / (1 + exp(-x)) } rule: { (x: Tensor, dx: Tensor) in
///       let y = 1 / (1 + exp(-x))
///       return (y, dx * y * (1 - y))
///     }
///     try grad(logistic)(Tensor(0.0))  // 0.25
///
/// The rule gets the argument and its tangent, and gives the value and its tangent,
/// which has to be linear in the tangent of the argument: reverse mode transposes what the rule does. The tangent of an
/// integer or Boolean leaf is `Tensor.noTangent`.
///
/// Function and rule see numbers under the same circumstances as under `grad`: outside `jit` and `vmap`. Elsewhere they
/// are traced, and their Swift code may run more than once. They may capture tensors, also those of enclosing
/// transformations, but not what the function is differentiated with respect to: that has to be an argument, since the
/// rule says nothing of it, and is an error otherwise.
///
/// Make such a function once and keep it: one made within a function that is transformed is another one at each call, and
/// what was derived from programs with it is forgotten when the transformation ends.
///
/// - Parameters:
///   - f: a function of trees, with a tree or tuple of trees as its result.
///   - rule: its value and the tangent of that.
/// - Returns: a function that throws what `f` and `rule` throw, and `TensorError`s for a rule whose tangent is not like the
///   value, or whose value is not like that of `f`. (Where the rule alone is run, with numbers, its value is the result.)
public func customJVP<Result: Sendable, Argument: PyTree & Sendable>(
  _ f: @escaping @Sendable (Argument) throws -> Result,
  rule: @escaping @Sendable (_ primal: Argument, _ tangent: Argument) throws -> (value: Result, tangent: Result)
) -> Fn<Result, Argument> {
  let function = CustomJVP(function: f, rule: rule)
  return Fn { try function($0) }
}

/// A function of several arguments with a derivative that you give; its rule gets two tuples.
///
///     let product = customJVP { (x: Tensor, y: Tensor) in x * y } rule: { primals, tangents in
///       let ((x, y), (dx, dy)) = (primals, tangents)
///       return (x * y, dx * y + x * dy)
///     }
///     try grad(product)(Tensor(2.0), Tensor(3.0))  // 3.0
public func customJVP<
  Result: Sendable, First: PyTree & Sendable, Second: PyTree & Sendable, each Rest: PyTree & Sendable
>(
  _ f: @escaping @Sendable (First, Second, repeat each Rest) throws -> Result,
  rule:
    @escaping @Sendable (
      _ primals: (First, Second, repeat each Rest), _ tangents: (First, Second, repeat each Rest)
    ) throws -> (value: Result, tangent: Result)
) -> Fn<Result, First, Second, repeat each Rest> {
  let function = CustomJVP<(First, Second, repeat each Rest), Result>(function: ofTuple(f), rule: rule)
  return Fn { (first: First, second: Second, rest: repeat each Rest) in try function((first, second, repeat each rest))
  }
}

/// A function of trees with a rule for its derivative.
private struct CustomJVP<Input, Result: Sendable>: Sendable {
  var function: @Sendable (Input) throws -> Result
  var rule: TangentRule<Input, Result>
  let isClosed: Bool
  let memory = Memory<TreeStructure, LeafFunction>()

  init(function: @escaping @Sendable (Input) throws -> Result, rule: @escaping TangentRule<Input, Result>) {
    self.function = function
    self.rule = rule
    isClosed = Trace.current == nil
  }

  func callAsFunction(_ input: Input) throws -> Result {
    try withTensorErrors {
      let input = try Leaves(input, for: "customJVP")
      return try memory.value(for: input.structure) {
        let structure = input.structure
        return LeafFunction(
          function, structure: structure, name: "customJVP", isClosed: isClosed,
          jvp: leafRule(of: rule, structure: structure, name: "customJVP"))
      }(input.tensors)
    }
  }
}
