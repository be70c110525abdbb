import JacobiCore
import JacobiPrimitives

/// The value of a function and its derivative along a tangent, computed together.
///
///     let (y, dy) = try jvp({ (x: Tensor) in square(x) }, at: Tensor([1.0, 3]), along: Tensor([1.0, 10]))
///     y   // [1. 9.]
///     dy  // [2. 60.]
///
/// Costs a small multiple of the function itself, in time and in memory. Integers and Booleans have no
/// tangents: in an argument they are constants, and the tangent of the value has `Tensor.noTangent` in their place.
///
/// - Parameters:
///   - f: a function of trees with floating or complex leaves, with a tree or tuple of trees as its result.
///   - first: the first argument.
///   - rest: the other arguments.
///   - direction: the tangent of the first argument: a tree like it.
///   - directions: the tangents of the others.
/// - Throws: the first `TensorError` of the function, or what it throws;
///   `TensorError.nonDifferentiable` if all leaves of the arguments are integers or Booleans;
///   `TensorError.treeMismatch` and others for a tangent that is not like its argument.
public func jvp<Result, First: PyTree, each Rest: PyTree>(
  _ f: (First, repeat each Rest) throws -> Result, at first: First, _ rest: repeat each Rest, along direction: First,
  _ directions: repeat each Rest
) throws -> (value: Result, tangent: Result) {
  try withoutActuallyEscaping(f) { f in
    try valueAndTangent(ofTuple(f), at: (first, repeat each rest), along: (direction, repeat each directions))
  }
}

private func ofTuple<Result, each Argument>(
  _ f: @escaping (repeat each Argument) throws -> Result
) -> ((repeat each Argument)) throws -> Result {
  { arguments in try f(repeat each arguments) }
}

/// The value of a transformed function and its derivative along a tangent.
public func jvp<Result, First: PyTree, each Rest: PyTree>(
  _ f: Fn<Result, First, repeat each Rest>, at first: First, _ rest: repeat each Rest, along direction: First,
  _ directions: repeat each Rest
) throws -> (value: Result, tangent: Result) {
  let body: (First, repeat each Rest) throws -> Result = f.body
  return try jvp(body, at: first, repeat each rest, along: direction, repeat each directions)
}

private func valueAndTangent<Input, Result>(
  _ f: (Input) throws -> Result, at point: Input, along direction: Input
) throws -> (value: Result, tangent: Result) {
  let name = "jvp"
  return try withTensorErrors {
    let input = try Leaves(point, for: name)
    try input.requireDifferentiable(for: name)
    let tangents = try input.derivatives(direction, "tangent", for: name)
    let trace = JVPTrace(name: name)
    return try trace.run {
      let arguments = zip(input.tensors, tangents).map { trace.tensor($0, tangent: $1) }
      var output = try Leaves(f(input.tree(arguments, for: name)), for: name)
      let results = try output.tensors.map { try trace.returnedParts(of: $0) }
      output.tensors = results.map(\.primal)
      let outputTangents = trace.inParent { output.filled(results.map(\.tangent)) }
      return (
        try output.tree(output.tensors, for: name), try output.tree(outputTangents, for: name)
      )
    }
  }
}

/// The product of a function's Hessian and a vector, by forward over reverse differentiation.
///
///     func loss(_ x: Tensor) -> Tensor { (x * x * x).sum() }
///     try hvp(loss, at: Tensor([1.0, 2]), along: Tensor([1.0, 1]))  // [6. 12.]
///
/// Costs about as much as two gradients; the Hessian itself is never formed.
///
/// Further arguments are constants:
///
///     let energy = { (x: Tensor, stiffness: Tensor) in (stiffness * x * x).sum() }
///     try hvp(energy, at: Tensor([1.0, 2]), Tensor(3.0), along: Tensor([1.0, 0]))  // [6. 0.]
///
/// - Throws: as `grad` and `jvp` do.
public func hvp<Argument: PyTree, each Other>(
  _ f: @escaping (Argument, repeat each Other) throws -> Tensor, at point: Argument, _ other: repeat each Other,
  along direction: Argument
) throws -> Argument {
  let slope = grad { (x: Argument) in try f(x, repeat each other) }
  return try jvp(slope, at: point, along: direction).tangent
}

/// The product of a transformed function's Hessian and a vector.
public func hvp<Argument: PyTree, each Other>(
  _ f: Fn<Tensor, Argument, repeat each Other>, at point: Argument, _ other: repeat each Other,
  along direction: Argument
) throws -> Argument {
  let slope = grad { (x: Argument) in try f(x, repeat each other) }
  return try jvp(slope, at: point, along: direction).tangent
}

/// The tensor, with a derivative of zero.
///
///     func product(_ x: Tensor) -> Tensor { x * stopGradient(x) }
///     try grad(product)(Tensor(3.0))  // 3.0
public func stopGradient(_ x: Tensor) -> Tensor { StopGradient()(x) }

/// The tree, with a derivative of zero.
public func stopGradient<Tree: PyTree>(_ tree: Tree) throws -> Tree {
  try tree.mapLeaves(stopGradient)
}
