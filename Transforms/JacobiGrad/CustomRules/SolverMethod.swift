import JacobiCore
import JacobiPrimitives

/// How a solver given by the user is carried out, and what it captures.
///
/// With numbers at hand it sees numbers. Where a program is recorded, or something differs between examples, it is traced
/// and what it captures becomes constants of the problem.
enum SolverMode {
  case concrete(CapturedPrimals)
  case traced

  init(_ operands: [Tensor]) {
    if case .traced = Execution(of: operands) {
      self = .traced
    } else {
      self = .concrete(CapturedPrimals())
    }
  }
}

/// The differentiations that run when a solver is given. It may capture their values, though it is run outside of them:
/// how a solution is found has no influence on its derivative, so that it gets their primals.
struct CapturedPrimals: @unchecked Sendable {
  // SAFETY: used on the thread of the traces alone, as their tracers are; elsewhere `usageError` stops the use of these.
  private var traces: [JVPTrace] = []
  private var substitutions: [SubstitutionTrace] = []

  init() {
    var candidate = Trace.current
    while let trace = candidate {
      if let trace = trace as? JVPTrace { traces.append(trace) }
      if let trace = trace as? SubstitutionTrace { substitutions.append(trace) }
      candidate = trace.parent
    }
  }

  /// Runs a solver on leaves. Values of differentiations that enclose this place stay what they are.
  func run(_ body: () throws -> [Tensor]) throws -> [Tensor] {
    if traces.isEmpty, substitutions.isEmpty { return try body() }
    let context = Trace.current
    let trace = SubstitutionTrace { tracer in
      let tensor = Tensor(tracer)
      let primal = self.primal(of: tensor, in: context)
      return primal.tracer === tracer ? nil : primal
    }
    return try trace.run { try body().map(trace.replaced) }
  }

  /// A solver that runs in this way.
  func seen(by solve: @escaping LinearSystem.Map) -> LinearSystem.Map {
    { constants, x in try run { try solve(constants, x) } }
  }

  private func primal(of tensor: Tensor, in context: Trace?) -> Tensor {
    var result = tensor
    for substitution in substitutions { result = substitution.replaced(result) }
    while let tracer = result.tracer, !tracer.trace.encloses(context),
      let trace = traces.first(where: { $0 === tracer.trace })
    {
      result = trace.parts(of: result).primal
    }
    return result
  }
}

/// A function of leaves that was traced, with what it captured.
struct CapturingFunction: Sendable {
  let program: Program
  let captured: [Tensor]

  init(_ types: [TensorType], name: String, _ body: ([Tensor]) throws -> [Tensor]) throws {
    let traced = try traceProgram(types, name: name, body)
    (program, captured) = (traced.program, traced.captured)
  }

  /// The residual of a problem, which has as many parts as there are unknowns, of the same types.
  init<Tree>(residual function: (Tree) throws -> Tree, of unknowns: Leaves, role: String, name: String) throws {
    try self.init(unknowns.types.types, name: name) { leaves in
      let result = try Leaves(function(unknowns.tree(leaves, for: name)), for: name)
      if let difference = result.structure.firstDifference(from: unknowns.structure) {
        throw TensorError.treeMismatch(
          path: difference.path, expected: difference.expected, actual: difference.actual, operation: Operation(name))
      }
      return try requireTypes(result.tensors, unknowns.types.types, "the result of `\(role)`", name)
    }
  }

  /// The function with its captured values among constants, from a position on.
  func map(from position: Int) -> LinearSystem.Map {
    { [program, count = captured.count] constants, x in
      try program.evaluate(constants[position..<position + count] + x)
    }
  }
}

/// The tensors, if they have the types of the unknowns; weakly typed ones take their dtypes.
func requireTypes(
  _ tensors: [Tensor], _ types: [TensorType], _ role: String, _ name: String
) throws(TensorError) -> [Tensor] {
  if tensors.contains(where: \.isInvalid) { return tensors }
  if tensors.count == types.count {
    let adapted = zip(tensors, types).map { $0.givingWay(to: $1.dtype) }
    if adapted.map(\.type) == types { return adapted }
  }
  throw .shapeMismatch(
    expected: "\(types) as \(role), the types of the unknowns", actual: "\(tensors.map(\.type))",
    operation: Operation(name))
}

/// A solver of trees in terms of leaves: from a function and leaves to leaves.
typealias LeafSolver = @Sendable (_ function: ([Tensor]) throws -> [Tensor], _ leaves: [Tensor]) throws -> [Tensor]

/// A solver, a function of a function and a tree, in terms of leaves.
///
/// - Parameter unknowns: the structure and types of the tree and of the solution.
func onLeaves<Tree: Sendable>(
  _ solver: @escaping @Sendable (_ function: (Tree) throws -> Tree, _ tree: Tree) throws -> Tree,
  _ unknowns: LeafTypes, role: String, name: String
) -> LeafSolver {
  { function, leaves in
    let onTrees = { (x: Tree) throws -> Tree in
      let given = try flattenTree(x, for: name)
      try requireStructure(given.structure, of: unknowns, name)
      return try unflattenTree(leaves: function(given.leaves), structure: unknowns.structure, for: name)
    }
    let result = try solver(onTrees, unflattenTree(leaves: leaves, structure: unknowns.structure, for: name))
    let (results, structure) = try flattenTree(result, for: name)
    try requireStructure(structure, of: unknowns, name)
    return try requireTypes(results, unknowns.types, "the result of `\(role)`", name)
  }
}

private func requireStructure(
  _ structure: TreeStructure, of unknowns: LeafTypes, _ name: String
) throws(TensorError) {
  guard let difference = structure.firstDifference(from: unknowns.structure) else { return }
  throw .treeMismatch(
    path: difference.path, expected: difference.expected, actual: difference.actual, operation: Operation(name))
}
