import JacobiCore
import JacobiPrimitives

/// A linear system and how to solve it, in terms of leaves. All functions take what they depend on as constants.
struct LinearSystem: Sendable {
  typealias Map = @Sendable (_ constants: [Tensor], _ x: [Tensor]) throws -> [Tensor]

  /// The types of the unknown, which are those of the right-hand side.
  var types: [TensorType]
  var constantCount: Int
  /// `A x`
  var matvec: Map
  /// `A⁻¹ b`
  var solve: Map
  /// `A⁻ᵀ b`, where there is a way to find it.
  var transposeSolve: Map?

  /// The solution, with the derivative of an implicit function: `A dx = db - dA x`.
  func solution(_ constants: [Tensor], _ b: [Tensor]) throws -> [Tensor] {
    try function.results(constants + b)
  }

  private var function: RuledFunction {
    let name = "customLinearSolve"
    let jvp = TensorFunction(name) { values in
      let primals = Array(values.prefix(constantCount + types.count))
      var given = values.dropFirst(primals.count)
      let tangents = primals.map { $0.dtype.isInexact ? given.removeFirst() : nil }
      return try solutionAndTangent(primals, tangents)
    }
    return RuledFunction(CustomDerivative(name: name, rules: CustomRules(jvp: jvp))) { operands in
      try solve(Array(operands.prefix(constantCount)), Array(operands.dropFirst(constantCount)))
    }
  }

  private func solutionAndTangent(_ primals: [Tensor], _ tangents: [Tensor?]) throws -> [Tensor] {
    let (constants, b) = (Array(primals.prefix(constantCount)), Array(primals.dropFirst(constantCount)))
    let x = try solution(constants, b)
    let moved = try dualResults(of: { try matvec($0, x) }, constants, Array(tangents.prefix(constantCount))).tangents
    let rhs = zip(tangents.dropFirst(constantCount), moved).map { db, change in
      sum(db, change.map { Neg()($0) })
    }
    let filled = zip(rhs, types).map { $0 ?? .zeros($1) }
    return x + inverse.results(constants + filled)
  }

  /// `A⁻¹` as a linear function, whose transpose solves the transposed system.
  private var inverse: CustomLinearCall {
    let name = "customLinearSolve"
    return CustomLinearCall(
      name, residualCount: constantCount, resultTypes: types,
      forward: TensorFunction(name) { operands in
        try solution(Array(operands.prefix(constantCount)), Array(operands.dropFirst(constantCount)))
      },
      backward: TensorFunction(name) { operands in
        try transposed().solution(Array(operands.prefix(constantCount)), Array(operands.dropFirst(constantCount)))
      })
  }

  private func transposed() throws(TensorError) -> LinearSystem {
    guard let transposeSolve else {
      throw .missingRule(
        primitive: "customLinearSolve", rule: "reverse mode",
        remedy: "Give `customLinearSolve` a `transposeSolve`, or `isSymmetric: true` if the system is symmetric",
        operation: Operation("customLinearSolve", operands: types))
    }
    return LinearSystem(
      types: types, constantCount: constantCount, matvec: transposedMatvec, solve: transposeSolve,
      transposeSolve: solve)
  }

  /// `Aᵀ y`
  var transposedMatvec: Map {
    { [types, matvec] constants, y in
      let trace = LinearTrace(name: "customLinearSolve")
      let map = try trace.run { trace.finish(returning: try matvec(constants, types.map { trace.input($0) })) }
      return try zip(map.pullBack(y), types).map { $0 ?? .zeros($1) }
    }
  }
}
