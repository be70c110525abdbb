import JacobiCore

extension Program {
  /// The program in which an operation on the same operands is carried out only once.
  ///
  /// Operations with effects stay as often as they stand.
  ///
  ///     let program = try makeProgram { (x: Tensor) in exp(x) + exp(x) }(Tensor(1.0))
  ///     program.mergingCommonSubexpressions().equations.count  // 2
  public func mergingCommonSubexpressions() -> Program {
    var known: [Expression: [Atom]] = [:]
    return rewritten { (equation, operands, rewriter) throws(TensorError) in
      guard equation.primitive.effects.isEmpty else { return nil }
      let expression = Expression(primitive: equation.primitive, operands: operands)
      if let results = known[expression] { return results }
      let results = try rewriter.append(equation, operands)
      known[expression] = results
      return results
    }
  }
}

private struct Expression: Hashable {
  let primitive: any Primitive
  let operands: [Atom]

  static func == (lhs: Expression, rhs: Expression) -> Bool {
    lhs.operands == rhs.operands && lhs.primitive.isEqual(to: rhs.primitive)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(type(of: primitive)))
    hasher.combine(primitive)
    hasher.combine(operands)
  }
}
