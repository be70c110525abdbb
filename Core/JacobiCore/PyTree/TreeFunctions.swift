/// The leaves of a tree, and everything else about it.
///
/// ```swift
/// let (leaves, structure) = try treeFlatten(model)
/// ```
public func treeFlatten(_ tree: some PyTree) throws(TensorError) -> (leaves: [Tensor], structure: TreeStructure) {
  try treeFlatten(tree, for: "treeFlatten")
}

/// Rebuilds a tree from its structure and as many leaves.
///
/// ```swift
/// let model: Model = try treeUnflatten(structure, leaves)
/// ```
public func treeUnflatten<Tree: PyTree>(
  _ structure: TreeStructure, _ leaves: [Tensor], as type: Tree.Type = Tree.self
) throws(TensorError) -> Tree {
  try treeUnflatten(structure, leaves, for: "treeUnflatten")
}

/// The leaves of a tree: fields in the order of their declaration, dictionaries in the order of their keys.
public func treeLeaves(_ tree: some PyTree) throws(TensorError) -> [Tensor] {
  try treeFlatten(tree, for: "treeLeaves").leaves
}

/// The leaves of a tree with the path of each, such as `.layers[1].weight`.
public func treeLeavesWithPaths(_ tree: some PyTree) throws(TensorError) -> [(path: String, leaf: Tensor)] {
  let (leaves, structure) = try treeFlatten(tree, for: "treeLeavesWithPaths")
  return zip(structure.leafPaths, leaves).map { (path: $0, leaf: $1) }
}

/// Everything about a tree but its leaves.
public func treeStructure(_ tree: some PyTree) throws(TensorError) -> TreeStructure {
  try treeFlatten(tree, for: "treeStructure").structure
}

/// Combines all leaves of a tree, one after the other.
///
/// ```swift
/// let count = try treeReduce(model, 0) { $0 + $1.count }
/// ```
public func treeReduce<Result>(
  _ tree: some PyTree, _ initial: Result, _ combine: (Result, Tensor) throws -> Result
) throws -> Result {
  try treeFlatten(tree, for: "treeReduce").leaves.reduce(initial, combine)
}

/// Whether a predicate holds for all leaves of a tree.
public func treeAll(_ tree: some PyTree, _ predicate: (Tensor) throws -> Bool) throws -> Bool {
  try treeFlatten(tree, for: "treeAll").leaves.allSatisfy(predicate)
}

extension PyTree {
  /// The leaves of this tree.
  public var leaves: [Tensor] {
    get throws(TensorError) { try treeLeaves(self) }
  }

  /// The leaves of this tree, and everything else about it.
  public func flattened() throws(TensorError) -> (leaves: [Tensor], structure: TreeStructure) {
    try treeFlatten(self)
  }

  /// The same tree with other leaves.
  ///
  /// ```swift
  /// let halved = try gradients.mapLeaves { $0 / 2 }
  /// ```
  public func mapLeaves(_ transform: (Tensor) throws -> Tensor) throws -> Self {
    try treeMap(self, transform)
  }
}

func treeFlatten(
  _ tree: some PyTree, for operation: String
) throws(TensorError) -> (leaves: [Tensor], structure: TreeStructure) {
  var flattener = TreeFlattener(for: operation)
  try flattener.descend(into: tree)
  return (flattener.leaves, flattener.structure())
}

func treeUnflatten<Tree: PyTree>(
  _ structure: TreeStructure, _ leaves: [Tensor], for operation: String
) throws(TensorError) -> Tree {
  var unflattener = try TreeUnflattener(structure, leaves: leaves, for: operation)
  let tree = try unflattener.descend(Tree.self)
  try unflattener.finish()
  return tree
}
