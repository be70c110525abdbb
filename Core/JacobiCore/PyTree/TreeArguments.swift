// What transforms use for arguments, which are a list of trees, and for results, which may be tuples. Tuples cannot
// conform to protocols, so these take any type and find out at run time.

/// Appends any tree or tuple of trees; `Void` has no leaves. Another type is an error that names it.
package func flattenTree<Value>(_ value: Value, into flattener: inout TreeFlattener) throws(TensorError) {
  if flattener.addLeaf(ifTensor: value) { return }
  try TreeAccess.general(for: Value.self).flatten(value, into: &flattener)
}

/// Rebuilds what `flattenTree` appended.
package func unflattenTree<Value>(
  _ type: Value.Type, from unflattener: inout TreeUnflattener
) throws(TensorError) -> Value {
  if let leaf = try unflattener.takeLeaf(ifTensor: Value.self) { return leaf }
  return try TreeAccess.general(for: Value.self).unflatten(Value.self, from: &unflattener)
}

/// The leaves and the structure of any tree or tuple of trees.
package func flattenTree<Value>(
  _ value: Value, for operation: String = "treeFlatten"
) throws(TensorError) -> (leaves: [Tensor], structure: TreeStructure) {
  var flattener = TreeFlattener(for: operation)
  try flattenTree(value, into: &flattener)
  return (flattener.leaves, flattener.structure())
}

/// Rebuilds a tree or a tuple of trees from its leaves and its structure.
package func unflattenTree<Value>(
  _ type: Value.Type = Value.self, leaves: [Tensor], structure: TreeStructure, for operation: String = "treeUnflatten"
) throws(TensorError) -> Value {
  if Value.self == Tensor.self, structure.isLeaf, leaves.count == 1 {
    // SAFETY: the types are the same.
    return unsafeBitCast(leaves[0], to: Value.self)
  }
  var unflattener = try TreeUnflattener(structure, leaves: leaves, for: operation)
  let value = try unflattenTree(Value.self, from: &unflattener)
  try unflattener.finish()
  return value
}

/// A tree or tuple of trees of invalid tensors, of which only the type is known: collections and optionals are empty.
///
/// - Throws: for a type with a static value of which no value is known.
package func unflattenTree<Value>(
  ofInvalid type: Value.Type, for operation: String = "treeUnflatten"
) throws(TensorError) -> Value {
  var unflattener = TreeUnflattener(ofInvalid: operation)
  return try unflattenTree(Value.self, from: &unflattener)
}

/// The leaves of all arguments, and their structure, which is that of a tuple.
package func flattenArguments<each Argument: PyTree>(
  _ arguments: repeat each Argument, for operation: String = "treeFlatten"
) throws(TensorError) -> (leaves: [Tensor], structure: TreeStructure) {
  var flattener = TreeFlattener(for: operation)
  var count = 0
  for _ in repeat (each Argument).self { count += 1 }
  flattener.openArguments(count)
  for argument in repeat each arguments {
    if flattener.addLeaf(ifTensor: argument) { continue }
    try flattener.descend(into: argument)
  }
  return (flattener.leaves, flattener.structure())
}

/// Rebuilds the arguments that `flattenArguments` took apart.
package func unflattenArguments<each Argument: PyTree>(
  _ types: repeat (each Argument).Type, leaves: [Tensor], structure: TreeStructure,
  for operation: String = "treeUnflatten"
) throws(TensorError) -> (repeat each Argument) {
  var unflattener = try TreeUnflattener(structure, leaves: leaves, for: operation)
  var count = 0
  for _ in repeat (each Argument).self { count += 1 }
  try unflattener.takeObject(.unlabelled(count))
  let arguments = (repeat try unflattener.descend((each Argument).self))
  try unflattener.finish()
  return arguments
}
