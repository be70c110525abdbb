import JacobiCore

/// A function that applies `function`, which is written for one example, to a batch of examples at once.
///
///     func norm(_ x: Tensor) -> Tensor { sqrt((x * x).sum()) }
///     let batch = Tensor([[3.0, 4], [5, 12]])
///     try vmap(norm)(batch)  // [5. 13.]
///
///     func predict(_ weights: Tensor, _ x: Tensor) -> Tensor { (weights * x).sum() }
///     try vmap(predict, in: nil, 0)(Tensor([1.0, 10]), batch)  // [43. 125.]
///
/// Inside `function` the mapped axis does not exist: `x` above is an `f32[2]`. Nothing is repeated: each operation is
/// carried out once, on all examples. Tensors that do not depend on a mapped argument are the same for all examples and
/// computed once. Nests with every other transformation, and with itself.
///
/// - Parameters:
///   - function: takes and returns trees; the result may be a tuple of trees.
///   - axes: for each argument the axis of its leaves along which the examples lie, `nil` for arguments that all examples
///     share; see ``BatchAxes``. A single one is for all arguments. By default axis 0 of everything.
///   - out: the axis of the results along which the examples will lie. A result that is the same for all examples is
///     repeated, or returned as it is with `nil`.
///   - size: the number of examples; needed when nothing is mapped.
/// - Throws (at the call): the first `TensorError` of the function's operations, or what `function` throws;
///   `shapeMismatch` for mapped axes of different sizes, `axisOutOfRange` for a leaf without the axis, `invalidArgument` when
///   nothing is mapped.
public func vmap<Result, First: PyTree, each Rest: PyTree>(
  _ function: @escaping (First, repeat each Rest) throws -> Result, in axes: BatchAxes..., out: BatchAxes = 0,
  size: Dimension? = nil
) -> Fn<Result, First, repeat each Rest> {
  let batched = BatchedApplication(inAxes: axes, outAxes: out, size: size).mapping(function)
  return Fn { (first: First, rest: repeat each Rest) in try batched(first, repeat each rest) }
}

/// The batched form of a function that another transformation made; see the general form.
public func vmap<Result, First: PyTree, each Rest: PyTree>(
  _ function: Fn<Result, First, repeat each Rest>, in axes: BatchAxes..., out: BatchAxes = 0, size: Dimension? = nil
) -> Fn<Result, First, repeat each Rest> {
  let body: (First, repeat each Rest) throws -> Result = function.body
  let batched = BatchedApplication(inAxes: axes, outAxes: out, size: size).mapping(body)
  return Fn { (first: First, rest: repeat each Rest) in try batched(first, repeat each rest) }
}

/// The batched form of a function of one argument; see the general form.
public func vmap<Result, First: PyTree>(
  _ function: @escaping (First) throws -> Result, in axes: BatchAxes..., out: BatchAxes = 0, size: Dimension? = nil
) -> Fn<Result, First> {
  let batched = BatchedApplication(inAxes: axes, outAxes: out, size: size).mapping(function)
  return Fn { try batched($0) }
}

/// The batched form of a function of one argument that another transformation made; see the general form.
public func vmap<Result, First: PyTree>(
  _ function: Fn<Result, First>, in axes: BatchAxes..., out: BatchAxes = 0, size: Dimension? = nil
) -> Fn<Result, First> {
  let body: (First) throws -> Result = function.body
  let batched = BatchedApplication(inAxes: axes, outAxes: out, size: size).mapping(body)
  return Fn { try batched($0) }
}

/// The batched form of a function of one tensor; see the general form.
///
/// With it, and the one for two tensors, closures do not have to declare the types of their parameters.
public func vmap<Result>(
  _ function: @escaping (Tensor) throws -> Result, in axes: BatchAxes..., out: BatchAxes = 0, size: Dimension? = nil
) -> Fn<Result, Tensor> {
  let batched = BatchedApplication(inAxes: axes, outAxes: out, size: size).mapping(function)
  return Fn { try batched($0) }
}

/// The batched form of a function of two tensors; see the general form.
public func vmap<Result>(
  _ function: @escaping (Tensor, Tensor) throws -> Result, in axes: BatchAxes..., out: BatchAxes = 0,
  size: Dimension? = nil
) -> Fn<Result, Tensor, Tensor> {
  let batched = BatchedApplication(inAxes: axes, outAxes: out, size: size).mapping(function)
  return Fn { try batched($0, $1) }
}

extension BatchedApplication {
  fileprivate func mapping<Result, each Argument: PyTree>(
    _ function: @escaping (repeat each Argument) throws -> Result
  ) -> PackFunction<Result, repeat each Argument> {
    PackFunction { (arguments: repeat each Argument) in
      var trees: [FlatTree] = []
      for argument in repeat each arguments {
        let (leaves, structure) = try flattenTree(argument, for: Batching.name)
        trees.append(FlatTree(leaves: leaves, structure: structure))
      }
      return try apply(to: trees) { examples in
        var reader = ArgumentReader(trees: examples)
        return try function(repeat reader.next((each Argument).self))
      }
    }
  }
}

/// Hands out arguments one after the other.
private struct ArgumentReader {
  var trees: [FlatTree]
  var position = 0

  mutating func next<Argument>(_ type: Argument.Type) throws -> Argument {
    defer { position += 1 }
    let tree = trees[position]
    return try unflattenTree(type, leaves: tree.leaves, structure: tree.structure, for: Batching.name)
  }
}
