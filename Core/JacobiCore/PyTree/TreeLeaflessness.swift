/// Whether values of a type can hold leaves, as far as its declaration tells.
///
/// A type that contains itself holds leaves only if something else in it does, so types that are being looked at count
/// as leafless.
func canHoldLeaves(_ type: Any.Type) -> Bool {
  var seen: Set<ObjectIdentifier> = []
  return canHoldLeaves(type, &seen)
}

private func canHoldLeaves(_ type: Any.Type, _ seen: inout Set<ObjectIdentifier>) -> Bool {
  if type == Tensor.self { return true }
  guard seen.insert(ObjectIdentifier(type)).inserted else { return false }
  if let collection = type as? any TreeCollection.Type { return canHoldLeaves(collection.elementTree, &seen) }
  if type is any StaticTree.Type { return false }
  if type is any PyTree.Type || TypeKind(of: type) == .tuple { return partsCanHoldLeaves(type, &seen) }
  // Fields of this kind are static, or an error of their own.
  return false
}

private func partsCanHoldLeaves(_ type: Any.Type, _ seen: inout Set<ObjectIdentifier>) -> Bool {
  switch TypeKind(of: type) {
  case .structure, .tuple:
    func fields<Value>(_: Value.Type) -> [StoredField] { storedFields(of: Value.self) }
    for field in fields(type) where canHoldLeaves(field.type, &seen) { return true }
    return false
  case .enumeration:
    return !(type is any Hashable.Type)
  default:
    return true
  }
}

/// Whether a collection of trees is a single static value, such as the shape in `var shape: [Int]`.
///
/// Floating-point elements stay values of their own, because those are compared by their bits.
func isStaticCollection(_ tree: any PyTree.Type) -> Bool {
  guard let collection = tree as? any TreeCollection.Type else { return false }
  let element = collection.elementTree
  if element is any TreeCollection.Type { return isStaticCollection(element) }
  return element is any StaticTree.Type && !(element is any FloatingPoint.Type)
}
