// The compiler's reflection metadata, as far as trees need it. No other file uses this interface.
@_spi(Reflection) import Swift

/// A stored property of a structure, or an element of a tuple.
struct StoredField {
  let name: String
  let offset: Int
  let type: Any.Type
  let kind: TypeKind
  let isVariable: Bool
  /// Whether the field holds a value of its type that can be copied out; one that is `weak` does not, for example.
  let isPlain: Bool
}

/// What sort of type a type is.
enum TypeKind {
  case structure, enumeration, tuple, reference, existential, other

  init(of type: Any.Type) {
    // A type does not tell its own kind, but the only field of a structure does. Asking an existential type for its
    // fields would even crash.
    func wrapped<Value>(_: Value.Type) -> Any.Type { OnlyField<Value>.self }
    var kind = TypeKind.other
    _forEachField(of: wrapped(type)) { _, _, _, fieldKind in
      kind = TypeKind(fieldKind)
      return false
    }
    self = kind
  }

  fileprivate init(_ kind: _MetadataKind) {
    switch kind {
    case .struct: self = .structure
    case .enum, .optional: self = .enumeration
    case .tuple: self = .tuple
    case .class, .foreignClass, .objcClassWrapper: self = .reference
    case .existential, .existentialMetatype: self = .existential
    default: self = .other
    }
  }
}

private struct OnlyField<Value> {
  var value: Value
}

/// The fields of a structure or a tuple in the order of their declaration.
func storedFields<Value>(of type: Value.Type) -> [StoredField] {
  // The option is `.ignoreUnknown`, whose declaration Swift 6 rejects as a mutable global.
  let ignoreUnknown = _EachFieldOptions(rawValue: 2)
  var paths: [String: PartialKeyPath<Value>] = [:]
  _ = _forEachFieldWithKeyPath(of: type, options: ignoreUnknown) { name, path in
    paths[String(cString: name)] = path
    return true
  }
  var fields: [StoredField] = []
  _ = _forEachField(of: type) { name, offset, fieldType, kind in
    let name = String(cString: name)
    let path = paths[name]
    fields.append(
      StoredField(
        name: sourceName(name), offset: offset, type: fieldType, kind: TypeKind(kind),
        isVariable: path.map { isWritable($0, fieldType) } ?? false,
        isPlain: path != nil))
    return true
  }
  return fields
}

private func isWritable<Root>(_ path: PartialKeyPath<Root>, _ type: Any.Type) -> Bool {
  func check<Value>(_: Value.Type) -> Bool { path is WritableKeyPath<Root, Value> }
  return check(type)
}

/// The name that a field has in the source: elements of tuples are called `.0`, lazy properties have a prefix.
private func sourceName(_ name: String) -> String {
  for prefix in ["$__lazy_storage_$_", "."] where name.hasPrefix(prefix) {
    return String(name.dropFirst(prefix.count))
  }
  return name
}
