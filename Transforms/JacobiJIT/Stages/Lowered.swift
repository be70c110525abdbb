import JacobiCore
import JacobiPrimitives

extension Stages {
  /// A program as it is compiled on a backend, and what can be known of it before it is.
  public struct Lowered<Result, First: PyTree, each Rest: PyTree> {
    /// The program after all passes.
    public let program: Program
    /// The backend that it is for.
    public let backend: any Backend
    let signature: Signature
    let options: CompileOptions

    /// What the program computes and how much it reads and writes.
    public var costAnalysis: CostAnalysis {
      get throws { try CostAnalysis(of: program) }
    }

    /// The memory that a run needs.
    ///
    /// - Throws: `TensorError.executionFailed` when the backend makes no code, as the reference backend.
    public var memoryAnalysis: MemoryAnalysis { get throws { try inspection("memoryAnalysis").memory } }

    /// What is computed together, as text: one entry for each loop nest and each call of a library.
    ///
    /// - Throws: as ``memoryAnalysis``.
    public var fusion: String { get throws { try inspection("fusion").fusion } }

    /// The code in the compiler's notation, before its passes.
    ///
    /// - Throws: as ``memoryAnalysis``.
    public var ir: String { get throws { try inspection("ir").ir } }

    /// The machine code in the assembler's notation.
    ///
    /// - Throws: as ``memoryAnalysis``.
    public var assembly: String { get throws { try inspection("assembly").assembly } }

    /// The compiled form.
    ///
    /// - Throws: what the backend throws when it compiles.
    public func compiled() throws -> Compiled<Result, First, repeat each Rest> {
      Compiled(executable: try backend.compile(program, options: options), lowered: self)
    }

    private func inspection(_ operation: String) throws -> any CodeInspection {
      guard let backend = backend as? any InspectableBackend else {
        throw TensorError.executionFailed(
          reason: "the backend `\(backend.name)` runs operations one by one and makes no code; choose another one with "
            + "lowered(backend:)", operation: Operation(operation))
      }
      return try backend.inspection(of: program, options: options)
    }
  }

  /// A compiled program, for arguments of the types that it was traced for. It never traces again.
  public struct Compiled<Result, First: PyTree, each Rest: PyTree> {
    let executable: any Executable
    /// What it was made from, with its analyses.
    public let lowered: Lowered<Result, First, repeat each Rest>

    /// Runs the program.
    ///
    ///     let twice = jit { (x: Tensor) in 2 * x }
    ///     let compiled = try twice.traced(for: Tensor([1.0])).lowered().compiled()
    ///     try compiled(Tensor([4.0]))  // [8.]
    ///
    /// - Throws: `TensorError.treeMismatch` or `TensorError.shapeMismatch` for arguments that the program was not made for,
    ///   and what callbacks in it throw. Inside a transformation, use the function that this was made from.
    public func callAsFunction(_ first: First, _ rest: repeat each Rest) throws -> Result {
      let (leaves, structure) = try flattenArguments(first, repeat each rest, for: "compiled")
      try lowered.signature.require(leaves, structure)
      if let tracer = leaves.lazy.compactMap(\.tracer).first {
        throw TensorError.valueRequired(
          type: tracer.type, trace: tracer.trace.name, operation: Operation("compiled", operands: leaves.map(\.type)))
      }
      let donated = lowered.options.donatedInputs
      // After an error, too: a part of the results may have been written.
      defer { if !donated.isEmpty { leaves.giveAway(at: donated) } }
      let outputs = try Trace.withCurrent(nil) { try executable.results(for: leaves) }
      let result = lowered.signature.result
      return try unflattenTree(Result.self, leaves: result.leaves(outputs), structure: result.tree)
    }
  }
}
