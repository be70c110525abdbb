import JacobiCore
import JacobiPrimitives

extension Program {
  /// The program with every `Call` replaced by the equations of the program that it runs.
  ///
  ///     let program = try makeProgram { (x: Tensor) in try jit(exp)(x) }(Tensor(1.0))
  ///     program.inliningCalls().equations.count  // 1
  public func inliningCalls() -> Program {
    inlining { $0 is Call }
  }

  /// The program with everything that only stands for a program replaced by the equations of that: calls, functions with
  /// derivatives of their own, `remat`; without what matters to derivatives only, `stopGradient`. Only for programs that are not
  /// transformed any more.
  ///
  ///     let program = try makeProgram { (x: Tensor) in try remat(exp)(x.named("x")) }(Tensor(1.0))
  ///     program.expandingCalls().equations.count  // 1
  public func expandingCalls() -> Program {
    inlining { $0 is any ExpandablePrimitive || $0 is StopGradient }
  }

  private func inlining(_ isInlined: (any Primitive) -> Bool) -> Program {
    guard contains(isInlined) else { return self }
    return rewritten { (equation, operands, rewriter) throws(TensorError) in
      if isInlined(equation.primitive), equation.primitive is StopGradient { return operands }
      // One that cannot be expanded stays, and says why when it is run.
      if isInlined(equation.primitive), let primitive = equation.primitive as? any ExpandablePrimitive,
        let program = try? primitive.expansion(for: operands.map(\.type))
      {
        return try rewriter.append(program.inlining(isInlined), operands)
      }
      guard let holder = equation.primitive as? any ProgramHolder else { return nil }
      return try rewriter.append(holder.mapBodies { $0.inlining(isInlined) }, operands, in: equation)
    }
  }

  /// Whether one of the operations, or one in their bodies, is of a kind.
  private func contains(_ isOfKind: (any Primitive) -> Bool) -> Bool {
    equations.contains { equation in
      isOfKind(equation.primitive) || equation.primitive.bodies.contains { $0.contains(isOfKind) }
    }
  }
}
