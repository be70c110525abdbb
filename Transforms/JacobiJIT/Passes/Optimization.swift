import JacobiCore

extension Program {
  /// The program after all passes, as it is compiled: calls expanded, dead code removed, loops unrolled and simplified,
  /// constants folded, operations simplified, common subexpressions merged; the same in the bodies of loops and branches;
  /// contractions taken out of loops, and what they keep for others made less.
  ///
  /// Inputs and outputs stay as they are.
  ///
  ///     let program = try makeProgram { (x: Tensor) in exp(x) + exp(x) * Tensor(1.0) }(Tensor([1.0]))
  ///     program.optimized(for: ReferenceBackend()).equations.count  // 2
  public func optimized(for backend: any Backend) -> Program {
    expandingCalls().removingDeadResults().unrollingLoops().simplified(for: backend)
      .withShorterLoops(for: backend)
  }

  /// The program with less in its loops: contractions taken out of them, and results that are not worth keeping.
  func withShorterLoops(for backend: any Backend) -> Program {
    let changed = recomputingLoopResults().gatheringContractions()
    return changed == self ? self : changed.simplified(for: backend)
  }

  /// The program after the passes that leave it what it is to transformations: functions with rules of their own keep them.
  func simplified(for backend: any Backend) -> Program {
    inliningCalls().removingDeadResults().movingConstantsIntoLoops().simplifyingBodies(for: backend).simplifyingLoops(
      keepingBroadcasts: backend is any InspectableBackend
    )
    .foldingConstants(on: backend).repeatingConstants().simplifyingOperations(on: backend)
    .mergingCommonSubexpressions().removingDeadResults()
  }
}
