import JacobiCore
import JacobiPrimitives

/// A derivative by forward mode as a user gives it: value and tangent from arguments and their tangents.
typealias TangentRule<Input, Result> =
  @Sendable (_ primals: Input, _ tangents: Input) throws -> (value: Result, tangent: Result)

/// A function of several arguments as a function of the tuple of them.
func ofTuple<Result, each Argument>(
  _ f: @escaping @Sendable (repeat each Argument) throws -> Result
) -> @Sendable ((repeat each Argument)) throws -> Result {
  { arguments in try f(repeat each arguments) }
}

/// A function of trees of one structure, with its rules, as a function of leaves.
struct LeafFunction: Sendable {
  private let function: RuledFunction
  private let result: ResultStructure

  init<Input, Result>(
    _ function: @escaping @Sendable (Input) throws -> Result, structure: TreeStructure, name: String,
    _ rules: (ResultStructure) -> CustomRules
  ) {
    let result = ResultStructure()
    self.result = result
    self.function = RuledFunction(name: name, rules: rules(result)) { leaves in
      let argument: Input = try unflattenTree(leaves: leaves, structure: structure, for: name)
      return try result.leaves(of: function(argument), for: name)
    }
  }

  func callAsFunction<Result>(_ leaves: [Tensor]) throws -> Result {
    try result.tree(function.results(leaves), for: function.name)
  }
}

/// The structure of a tree and the types of its leaves.
struct LeafTypes: Hashable, Sendable {
  var structure: TreeStructure
  var types: [TensorType]

  /// The derivatives of the inexact leaves in a tree like this one, zeros where the tree has `Tensor.noTangent`.
  func derivatives<Tree>(_ tree: Tree, _ role: String, for name: String) throws -> [Tensor] {
    // Of the tensors only the types are used.
    let leaves = Leaves(tensors: types.map { .placeholder($0.shape, dtype: $0.dtype) }, structure: structure)
    return try zip(leaves.derivatives(tree, role, for: name), types).compactMap { derivative, type in
      type.dtype.isInexact ? derivative ?? .zeros(type) : nil
    }
  }
}

extension Leaves {
  init(tensors: [Tensor], structure: TreeStructure) {
    self.tensors = tensors
    self.structure = structure
  }

  var types: LeafTypes { LeafTypes(structure: structure, types: tensors.map(\.type)) }
}

/// A rule for forward mode in terms of leaves.
func leafRule<Input, Result>(
  of rule: @escaping TangentRule<Input, Result>, structure: TreeStructure, result: ResultStructure, name: String
) -> TensorFunction {
  TensorFunction(name) { values in
    let input = Leaves(tensors: Array(values.prefix(structure.leafCount)), structure: structure)
    let directions = input.spread(values.dropFirst(structure.leafCount).map { $0 })
    let (value, tangent) = try rule(
      input.tree(input.tensors, for: name), input.tree(input.filled(directions), for: name))
    let output = try Leaves(value, for: name)
    return try result.leaves(of: value, for: name) + output.types.derivatives(tangent, "tangent", for: name)
  }
}
