import JacobiCore
import JacobiPrimitives

/// The value of a function, and the pushforward that turns tangents of the arguments into the tangent of the value.
///
///     let (y, pushforward) = try linearize({ (x: Tensor) in square(x) }, at: Tensor([1.0, 3]))
///     y                                    // [1. 9.]
///     try pushforward(Tensor([1.0, 10]))   // [2. 60.]
///
/// Unlike `jvp`, which computes a value and a tangent together, this runs the function once for any number
/// of tangents. Leaves that are integers or Booleans have no tangents, but `Tensor.noTangent` in their place.
///
/// - Throws: as for `vjp`.
public func linearize<Result, First: PyTree, each Rest: PyTree>(
  _ f: (First, repeat each Rest) throws -> Result, at first: First, _ rest: repeat each Rest
) throws -> (value: Result, pushforward: Fn<Result, First, repeat each Rest>) {
  let (value, pushforward) = try packLinearization(f, at: first, repeat each rest)
  return (value, Fn { (first: First, rest: repeat each Rest) in try pushforward(first, repeat each rest) })
}

/// The value of a transformed function, and its pushforward.
public func linearize<Result, First: PyTree, each Rest: PyTree>(
  _ f: Fn<Result, First, repeat each Rest>, at first: First, _ rest: repeat each Rest
) throws -> (value: Result, pushforward: Fn<Result, First, repeat each Rest>) {
  let body: (First, repeat each Rest) throws -> Result = f.body
  return try linearize(body, at: first, repeat each rest)
}

private func packLinearization<Result, each Argument: PyTree>(
  _ f: (repeat each Argument) throws -> Result, at point: repeat each Argument
) throws -> (value: Result, pushforward: PackFunction<Result, repeat each Argument>) {
  let (value, pushforward) = try valueAndPushforward(
    { (arguments: (repeat each Argument)) in try f(repeat each arguments) }, at: (repeat each point))
  return (value, PackFunction { (tangent: repeat each Argument) in try pushforward((repeat each tangent)) })
}

private func valueAndPushforward<Input, Result>(
  _ f: (Input) throws -> Result, at point: Input
) throws -> (value: Result, pushforward: (Input) throws -> Result) {
  let (value, input, output, map) = try linearizeTrees("linearize", f, at: point)
  let pushforward = { (tangent: Input) in
    try withTensorErrors {
      let tangents = try map.pushForward(
        input.derivatives(tangent, "tangent", for: "pushforward").selected(input.isInexact))
      return try output.tree(of: Result.self, output.filled(tangents), for: "pushforward")
    }
  }
  return (value, pushforward)
}

/// The transpose of a linear function: from cotangents of its result to cotangents of its argument.
///
///     let a = Tensor([[1.0, 2], [3, 4]])
///     let transposed = try linearTranspose({ (x: Tensor) in matmul(a, x) }, like: Tensor.zeros([2]))
///     try transposed(Tensor([1.0, 1]))  // [4. 6.]
///
/// Of the argument only structure, shapes and dtypes matter.
///
/// - Throws: `TensorError.missingRule`, when the transpose is called, if the function
///   is not linear.
public func linearTranspose<Result, Argument: PyTree>(
  _ f: (Argument) throws -> Result, like argument: Argument
) throws -> Fn<Argument, Result> {
  let name = "linearTranspose"
  let (input, output, map) = try withTensorErrors {
    let input = try Leaves(argument, for: name)
    try input.requireInexact(for: name)
    let trace = LinearTrace(name: name)
    return try trace.run {
      let leaves = input.tensors.map { trace.input($0.type) }
      let output = try Leaves(f(input.tree(leaves, for: name)), for: name)
      let map = trace.finish(returning: output.tensors).pruned()
      return (input, output, map)
    }
  }
  return Fn { cotangent in
    try withTensorErrors {
      let cotangents = try map.pullBack(output.derivatives(cotangent, "cotangent", for: name))
      return try input.tree(input.filled(cotangents), for: name)
    }
  }
}

/// The transpose of a linear transformed function.
public func linearTranspose<Result, Argument: PyTree>(
  _ f: Fn<Result, Argument>, like argument: Argument
) throws -> Fn<Argument, Result> {
  try linearTranspose({ try f($0) }, like: argument)
}
