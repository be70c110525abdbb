extension TreeAccess {
  /// The access for any type: by its conformance, its elements if it is a tuple, or as a static value.
  static func general<Value>(for type: Value.Type) -> TreeAccess {
    generalTable.access(for: type) {
      supported { () throws(TreeProblem) in
        try access(type: type, kind: TypeKind(of: type), owner: type, field: nil)
      }
    }
  }

  /// The access that is derived from the stored properties of a type that conforms to `PyTree` and says no more.
  static func derived<Value>(for type: Value.Type) -> TreeAccess {
    derivedTable.access(for: type) {
      supported { () throws(TreeProblem) in try derive(type) }
    }
  }

  // Two tables: the first holds a `ConformingAccess` for a type whose derived layout is in the second.
  private static let generalTable = TreeAccessTable()
  private static let derivedTable = TreeAccessTable()

  private static func supported(_ make: () throws(TreeProblem) -> TreeAccess) -> TreeAccess {
    do { return try make() } catch { return UnsupportedAccess(error) }
  }
}

/// Derives the access for a type that is a tree by declaration.
private func derive<Value>(_ type: Value.Type) throws(TreeProblem) -> TreeAccess {
  switch TypeKind(of: type) {
  case .structure:
    return try layout(of: type, owner: type, prefix: "")
  case .enumeration:
    if let hashable = type as? any Hashable.Type { return staticAccess(hashable) }
    throw TreeProblem(
      type,
      "is an enum that is not Hashable: make it Hashable, or write `flatten(into:)` and `unflatten(from:)` by hand")
  case .reference:
    throw TreeProblem(type, "is a class, which cannot be rebuilt from its leaves: make it a struct")
  default:
    throw TreeProblem(type, "is not a struct: write `flatten(into:)` and `unflatten(from:)` by hand")
  }
}

/// The layout of a structure, or of the tuple in the field `prefix` of a structure.
private func layout<Value>(of type: Value.Type, owner: Any.Type, prefix: String) throws(TreeProblem) -> TreeAccess {
  let stored = storedFields(of: type)
  if stored.isEmpty && MemoryLayout<Value>.size > 0 {
    throw TreeProblem(type, "is compiled without reflection metadata: conform it to `ExplicitPyTree`")
  }
  var fields: [DerivedTreeLayout.Field] = []
  for field in stored {
    let access = try access(to: field, owner: owner, name: prefix + field.name)
    fields.append(DerivedTreeLayout.Field(offset: field.offset, access: access))
  }
  let names = stored.map(\.name)
  let isTuple = TypeKind(of: type) == .tuple
  return DerivedTreeLayout(
    shape: isTuple ? TreeShape(tupleLabels: names) : TreeShape(type: type, fieldNames: names), fields: fields)
}

/// The access for a field, `nil` for a tensor.
private func access(to field: StoredField, owner: Any.Type, name: String) throws(TreeProblem) -> TreeAccess? {
  guard field.isPlain else {
    throw TreeProblem(
      owner, field: name,
      "is a function or a metatype, or is weak or unowned, and so neither a tree nor Hashable: leave it out")
  }
  if !field.isVariable && canHoldLeaves(field.type) {
    throw TreeProblem(
      owner, field: name, "is a `let` that holds tensors, which transforms replace: declare it `var`")
  }
  if field.type == Tensor.self { return nil }
  return try access(type: field.type, kind: field.kind, owner: owner, field: name)
}

/// The access for the type of a field or of a whole value.
private func access(
  type: Any.Type, kind: TypeKind, owner: Any.Type, field: String?
) throws(TreeProblem) -> TreeAccess {
  if type == Tensor.self { return LeafAccess() }
  if let tree = type as? any PyTree.Type {
    let hashable = type as? any Hashable.Type
    return if let hashable, isStaticCollection(tree) { staticAccess(hashable) } else { conformingAccess(tree) }
  }
  if kind == .tuple {
    func tupleLayout<Value>(_ type: Value.Type) throws(TreeProblem) -> TreeAccess {
      try layout(of: type, owner: owner, prefix: field.map { $0 + "." } ?? "")
    }
    return try tupleLayout(type)
  }
  if let hashable = type as? any Hashable.Type { return staticAccess(hashable) }
  let subject = field == nil ? "is" : "has the type \(type), which is"
  throw TreeProblem(
    owner, field: field,
    kind == .existential
      ? "\(subject) an existential and may hold different types: use a concrete type or a generic parameter"
      : "\(subject) neither a PyTree nor Hashable: conform it to one of them")
}

private func staticAccess<Value: Hashable>(_: Value.Type) -> TreeAccess { StaticAccess<Value>() }

private func conformingAccess<Value: PyTree>(_: Value.Type) -> TreeAccess { ConformingAccess<Value>() }
