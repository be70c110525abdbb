import JacobiCore
import JacobiPrimitives

/// The leaves of a tree or tuple of trees, and the rest of it.
struct Leaves {
  var tensors: [Tensor]
  var structure: TreeStructure
  /// Which leaves are differentiated, if not all that can be.
  var selection: [Bool]?

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

  /// Throws if there are leaves and none of them has a derivative. Integers and Booleans among others are constants.
  func requireDifferentiable(for operation: String) throws(TensorError) {
    if let first = selection?.firstIndex(of: true) ?? tensors.indices.first, !isInexact.contains(true) {
      throw .nonDifferentiable(path: path(first), dtype: tensors[first].dtype, operation: Operation(operation))
    }
  }

  /// Which leaves have a derivative.
  var isInexact: [Bool] {
    guard let selection else { return tensors.map(\.dtype.isInexact) }
    return zip(tensors, selection).map { $0.dtype.isInexact && $1 }
  }

  /// Derivatives of the leaves that have one, as derivatives of all leaves.
  func spread(_ derivatives: [Tensor?]) -> [Tensor?] {
    var remaining = derivatives[...]
    return isInexact.map { $0 ? remaining.removeFirst() : nil }
  }

  /// The leaves of a tree of tangents or cotangents, which must be like this tree; `nil` for leaves that have none,
  /// and where the tree has `Tensor.noTangent`.
  ///
  /// - Parameter role: "tangent" or "cotangent".
  func derivatives<Tree>(_ tree: Tree, _ role: String, for operation: String) throws(TensorError) -> [Tensor?] {
    let given = try Leaves(tree, for: operation)
    guard let missing = structure.leavesWithoutTangent(in: given.structure) else {
      let difference = given.structure.firstDifferenceOfDerivatives(from: structure)
      throw .treeMismatch(
        path: difference?.path ?? "", expected: difference?.expected ?? "", actual: difference?.actual ?? "",
        operation: Operation(operation))
    }
    var remaining = given.tensors[...]
    var derivatives: [Tensor?] = []
    for (index, leaf) in tensors.enumerated() {
      let derivative = missing[index] ? nil : remaining.removeFirst()
      guard let derivative, leaf.dtype.isInexact else {
        derivatives.append(nil)
        continue
      }
      derivatives.append(try converted(derivative, index, role, for: operation))
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
