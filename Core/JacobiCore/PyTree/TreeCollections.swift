/// A collection of trees that knows, without a value at hand, what kind of tree it contains.
protocol TreeCollection: PyTree {
  static var elementTree: any PyTree.Type { get }
}

/// An array of trees is a tree; its length belongs to the structure.
extension Array: PyTree where Element: PyTree {
  public func flatten(into flattener: inout TreeFlattener) throws(TensorError) {
    let scope = flattener.open(.array(count: count), expectedLeaves: count)
    try TreeAccess.general(for: Element.self).flatten(elements: self, into: &flattener)
    flattener.close(scope)
  }

  public static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> [Element] {
    let count = try unflattener.takeToken(expecting: "an array", empty: 0) { (token) -> Int? in
      if case .array(let count) = token { count } else { nil }
    }
    return try TreeAccess.general(for: Element.self).unflatten(count: count, of: Element.self, from: &unflattener)
  }
}

/// An optional tree is a tree; whether there is a value belongs to the structure.
extension Optional: PyTree where Wrapped: PyTree {
  public func flatten(into flattener: inout TreeFlattener) throws(TensorError) {
    guard let self else {
      flattener.close(flattener.open(.absent))
      return
    }
    let scope = flattener.open(.present)
    try flattener.descend(into: self)
    flattener.close(scope)
  }

  public static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> Wrapped? {
    let isPresent = try unflattener.takeToken(expecting: "an optional", empty: false) { (token) -> Bool? in
      switch token {
      case .present: true
      case .absent: false
      default: nil
      }
    }
    return isPresent ? try unflattener.descend(Wrapped.self) : nil
  }
}

/// A dictionary of trees is a tree; its keys belong to the structure, and its leaves follow them in ascending order.
extension Dictionary: PyTree where Key: Comparable, Value: PyTree {
  public func flatten(into flattener: inout TreeFlattener) throws(TensorError) {
    let entries = self.sorted { $0.key < $1.key }
    let keys = StaticKeys(entries.map(\.key))
    let scope = flattener.open(.dictionary(keys), expectedLeaves: count)
    for entry in entries { try flattener.descend(into: entry.value) }
    flattener.close(scope)
  }

  public static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> [Key: Value] {
    let keys = try unflattener.takeToken(expecting: "a dictionary with \(Key.self) keys", empty: []) {
      (token) -> [Key]? in
      if case .dictionary(let keys) = token { (keys as? StaticKeys<Key>)?.keys } else { nil }
    }
    var result = Self(minimumCapacity: keys.count)
    for key in keys { result[key] = try unflattener.descend(Value.self) }
    return result
  }
}

extension Array: TreeCollection where Element: PyTree {
  static var elementTree: any PyTree.Type { Element.self }
}

extension Optional: TreeCollection where Wrapped: PyTree {
  static var elementTree: any PyTree.Type { Wrapped.self }
}

extension Dictionary: TreeCollection where Key: Comparable, Value: PyTree {
  static var elementTree: any PyTree.Type { Value.self }
}
