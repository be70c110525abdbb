import JacobiCore
import JacobiPrimitives

/// A root of a function by a method of yours, with the derivative of the implicit function.
///
///     let a = Tensor(2.0)
///     let root = { (a: Tensor) in
///       try customRoot({ (x: Tensor) in x * x - a }, Tensor(1.0)) { f, guess in
///         var x = guess
///         for _ in 0..<6 { x = x - (try f(x)) / (2 * x) }
///         return x
///       } tangentSolve: { g, y in
///         y / (try g(Tensor(1.0)))
///       }
///     }
///     try root(a)        // 1.4142135
///     try grad(root)(a)  // 0.35355338
///
/// Where `f(x, a) = 0`, a change of `a` changes the root by `dx = -(df/dx)⁻¹ df/da da`: the steps of `solve` are not
/// differentiated, and nothing of them is kept. The initial guess has no influence on the derivative.
///
/// - Parameters:
///   - f: the function. It is traced; tensors that it captures, such as `a`, are differentiated.
///   - guess: where `solve` begins: a tree of floating or complex leaves.
///   - solve: gets `f` and `guess` and gives the root. Outside `jit` and `vmap` it sees numbers. It may capture tensors,
///     which have no influence on the derivative: that is given by `f`.
///   - tangentSolve: gets the derivative of `f` at the root, a linear function `g`, and `y`, and gives the `x` for which
///     `g(x) = y`. It has to be linear in `y`; for a method with steps use `customLinearSolve` in it. It may capture
///     tensors, too.
/// - Throws: the first `TensorError` of the functions, or what they throw; `TensorError.treeMismatch` or
///   `TensorError.shapeMismatch` for a result of `solve` or `tangentSolve` that is not like the guess.
public func customRoot<Tree: PyTree & Sendable>(
  _ f: (Tree) throws -> Tree, _ guess: Tree,
  solve: @escaping @Sendable (_ f: (Tree) throws -> Tree, _ guess: Tree) throws -> Tree,
  tangentSolve: @escaping @Sendable (_ g: (Tree) throws -> Tree, _ y: Tree) throws -> Tree
) throws -> Tree {
  let name = "customRoot"
  return try withTensorErrors {
    let start = try Leaves(guess, for: name)
    try start.requireInexact(for: name)
    let function = try CapturingFunction(residual: f, of: start, role: "f", name: name)
    let (problem, constants) = try RootProblem.make(
      function, types: start.types.types, mode: SolverMode(function.captured + start.tensors),
      solve: onLeaves(solve, start.types, role: "solve", name: name),
      tangentSolve: onLeaves(tangentSolve, start.types, role: "tangentSolve", name: name))
    return try start.tree(problem.root(constants, start.tensors), for: name)
  }
}

/// A function of constants and an unknown, and how to find a root. All functions take what they depend on as constants.
private struct RootProblem: Sendable {
  typealias Map = LinearSystem.Map
  /// Solves `g(x) = y` for the derivative `g` of the function at a root.
  typealias TangentSolver =
    @Sendable (_ constants: [Tensor], _ root: [Tensor], _ y: [Tensor]) throws -> [Tensor]

  var types: [TensorType]
  var constantCount: Int
  var function: Map
  /// From a guess to a root.
  var solve: Map
  var tangentSolve: TangentSolver

  func root(_ constants: [Tensor], _ guess: [Tensor]) throws -> [Tensor] {
    let jvp = TensorFunction("customRoot") { values in
      let primals = Array(values.prefix(constantCount + types.count))
      var given = values.dropFirst(primals.count)
      let tangents = primals.map { $0.dtype.isInexact ? given.removeFirst() : nil }
      return try rootAndTangent(primals, Array(tangents.prefix(constantCount)))
    }
    let derivative = CustomDerivative(name: "customRoot", rules: CustomRules(jvp: jvp))
    return try RuledFunction(derivative) { operands in
      try solve(Array(operands.prefix(constantCount)), Array(operands.dropFirst(constantCount)))
    }.results(constants + guess)
  }

  private func rootAndTangent(_ primals: [Tensor], _ tangents: [Tensor?]) throws -> [Tensor] {
    let constants = Array(primals.prefix(constantCount))
    let x = try root(constants, Array(primals.dropFirst(constantCount)))
    let moved = try dualResults(of: { try function($0, x) }, constants, tangents).tangents
    let rhs = zip(moved, types).map { $0.map { Neg()($0) } ?? .zeros($1) }
    return x + (try tangentSolve(constants, x, rhs))
  }
}

extension RootProblem {
  /// A problem and the values of its constants.
  static func make(
    _ traced: CapturingFunction, types: [TensorType], mode: SolverMode, solve: @escaping LeafSolver,
    tangentSolve: @escaping LeafSolver
  ) throws -> (problem: RootProblem, constants: [Tensor]) {
    let function = traced.map(from: 0)
    let solve: Map = { constants, guess in try solve({ try function(constants, $0) }, guess) }
    let tangentSolve: TangentSolver = { constants, x, y in
      try tangentSolve({ try derivative(of: function, constants, x, along: $0, types) }, y)
    }
    let count = traced.captured.count
    switch mode {
    case .concrete(let primals):
      let problem = RootProblem(
        types: types, constantCount: count, function: function,
        solve: primals.seen(by: solve),
        tangentSolve: { constants, x, y in try primals.run { try tangentSolve(constants, x, y) } })
      return (problem, traced.captured)
    case .traced:
      let (name, captured) = ("customRoot", traced.captured)
      let solver = try CapturingFunction(types, name: name) { try solve(captured, $0) }
      let tangentSolver = try CapturingFunction(types + types, name: name) { values in
        try tangentSolve(captured, Array(values.prefix(types.count)), Array(values.dropFirst(types.count)))
      }
      let tangents = tangentSolver.map(from: count + solver.captured.count)
      let problem = RootProblem(
        types: types, constantCount: count + solver.captured.count + tangentSolver.captured.count, function: function,
        solve: solver.map(from: count), tangentSolve: { constants, x, y in try tangents(constants, x + y) })
      return (problem, captured + solver.captured + tangentSolver.captured)
    }
  }

  /// The derivative of the function with respect to the unknown.
  private static func derivative(
    of function: Map, _ constants: [Tensor], _ x: [Tensor], along direction: [Tensor], _ types: [TensorType]
  ) throws -> [Tensor] {
    try zip(dualResults(of: { try function(constants, $0) }, x, direction).tangents, types).map { $0 ?? .zeros($1) }
  }
}
