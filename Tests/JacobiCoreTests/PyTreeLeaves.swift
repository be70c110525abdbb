import JacobiCore
import Testing

// What the tests of trees need of tensors: to tell one leaf from another.
extension Tensor {
  static func leaf(_ number: Int) -> Tensor { Tensor(TensorValue(scalar: Int32(number))) }

  var leafNumber: Int { Int(item(Int32.self)) }

  /// A leaf with the sum of the numbers of two leaves.
  func adding(_ other: Tensor) -> Tensor { .leaf(leafNumber + other.leafNumber) }
}

func leafNumbers(_ tree: some PyTree) throws -> [Int] {
  try treeLeaves(tree).map(\.leafNumber)
}

/// Flattens a value, rebuilds it from leaves with other numbers, and returns both the copy and its structure.
func roundTrip<Tree: PyTree>(_ tree: Tree, adding number: Int = 0) throws -> (copy: Tree, structure: TreeStructure) {
  let (leaves, structure) = try treeFlatten(tree)
  #expect(leaves.count == structure.leafCount)
  #expect(structure.leafPaths.count == structure.leafCount)
  let copy: Tree = try treeUnflatten(structure, leaves.map { .leaf($0.leafNumber + number) })
  #expect(try treeStructure(copy) == structure)
  return (copy, structure)
}
