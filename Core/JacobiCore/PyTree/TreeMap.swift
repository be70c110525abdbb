/// The tree with each leaf replaced by what `transform` makes of it.
///
/// ```swift
/// let doubled = try treeMap(parameters) { $0 * 2 }
/// ```
public func treeMap<Tree: PyTree>(_ tree: Tree, _ transform: (Tensor) throws -> Tensor) throws -> Tree {
  let (leaves, structure) = try treeFlatten(tree, for: "treeMap")
  return try treeUnflatten(structure, try leaves.map(transform), for: "treeMap")
}

/// The tree of what `transform` makes of the corresponding leaves of two trees.
///
/// ```swift
/// let next = try treeMap(parameters, gradients) { $0 - 0.1 * $1 }
/// ```
///
/// The trees must have equal structures, static values included; otherwise the error names the first difference. Where the
/// second tree has ``Tensor/noTangent``, the leaf of the first stays as it is.
public func treeMap<Tree: PyTree>(
  _ first: Tree, _ second: Tree, _ transform: (Tensor, Tensor) throws -> Tensor
) throws -> Tree {
  let (leaves, structure) = try treeFlatten(first, for: "treeMap")
  let others = try leavesOfTree(second, like: structure)
  let mapped = try leaves.indices.map { index in
    try others[index].map { try transform(leaves[index], $0) } ?? leaves[index]
  }
  return try treeUnflatten(structure, mapped, for: "treeMap")
}

/// The tree of what `transform` makes of the corresponding leaves of three trees.
///
/// ```swift
/// let average = try treeMap(a, b, c) { ($0 + $1 + $2) / 3 }
/// ```
public func treeMap<Tree: PyTree>(
  _ first: Tree, _ second: Tree, _ third: Tree, _ transform: (Tensor, Tensor, Tensor) throws -> Tensor
) throws -> Tree {
  let (leaves, structure) = try treeFlatten(first, for: "treeMap")
  let seconds = try leavesOfTree(second, like: structure)
  let thirds = try leavesOfTree(third, like: structure)
  let mapped = try leaves.indices.map { index in
    guard let second = seconds[index], let third = thirds[index] else { return leaves[index] }
    return try transform(leaves[index], second, third)
  }
  return try treeUnflatten(structure, mapped, for: "treeMap")
}

/// The tree with each leaf replaced by what `transform` makes of it and its path.
///
/// ```swift
/// let frozen = try treeMapWithPath(gradients) { path, leaf in
///   path.hasPrefix(".encoder") ? .zeros(like: leaf) : leaf
/// }
/// ```
public func treeMapWithPath<Tree: PyTree>(
  _ tree: Tree, _ transform: (_ path: String, _ leaf: Tensor) throws -> Tensor
) throws -> Tree {
  let (leaves, structure) = try treeFlatten(tree, for: "treeMapWithPath")
  let mapped = try zip(structure.leafPaths, leaves).map { try transform($0, $1) }
  return try treeUnflatten(structure, mapped, for: "treeMapWithPath")
}

/// The leaves of a tree that has the expected structure; `nil` for those that are ``Tensor/noTangent``.
private func leavesOfTree(_ tree: some PyTree, like expected: TreeStructure) throws(TensorError) -> [Tensor?] {
  let (leaves, structure) = try treeFlatten(tree, for: "treeMap")
  guard let missing = expected.leavesWithoutTangent(in: structure) else {
    let difference = structure.firstDifference(from: expected)
    throw TensorError.treeMismatch(
      path: difference?.path ?? "", expected: difference?.expected ?? "", actual: difference?.actual ?? "",
      operation: Operation("treeMap"))
  }
  var remaining = leaves[...]
  return missing.map { $0 ? nil : remaining.removeFirst() }
}
