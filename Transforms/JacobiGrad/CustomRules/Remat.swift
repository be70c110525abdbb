import JacobiCore
import JacobiPrimitives

/// A function whose intermediate values are not kept for the backward pass, but computed again from its arguments.
///
///     let layer = remat { (x: Tensor, w: Tensor) in sin(matmul(x, w)) }
///     let (x, w) = (Tensor([[1.0, 2.0]]), Tensor([[0.5], [0.25]]))
///     try grad { (w: Tensor) in try layer(x, w).sum() }(w)  // [[0.5403023] [1.0806046]]
///
/// Reverse mode then needs less memory and up to one more run of the function. Values for which the policy speaks are kept all
/// the same. The function is traced, also outside `jit`; in a printed program it is a `remat` with a body.
///
/// - Parameters:
///   - f: a function of trees, with a tree or tuple of trees as its result. Tensors that it captures are differentiated, too.
///   - policy: which intermediate values are kept; see `RematPolicy`.
/// - Returns: a function that throws what `f` throws.
public func remat<Result, First: PyTree, each Rest: PyTree>(
  _ f: @escaping (First, repeat each Rest) throws -> Result, policy: RematPolicy = .nothing
) -> Fn<Result, First, repeat each Rest> {
  let function = tupled(f)
  return Fn { (first: First, rest: repeat each Rest) in
    try rematerialized(function, (first, repeat each rest), policy)
  }
}

/// A transformed function whose intermediate values are computed again for the backward pass.
public func remat<Result, First: PyTree, each Rest: PyTree>(
  _ f: Fn<Result, First, repeat each Rest>, policy: RematPolicy = .nothing
) -> Fn<Result, First, repeat each Rest> {
  remat(f.body, policy: policy)
}

private func tupled<Result, each Argument>(
  _ f: @escaping (repeat each Argument) throws -> Result
) -> ((repeat each Argument)) throws -> Result {
  { arguments in try f(repeat each arguments) }
}

private func rematerialized<Input, Result>(
  _ f: (Input) throws -> Result, _ input: Input, _ policy: RematPolicy
) throws -> Result {
  try withTensorErrors {
    let input = try Leaves(input, for: Remat.id)
    var output: Leaves?
    let traced = try traceProgram(input.tensors.map(\.type), name: Remat.id) { tracers in
      let arguments = zip(tracers, input.tensors).map { Tensor($0.storage, isWeaklyTyped: $1.isWeaklyTyped) }
      let result = try Leaves(f(input.tree(arguments, for: Remat.id)), for: Remat.id)
      output = result
      return result.tensors
    }
    // Arrays are operands, as in loops: then the program is the same for all of them.
    let (program, arrays) = traced.program.hoistingConstants()
    let remat = Remat(program, name: Remat.id, policy: policy)
    return try output!.tree(
      remat.results(arrays.map { Tensor($0) } + traced.captured + input.tensors), for: Remat.id)
  }
}
