import JacobiCore

extension Program {
  /// The program after all passes, as it is compiled: calls expanded, dead code removed, loops unrolled and simplified,
  /// constants folded, common subexpressions merged; the same in the bodies of loops and branches.
  ///
  /// Inputs and outputs stay as they are.
  ///
  ///     let program = try makeProgram { (x: Tensor) in exp(x) + exp(x) * Tensor(1.0) }(Tensor([1.0]))
  ///     program.optimized(for: ReferenceBackend()).equations.count  // 3
  public func optimized(for backend: any Backend) -> Program {
    expandingCalls().removingDeadResults().unrollingLoops().simplified(for: backend)
  }

  /// The program after the passes that leave it what it is to transformations: functions with rules of their own keep them.
  func simplified(for backend: any Backend) -> Program {
    inliningCalls().removingDeadResults().simplifyingBodies(for: backend).simplifyingLoops()
      .foldingConstants(on: backend).mergingCommonSubexpressions().removingDeadResults()
  }
}
