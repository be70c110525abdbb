import JacobiCore

extension Program {
  /// The program after all passes: calls inlined, constants folded, common subexpressions merged, dead code removed.
  ///
  /// Inputs and outputs stay as they are.
  ///
  ///     let program = try makeProgram { (x: Tensor) in exp(x) + exp(x) * Tensor(1.0) }(Tensor([1.0]))
  ///     program.optimized(for: ReferenceBackend()).equations.count  // 3
  public func optimized(for backend: any Backend) -> Program {
    inliningCalls().foldingConstants(on: backend).mergingCommonSubexpressions().removingDeadCode().program
  }
}
