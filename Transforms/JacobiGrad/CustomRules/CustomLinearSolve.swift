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
///   - solve: gets `matvec` and `b`. Outside `jit` and `vmap` it sees numbers, unless it captures what is differentiated.
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
    let structure = rhs.structure
    let matrix = try CapturingFunction(rhs.types.types, name: name) { leaves in
      try Leaves(matvec(rhs.tree(leaves, for: name)), for: name).tensors
    }
    guard matrix.program.outputTypes == rhs.types.types else {
      throw TensorError.shapeMismatch(
        expected: "results of `matvec` of types \(rhs.types.types), those of `b`",
        actual: "\(matrix.program.outputTypes)", operation: Operation(name))
    }
    var system = LinearSystem(
      types: rhs.types.types, constantCount: matrix.captured.count, matvec: matrix.map(from: 0),
      solve: { _, b in b })
    let transpose = isSymmetric ? solve : transposeSolve
    system.solve = leafSolver(solve, system.matvec, structure)
    system.transposeSolve = transpose.map { leafSolver($0, system.transposedMatvec, structure) }

    if !Trace.isRecording {
      do {
        return try withTensorErrors {
          try rhs.tree(system.solution(matrix.captured, rhs.tensors), for: name)
        }
      } catch TensorError.foreignTracer {
        // A solver that captures what is differentiated has to be traced, to make that an operand.
      }
    }
    let constants = try system.trace(matrix.captured)
    return try rhs.tree(system.solution(constants, rhs.tensors), for: name)
  }
}

private func leafSolver<Tree: Sendable>(
  _ solve: @escaping LinearSolver<Tree>, _ matvec: @escaping LinearSystem.Map, _ structure: TreeStructure
) -> LinearSystem.Map {
  let name = "customLinearSolve"
  return { constants, b in
    let product = { (x: Tree) throws -> Tree in
      try unflattenTree(
        leaves: matvec(constants, flattenTree(x, for: name).leaves), structure: structure, for: name)
    }
    return try flattenTree(
      solve(product, unflattenTree(leaves: b, structure: structure, for: name)), for: name
    ).leaves
  }
}

extension LinearSystem {
  /// Traces the solvers, so that what they capture becomes constants of the system, and gives all of these.
  fileprivate mutating func trace(_ constants: [Tensor]) throws -> [Tensor] {
    var all = constants
    let solver = try CapturingFunction(types, name: "customLinearSolve") { try solve(constants, $0) }
    solve = solver.map(from: all.count)
    all += solver.captured
    if let transposeSolve {
      let solver = try CapturingFunction(types, name: "customLinearSolve") { try transposeSolve(constants, $0) }
      self.transposeSolve = solver.map(from: all.count)
      all += solver.captured
    }
    let count = constants.count
    matvec = { [matvec] all, x in try matvec(Array(all.prefix(count)), x) }
    constantCount = all.count
    return all
  }
}
