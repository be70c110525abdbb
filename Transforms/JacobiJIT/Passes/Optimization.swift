import JacobiCore

extension Program {
  /// The program after all passes: calls inlined, constants folded, common subexpressions merged, dead code removed.
  ///
  /// Inputs and outputs stay as they are.
  public func optimized(for backend: any Backend) -> Program {
    inliningCalls().foldingConstants(on: backend).mergingCommonSubexpressions().removingDeadCode().program
  }
}
