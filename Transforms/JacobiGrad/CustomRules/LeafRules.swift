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

/// A function of trees of one structure, with its rules, in terms of leaves.
///
/// Function and rules note the structure of what they return, each call where it will look for it.
struct LeafFunction: Sendable {
  typealias Body = @Sendable (_ leaves: [Tensor], _ result: ResultStructure) throws -> [Tensor]
  typealias Forward = @Sendable (_ leaves: [Tensor], _ result: ResultStructure) throws -> CustomRules.ForwardPass

  private let name: String
  private let isClosed: Bool
  private let body: Body
  private let jvp: Body?
  private let vjp: Forward?
  /// The rules for later, when the structure is known from the function.
  private let rules: CustomRules

  init<Input, Result>(
    _ function: @escaping @Sendable (Input) throws -> Result, structure: TreeStructure, name: String, isClosed: Bool,
    jvp: Body?, vjp: Forward? = nil
  ) {
    self.name = name
    self.isClosed = isClosed
    self.body = { leaves, result in
      let argument: Input = try unflattenTree(leaves: leaves, structure: structure, for: name)
      return try result.leaves(of: function(argument), for: name)
    }
    self.jvp = jvp
    self.vjp = vjp
    rules = CustomRules(
      jvp: jvp.map { jvp in TensorFunction(name) { try jvp($0, ResultStructure()) } },
      vjp: vjp.map { vjp in CustomRules.Forward(name) { try vjp($0, ResultStructure()) } })
  }

  func callAsFunction<Result>(_ leaves: [Tensor]) throws -> Result {
    let result = ResultStructure()
    let derivative = CustomDerivative(
      name: name, rules: rules, isClosed: isClosed,
      jvp: jvp.map { jvp -> CustomDerivative.Function in { try jvp($0, result) } },
      vjp: vjp.map { vjp -> CustomDerivative.Forward in { try vjp($0, result) } })
    let function = RuledFunction(derivative) { try body($0, result) }
    return try result.tree(function.results(leaves), for: name)
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
  of rule: @escaping TangentRule<Input, Result>, structure: TreeStructure, name: String
) -> LeafFunction.Body {
  { values, result in
    let input = Leaves(tensors: Array(values.prefix(structure.leafCount)), structure: structure)
    let directions = input.spread(values.dropFirst(structure.leafCount).map { $0 })
    let (value, tangent) = try rule(
      input.tree(input.tensors, for: name), input.tree(input.filled(directions), for: name))
    let output = try Leaves(value, for: name)
    return try result.leaves(of: value, for: name) + output.types.derivatives(tangent, "tangent", for: name)
  }
}
