import JacobiCore

/// A function that is traced, optimised and compiled at its first call on arguments of some types and tree structure.
///
///     func norm(_ x: Tensor) -> Tensor { sqrt((x * x).sum()) }
///     let compiled = jit(norm)
///     try compiled(Tensor([3.0, 4]))   // 5.0
///     try compiled(Tensor([5.0, 12]))  // 13.0
///
/// Later calls on the same types run the compiled form. Static fields of the arguments belong to the structure: another
/// value compiles the function again. The function must compute with tensors only and have no side effects: its Swift code
/// runs once per compilation. Tensors that it captures become constants of the compiled form.
///
/// Inside another transformation the compiled function is an operation like any other: it is differentiated, batched and
/// traced.
///
/// - Parameters:
///   - backend: the name of the backend to compile on; by default the one in force at the call.
///   - function: from trees to a tree or a tuple of trees.
///   - arguments: the positions of arguments whose memory may be used for results of the same type, such as parameters that
///     the function returns updated. Outside of other transformations they are given away: using them after the call, also
///     one that throws, is an error. Memory that has other readers, such as an array, a tensor of another shape or a compiled
///     function that captured it, is left alone. (A `TensorValue` is not protected: do not keep one of what you donate.)
///
///           let step = jit({ (parameters: Tensor, slope: Tensor) in parameters - 0.1 * slope }, donating: 0)
/// - Throws: the first `TensorError` of the function's operations, or what `function` throws.
public func jit<Result, First: PyTree, each Rest: PyTree>(
  backend: String? = nil, _ function: @escaping (First, repeat each Rest) throws -> Result, donating arguments: Int...
) -> Fn<Result, First, repeat each Rest> {
  let compiled = compiledFunction(backend: backend, donating: arguments, function)
  return Fn { (first: First, rest: repeat each Rest) in try compiled(first, repeat each rest) }
}

/// A compiled function of one argument; see the general form.
public func jit<Result, First: PyTree>(
  backend: String? = nil, _ function: @escaping (First) throws -> Result, donating arguments: Int...
) -> Fn<Result, First> {
  let compiled = compiledFunction(backend: backend, donating: arguments, function)
  return Fn { try compiled($0) }
}

/// A compiled function made from one that another transformation made; see the general form.
public func jit<Result, First: PyTree, each Rest: PyTree>(
  backend: String? = nil, _ function: Fn<Result, First, repeat each Rest>, donating arguments: Int...
) -> Fn<Result, First, repeat each Rest> {
  let body: (First, repeat each Rest) throws -> Result = function.body
  let compiled = compiledFunction(backend: backend, donating: arguments, body)
  return Fn { (first: First, rest: repeat each Rest) in try compiled(first, repeat each rest) }
}

/// A compiled function of one argument made from one that another transformation made; see the general form.
public func jit<Result, First: PyTree>(
  backend: String? = nil, _ function: Fn<Result, First>, donating arguments: Int...
) -> Fn<Result, First> {
  let body: (First) throws -> Result = function.body
  let compiled = compiledFunction(backend: backend, donating: arguments, body)
  return Fn { try compiled($0) }
}

private func compiledFunction<Result, each Argument: PyTree>(
  backend: String?, donating: [Int], _ function: @escaping (repeat each Argument) throws -> Result
) -> PackFunction<Result, repeat each Argument> {
  let cache = JITCache()
  let backendNumber = backend.map(Backends.number(named:))
  var count = 0
  for _ in repeat (each Argument).self { count += 1 }
  let argumentCount = count
  return PackFunction { (arguments: repeat each Argument) in
    let (leaves, structure) = try flattenArguments(repeat each arguments, for: "jit")
    let call = JITCall(
      cache: cache, leaves: leaves, structure: structure, backend: backend, backendNumber: backendNumber,
      donating: donating, argumentCount: argumentCount)
    let result = try call.run { tracers in
      let traced = try unflattenArguments(repeat (each Argument).self, leaves: tracers, structure: structure)
      return try flattenTree(function(repeat each traced), for: "jit")
    }
    return try unflattenTree(Result.self, leaves: result.leaves, structure: result.structure)
  }
}
