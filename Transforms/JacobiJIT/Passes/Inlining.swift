import JacobiCore
import JacobiPrimitives

extension Program {
  /// The program with every `Call` replaced by the equations of the program that it runs.
  ///
  ///     let program = try makeProgram { (x: Tensor) in try jit(exp)(x) }(Tensor(1.0))
  ///     program.inliningCalls().equations.count  // 1
  public func inliningCalls() -> Program {
    guard equations.contains(where: { $0.primitive is Call }) else { return self }
    return rewritten { (equation, operands, rewriter) throws(TensorError) in
      guard let call = equation.primitive as? Call else { return nil }
      return try rewriter.append(call.program.inliningCalls(), operands)
    }
  }
}
