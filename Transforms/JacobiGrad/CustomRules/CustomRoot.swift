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
///   - solve: gets `f` and `guess` and gives the root. Outside `jit` and `vmap` it sees numbers.
///   - tangentSolve: gets the derivative of `f` at the root, a linear function `g`, and `y`, and gives the `x` for which
///     `g(x) = y`. It has to be linear in `y`; for a method with steps use `customLinearSolve` in it.
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
    let function = try CapturingFunction(start.types.types, name: name) { leaves in
      try Leaves(f(start.tree(leaves, for: name)), for: name).tensors
    }
    guard function.program.outputTypes == start.types.types else {
      throw TensorError.shapeMismatch(
        expected: "results of `f` of types \(start.types.types), those of the guess",
        actual: "\(function.program.outputTypes)", operation: Operation(name))
    }
    let problem = RootProblem(
      types: start.types.types, constantCount: function.captured.count, function: function.map(from: 0),
      solve: onLeaves(solve, start.structure), tangentSolve: onLeaves(tangentSolve, start.structure))
    return try start.tree(problem.root(function.captured, start.tensors), for: name)
  }
}

/// A function of a function and a tree, in terms of leaves.
private func onLeaves<Tree: Sendable>(
  _ method: @escaping @Sendable ((Tree) throws -> Tree, Tree) throws -> Tree, _ structure: TreeStructure
) -> RootProblem.Method {
  let name = "customRoot"
  return { function, leaves in
    let onTrees = { (x: Tree) throws -> Tree in
      try unflattenTree(leaves: function(flattenTree(x, for: name).leaves), structure: structure, for: name)
    }
    let result = try method(onTrees, unflattenTree(leaves: leaves, structure: structure, for: name))
    let (results, given) = try flattenTree(result, for: name)
    if let difference = given.firstDifference(from: structure) {
      throw TensorError.treeMismatch(
        path: difference.path, expected: difference.expected, actual: difference.actual, operation: Operation(name))
    }
    return results
  }
}

/// A function of constants and an unknown, and how to find a root.
private struct RootProblem: Sendable {
  typealias Method = @Sendable (_ function: ([Tensor]) throws -> [Tensor], _ leaves: [Tensor]) throws -> [Tensor]

  var types: [TensorType]
  var constantCount: Int
  var function: LinearSystem.Map
  var solve: Method
  var tangentSolve: Method

  func root(_ constants: [Tensor], _ guess: [Tensor]) throws -> [Tensor] {
    let jvp = TensorFunction("customRoot") { values in
      let primals = Array(values.prefix(constantCount + types.count))
      var given = values.dropFirst(primals.count)
      let tangents = primals.map { $0.dtype.isInexact ? given.removeFirst() : nil }
      return try rootAndTangent(primals, Array(tangents.prefix(constantCount)))
    }
    let ruled = RuledFunction(name: "customRoot", rules: CustomRules(jvp: jvp)) { operands in
      let constants = Array(operands.prefix(constantCount))
      let root = try solve({ try function(constants, $0) }, Array(operands.dropFirst(constantCount)))
      guard root.map(\.type) == types || root.contains(where: \.isInvalid) else {
        throw TensorError.shapeMismatch(
          expected: "a root of types \(types), those of the guess", actual: "\(root.map(\.type))",
          operation: Operation("customRoot"))
      }
      return root
    }
    return try ruled.results(constants + guess)
  }

  private func rootAndTangent(_ primals: [Tensor], _ tangents: [Tensor?]) throws -> [Tensor] {
    let constants = Array(primals.prefix(constantCount))
    let x = try root(constants, Array(primals.dropFirst(constantCount)))
    let moved = try dualResults(of: { try function($0, x) }, constants, tangents).tangents
    let rhs = zip(moved, types).map { $0.map { Neg()($0) } ?? .zeros($1) }
    let derivative = { (direction: [Tensor]) in
      try zip(dualResults(of: { try function(constants, $0) }, x, direction).tangents, types).map {
        $0 ?? .zeros($1)
      }
    }
    let tangent = try tangentSolve(derivative, rhs)
    let fits = zip(tangent, types).allSatisfy { tensor, type in
      tensor.type == type || tensor.isInvalid || tensor.isWeaklyTyped && tensor.shape == type.shape
    }
    guard tangent.count == types.count, fits else {
      throw TensorError.shapeMismatch(
        expected: "a result of `tangentSolve` of types \(types), those of the guess",
        actual: "\(tangent.map(\.type))", operation: Operation("customRoot"))
    }
    return x + tangent
  }
}
