import JacobiCore
import JacobiPrimitives

/// The leaves of a tree or tuple of trees, and the rest of it.
struct Leaves {
  var tensors: [Tensor]
  var structure: TreeStructure

  init<Tree>(_ tree: Tree, for operation: String) throws(TensorError) {
    (tensors, structure) = try flattenTree(tree, for: operation)
    for tensor in tensors { try tensor.requireUsable(in: operation) }
  }

  func tree<Tree>(of type: Tree.Type = Tree.self, _ tensors: [Tensor], for operation: String) throws -> Tree {
    try unflattenTree(Tree.self, leaves: tensors, structure: structure, for: operation)
  }

  /// Where a leaf is, for messages; nothing where the tree is a single tensor.
  func path(_ index: Int) -> String { structure.leafPaths[index] }

  /// Throws unless every leaf has a derivative.
  func requireInexact(for operation: String) throws(TensorError) {
    for (index, leaf) in tensors.enumerated() where !leaf.dtype.isInexact {
      throw .nonDifferentiable(path: path(index), dtype: leaf.dtype, operation: Operation(operation))
    }
  }

  /// The leaves of a tree of tangents or cotangents, which must be like this tree; `nil` for leaves that have none.
  ///
  /// - Parameter role: "tangent" or "cotangent".
  func derivatives<Tree>(_ tree: Tree, _ role: String, for operation: String) throws(TensorError) -> [Tensor?] {
    let given = try Leaves(tree, for: operation)
    if let difference = given.structure.firstDifference(from: structure) {
      throw .treeMismatch(
        path: difference.path, expected: difference.expected, actual: difference.actual,
        operation: Operation(operation))
    }
    var derivatives: [Tensor?] = []
    for (index, leaf) in tensors.enumerated() {
      guard leaf.dtype.isInexact else {
        derivatives.append(nil)
        continue
      }
      derivatives.append(try converted(given.tensors[index], index, role, for: operation))
    }
    return derivatives
  }

  /// A tangent or cotangent in the type of the leaf at `index`. A literal takes the dtype of the leaf.
  private func converted(
    _ derivative: Tensor, _ index: Int, _ role: String, for operation: String
  ) throws(TensorError) -> Tensor {
    let type = tensors[index].type
    var derivative = derivative
    if case .literal(let literal) = derivative.storage { derivative = Tensor(literal.value(as: type.dtype)) }
    if derivative.type == type || derivative.isInvalid { return derivative }
    let place = path(index).isEmpty ? "" : " at \(path(index))"
    if derivative.shape == type.shape {
      throw .dtypeMismatch(
        expected: "a \(role) of \(type)\(place)", actual: "\(derivative.type)", operation: Operation(operation))
    }
    throw .shapeMismatch(
      expected: "a \(role) of \(type)\(place)", actual: "\(derivative.type)", operation: Operation(operation))
  }
}
