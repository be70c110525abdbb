import JacobiCore

/// A function that gives the program of `function` for arguments of certain types, to look at or transform further.
///
///     func norm(_ x: Tensor) -> Tensor { sqrt((x * x).sum()) }
///     let program = try makeProgram(norm)(Tensor([1.0, 2]))
///     program.equations.count  // 3
///
/// Only the types of the arguments matter; `Tensor.placeholder(_:dtype:)` serves as well. The program is as traced;
/// `program.optimized(for:)` shows what `jit` compiles. Values of enclosing transformations that the function uses come
/// first among the program's inputs.
public func makeProgram<Result, First: PyTree, each Rest: PyTree>(
  _ function: @escaping (First, repeat each Rest) throws -> Result
) -> Fn<Program, First, repeat each Rest> {
  Fn { (first: First, rest: repeat each Rest) in
    try traceFunction(function, first, repeat each rest, name: "makeProgram").program
  }
}

/// A function that gives the program of a function of one argument; see the general form.
public func makeProgram<Result, First: PyTree>(
  _ function: @escaping (First) throws -> Result
) -> Fn<Program, First> {
  Fn { try traceFunction(function, $0, name: "makeProgram").program }
}

/// A function that gives the program of a transformed function; see the general form.
public func makeProgram<Result, First: PyTree, each Rest: PyTree>(
  _ function: Fn<Result, First, repeat each Rest>
) -> Fn<Program, First, repeat each Rest> {
  let body: (First, repeat each Rest) throws -> Result = function.body
  return makeProgram(body)
}

/// A function that gives the program of a transformed function of one argument; see the general form.
public func makeProgram<Result, First: PyTree>(_ function: Fn<Result, First>) -> Fn<Program, First> {
  let body: (First) throws -> Result = function.body
  return makeProgram(body)
}

/// A function that gives the types of the results of `function`, without computing anything.
///
///     func product(_ a: Tensor, _ b: Tensor) -> Tensor { matmul(a, b) }
///     let shapes = try evalShape(product)(Tensor.placeholder([8, 3]), Tensor.placeholder([3, 4]))
///     shapes.types[0].shape  // [8,4]
public func evalShape<Result, First: PyTree, each Rest: PyTree>(
  _ function: @escaping (First, repeat each Rest) throws -> Result
) -> Fn<TreeTypes, First, repeat each Rest> {
  Fn { (first: First, rest: repeat each Rest) in
    try traceFunction(function, first, repeat each rest, name: "evalShape").types
  }
}

/// A function that gives the result types of a function of one argument; see the general form.
public func evalShape<Result, First: PyTree>(
  _ function: @escaping (First) throws -> Result
) -> Fn<TreeTypes, First> {
  Fn { try traceFunction(function, $0, name: "evalShape").types }
}

/// A function that gives the result types of a transformed function; see the general form.
public func evalShape<Result, First: PyTree, each Rest: PyTree>(
  _ function: Fn<Result, First, repeat each Rest>
) -> Fn<TreeTypes, First, repeat each Rest> {
  let body: (First, repeat each Rest) throws -> Result = function.body
  return evalShape(body)
}

/// A function that gives the result types of a transformed function of one argument; see the general form.
public func evalShape<Result, First: PyTree>(_ function: Fn<Result, First>) -> Fn<TreeTypes, First> {
  let body: (First) throws -> Result = function.body
  return evalShape(body)
}

/// The types of the leaves of a tree, and its structure.
public struct TreeTypes: Hashable, Sendable, CustomStringConvertible {
  /// The types of the leaves, in order.
  public var types: [TensorType]
  /// How the leaves are put together.
  public var structure: TreeStructure

  /// One line per leaf: its path and type.
  public var description: String {
    zip(structure.leafPaths, types).map { "\($0): \($1)" }.joined(separator: "\n")
  }
}

/// A function as a program.
struct FunctionProgram {
  let program: Program
  /// How many of its first inputs are values of enclosing transformations.
  let capturedCount: Int
  let signature: Stages.Signature

  var types: TreeTypes { TreeTypes(types: program.outputTypes, structure: signature.result.tree) }
}

func traceFunction<Result, each Argument: PyTree>(
  _ function: (repeat each Argument) throws -> Result, _ arguments: repeat each Argument, name: String
) throws -> FunctionProgram {
  let (leaves, structure) = try flattenArguments(repeat each arguments, for: name)
  var resultStructure: ResultStructure?
  let traced = try traceProgram(leaves.map(\.type), name: name) { tracers in
    let arguments = zip(tracers, leaves).map { Tensor($0.storage, isWeaklyTyped: $1.isWeaklyTyped) }
    let traced = try unflattenArguments(repeat (each Argument).self, leaves: arguments, structure: structure, for: name)
    let result = try flattenTree(function(repeat each traced), for: name)
    resultStructure = ResultStructure(tree: result.structure, isWeaklyTyped: result.leaves.map(\.isWeaklyTyped))
    return result.leaves
  }
  return FunctionProgram(
    program: traced.program, capturedCount: traced.captured.count,
    signature: Stages.Signature(
      types: leaves.map(\.type), isWeaklyTyped: leaves.map(\.isWeaklyTyped), arguments: structure,
      result: resultStructure!))
}
