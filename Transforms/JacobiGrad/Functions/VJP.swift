import JacobiCore
import JacobiPrimitives

/// The value of a function, and the pullback that turns a cotangent of the value into a cotangent of the argument.
///
///     let (y, pullback) = try vjp({ (x: Tensor) in square(x) }, at: Tensor([1.0, 3]))
///     y                                 // [1. 9.]
///     try pullback(Tensor([1.0, 10]))   // [2. 60.]
///
/// The function runs once, here. The pullback can be called any number of times; it gives a tree like the argument.
/// Complex numbers follow JAX: no conjugation. Integers and Booleans have no cotangents: in the argument they are constants,
/// for which the pullback gives `Tensor.noTangent`; what stands for those of the value in the tree given to the pullback is
/// ignored.
///
/// - Parameters:
///   - f: a function of a tree with at least one floating or complex leaf, with a tree or tuple of trees as its result.
///   - point: the argument.
/// - Throws: the first `TensorError` of the function, or what it throws;
///   `TensorError.nonDifferentiable` if all leaves of the argument are integers or Booleans. The pullback
///   throws for a cotangent that is not like the value.
public func vjp<Result, Argument: PyTree>(
  _ f: (Argument) throws -> Result, at point: Argument
) throws -> (value: Result, pullback: Fn<Argument, Result>) {
  let (value, pullback) = try valueAndPullback(f, at: point)
  return (value, Fn(pullback))
}

/// The value of a function of several arguments, and the pullback to cotangents of all of them, as a tuple.
///
///     let (y, pullback) = try vjp({ (a: Tensor, b: Tensor) in a * b }, at: Tensor([1.0, 2]), Tensor([3.0, 4]))
///     let (da, db) = try pullback(Tensor([1.0, 1]))
///     da  // [3. 4.]
///     db  // [1. 2.]
public func vjp<Result, each Argument: PyTree>(
  _ f: (repeat each Argument) throws -> Result, at point: repeat each Argument
) throws -> (value: Result, pullback: Fn<(repeat each Argument), Result>) {
  let (value, pullback) = try valueAndPullback(
    { (arguments: (repeat each Argument)) in try f(repeat each arguments) }, at: (repeat each point))
  return (value, Fn(pullback))
}

/// The value of a transformed function, and its pullback.
public func vjp<Result, First: PyTree, each Rest: PyTree>(
  _ f: Fn<Result, First, repeat each Rest>, at first: First, _ rest: repeat each Rest
) throws -> (value: Result, pullback: Fn<(First, repeat each Rest), Result>) {
  let body: (First, repeat each Rest) throws -> Result = f.body
  return try vjp(body, at: first, repeat each rest)
}

private func valueAndPullback<Input, Result>(
  _ f: (Input) throws -> Result, at point: Input
) throws -> (value: Result, pullback: (Result) throws -> Input) {
  let (value, input, output, map) = try linearizeTrees("vjp", f, at: point)
  let pullback = { (cotangent: Result) in
    try withTensorErrors {
      let cotangents = try map.pullBack(output.derivatives(cotangent, "cotangent", for: "pullback"))
      return try input.tree(of: Input.self, input.filled(input.spread(cotangents)), for: "pullback")
    }
  }
  return (value, pullback)
}

/// Linearizes a function of trees.
func linearizeTrees<Input, Result>(
  _ name: String, _ f: (Input) throws -> Result, at point: Input
) throws -> (value: Result, input: Leaves, output: Leaves, map: LinearMap) {
  try withTensorErrors {
    let input = try Leaves(point, for: name)
    try input.requireDifferentiable(for: name)
    var output: Leaves?
    let linearization = try linearize(input, name: name) { leaves in
      let result = try Leaves(f(input.tree(leaves, for: name)), for: name)
      output = result
      return (result.tensors, [])
    }
    var results = output!
    results.tensors = linearization.results
    return (try results.tree(results.tensors, for: name), input, results, linearization.map.pruned())
  }
}

extension Leaves {
  /// Derivatives of the leaves: zeros in place of those that are known to be zero, `noTangent` for leaves that have none.
  func filled(_ derivatives: [Tensor?]) -> [Tensor] {
    zip(zip(tensors, isInexact), derivatives).map { leaf, derivative in
      if leaf.0.isInvalid { return derivative ?? .invalid }
      return leaf.1 ? derivative ?? .zeros(leaf.0.type) : .noTangent
    }
  }
}
