import JacobiCore
import JacobiPrimitives

/// A way to solve a linear system: from the function `x -> A x` and the right-hand side to the solution.
public typealias LinearSolver<Tree> = @Sendable (_ matvec: (Tree) throws -> Tree, _ b: Tree) throws -> Tree

/// The solution of a linear system by a method of yours, with the derivative of the solution.
///
///     let a = Tensor([[2.0, 0.0], [1.0, 4.0]])
///     let solve: LinearSolver<Tensor> = { matvec, b in
///       // Three steps of Jacobi's method are enough for a triangular matrix of two rows.
///       var x = b
///       for _ in 0..<3 { x = x + (b - (try matvec(x))) / Tensor([2.0, 4.0]) }
///       return x
///     }
///     try customLinearSolve({ x in matmul(a, x) }, Tensor([2.0, 9.0]), solve: solve)  // [1. 2.]
///
/// The derivative is that of the exact solution, `A dx = db - dA x`, found by `solve` again, and not that of the steps of the
/// method: they are not differentiated, and nothing of them is kept. Reverse mode solves the transposed system.
///
/// - Parameters:
///   - matvec: the linear function `x -> A x`. It is traced; tensors that it captures are differentiated.
///   - b: the right-hand side: a tree of floating or complex leaves.
///   - solve: gets `matvec` and `b`. Outside `jit` and `vmap` it sees numbers. It may capture tensors, which have no
///     influence on the derivative: that is given by `matvec` and `b`.
///   - transposeSolve: the same for the transposed system; needed for reverse mode.
///   - isSymmetric: whether the system is its own transpose; then `solve` serves for both.
/// - Throws: the first `TensorError` of the functions, or what they throw; `TensorError.missingRule` in reverse mode without
///   `transposeSolve`.
public func customLinearSolve<Tree: PyTree & Sendable>(
  _ matvec: (Tree) throws -> Tree, _ b: Tree, solve: @escaping LinearSolver<Tree>,
  transposeSolve: LinearSolver<Tree>? = nil, isSymmetric: Bool = false
) throws -> Tree {
  let name = "customLinearSolve"
  return try withTensorErrors {
    let rhs = try Leaves(b, for: name)
    try rhs.requireInexact(for: name)
    let matrix = try CapturingFunction(residual: matvec, of: rhs, role: "matvec", name: name)
    let (system, constants) = try LinearSystem.make(
      matrix, types: rhs.types.types, mode: SolverMode(matrix.captured + rhs.tensors),
      solve: onLeaves(solve, rhs.types, role: "solve", name: name),
      transposeSolve: (isSymmetric ? solve : transposeSolve).map {
        onLeaves($0, rhs.types, role: "transposeSolve", name: name)
      })
    return try rhs.tree(system.solution(constants, rhs.tensors), for: name)
  }
}

extension LinearSystem {
  /// A system and the values of its constants.
  fileprivate static func make(
    _ matrix: CapturingFunction, types: [TensorType], mode: SolverMode, solve: @escaping LeafSolver,
    transposeSolve: LeafSolver?
  ) throws -> (system: LinearSystem, constants: [Tensor]) {
    var system = LinearSystem(
      types: types, constantCount: matrix.captured.count, matvec: matrix.map(from: 0), solve: { _, b in b })
    let (matvec, transposed) = (system.matvec, system.transposedMatvec)
    let solve: Map = { constants, b in try solve({ try matvec(constants, $0) }, b) }
    let transposeSolve = transposeSolve.map { solve -> Map in
      { constants, b in try solve({ try transposed(constants, $0) }, b) }
    }
    switch mode {
    case .concrete(let primals):
      system.solve = primals.seen(by: solve)
      system.transposeSolve = transposeSolve.map(primals.seen)
      return (system, matrix.captured)
    case .traced:
      var constants = matrix.captured
      system.solve = try traced(solve, types, adding: &constants, of: matrix)
      system.transposeSolve = try transposeSolve.map { try traced($0, types, adding: &constants, of: matrix) }
      system.constantCount = constants.count
      return (system, constants)
    }
  }

  /// Traces a solver, and adds what it captures to the constants.
  private static func traced(
    _ solve: @escaping Map, _ types: [TensorType], adding constants: inout [Tensor], of matrix: CapturingFunction
  ) throws -> Map {
    let solver = try CapturingFunction(types, name: "customLinearSolve") { try solve(matrix.captured, $0) }
    defer { constants += solver.captured }
    return solver.map(from: constants.count)
  }
}
