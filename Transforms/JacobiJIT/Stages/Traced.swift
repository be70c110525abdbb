import JacobiCore

/// The steps from a function to its compiled form, one at a time.
///
///     let step = jit { (x: Tensor) in tanh(x).sum() }
///     let traced = try step.traced(for: Tensor([1.0, 2]))
///     let compiled = try traced.lowered(backend: "reference").compiled()
///     try compiled(Tensor([0.0, 0]))  // 0.0
public enum Stages {}

extension Fn where First: PyTree, repeat each Rest: PyTree {
  /// The program of the function for arguments of the types of these.
  ///
  /// Only the types and the structure of the arguments matter; `Tensor.placeholder(_:dtype:)` serves as well. Any function
  /// that a transformation made can be looked at in this way; `jit(f)` makes one of a plain function.
  ///
  /// - Throws: what `jit` throws at a call, and `TensorError.invalidArgument` for a function that uses values of an enclosing
  ///   transformation.
  public func traced(
    for first: First, _ rest: repeat each Rest
  ) throws -> Stages.Traced<Result, First, repeat each Rest> {
    let function: (First, repeat each Rest) throws -> Result = body
    let traced = try traceFunction(function, first, repeat each rest, name: "traced")
    guard traced.capturedCount == 0 else {
      throw TensorError.invalidArgument(
        name: "function", expected: "one that uses no values of an enclosing transformation",
        actual: "one that uses \(traced.capturedCount)", operation: Operation("traced"))
    }
    return Stages.Traced(program: traced.program, signature: traced.signature)
  }
}

extension Stages {
  /// A function as a program for arguments of certain types.
  public struct Traced<Result, First: PyTree, each Rest: PyTree> {
    /// The program as it was traced; that of ``lowered(backend:donating:)`` has been through all passes.
    public let program: Program
    let signature: Signature

    /// The types and the structure of the result.
    public var types: TreeTypes { TreeTypes(types: program.outputTypes, structure: signature.result.tree) }

    /// The program as it is compiled on a backend.
    ///
    ///     let step = jit { (x: Tensor) in x - 0.5 * x }
    ///     let lowered = try step.traced(for: Tensor([1.0, 2])).lowered(donating: 0)
    ///     try lowered.compiled()(Tensor([4.0, 8]))  // [2. 4.]
    ///
    /// - Parameters:
    ///   - backend: by default the one in force.
    ///   - arguments: the positions of arguments that callers of the compiled form give away, as those of `jit(_:donating:)`;
    ///     what that was told before is not known here.
    /// - Throws: `TensorError.unknownBackend`, `TensorError.backendUnavailable`, or `TensorError.invalidArgument` for a position
    ///   that no argument has.
    public func lowered(
      backend: String? = nil, donating arguments: Int...
    ) throws -> Lowered<Result, First, repeat each Rest> {
      var count = 1
      for _ in repeat (each Rest).self { count += 1 }
      try arguments.requireArguments(count, for: "lowered")
      let backend = try backend.map { (name) throws(TensorError) in try Backends.named(name) } ?? Backends.current
      return Lowered(
        program: program.optimized(for: backend), backend: backend, signature: signature,
        options: CompileOptions(donatedInputs: signature.arguments.leaves(ofArguments: arguments)))
    }
  }

  /// What arguments a program was made for, and how its outputs make up the result.
  struct Signature: Sendable {
    let types: [TensorType]
    let isWeaklyTyped: [Bool]
    let arguments: TreeStructure
    let result: ResultStructure

    /// Throws unless arguments are what the program was made for.
    func require(_ leaves: [Tensor], _ structure: TreeStructure) throws(TensorError) {
      let operation = Operation("compiled")
      try leaves.requireUsable(in: operation.name)
      if let (path, expected, actual) = structure.firstDifference(from: arguments) {
        throw .treeMismatch(path: path, expected: expected, actual: actual, operation: operation)
      }
      for index in leaves.indices where leaves[index].isWeaklyTyped != isWeaklyTyped[index] {
        throw .dtypeMismatch(
          expected: "a number \(isWeaklyTyped[index] ? "without" : "with") a dtype of its own for the argument"
            + "\(arguments.leafPaths[index]), as when it was traced", actual: "\(leaves[index].type)",
          operation: operation)
      }
      for index in leaves.indices where leaves[index].type != types[index] {
        throw .shapeMismatch(
          expected: "\(types[index]) for the argument\(arguments.leafPaths[index]), as when it was traced",
          actual: "\(leaves[index].type)", operation: operation)
      }
    }
  }
}
