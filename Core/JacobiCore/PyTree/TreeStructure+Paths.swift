extension TreeStructure {
  /// Where each leaf is, written like a Swift key path: `.layers[1].weight`, `["a"].bias`, `.0`.
  ///
  /// The path of a tree that is a single tensor is empty, as that of a whole tree is. Elements of tuples and arguments are `.0`, `.1` and so on.
  public var leafPaths: [String] {
    var paths: [String] = []
    paths.reserveCapacity(leafCount)
    var cursor = TreeCursor(self)
    cursor.visit(path: "") { node, path, _ in
      if case .leaves = node { paths.append(path) }
      return true
    }
    return paths
  }

  /// The first place at which this structure is not the expected one, or `nil` if they are equal.
  ///
  /// The path is empty if the trees differ as a whole.
  public func firstDifference(
    from expected: TreeStructure
  ) -> (path: String, expected: String, actual: String)? {
    if self == expected { return nil }
    var one = TreeCursor(expected)
    var other = TreeCursor(self)
    return Self.firstDifference(&one, &other, path: "", isDerivative: false)
  }

  /// The same for a tree of derivatives, which may have ``NoTangent`` in the place of a leaf.
  package func firstDifferenceOfDerivatives(
    from expected: TreeStructure
  ) -> (path: String, expected: String, actual: String)? {
    var one = TreeCursor(expected)
    var other = TreeCursor(self)
    return Self.firstDifference(&one, &other, path: "", isDerivative: true)
  }

  private static func firstDifference(
    _ one: inout TreeCursor, _ other: inout TreeCursor, path: String, isDerivative: Bool
  ) -> (path: String, expected: String, actual: String)? {
    let expected = one.next()
    let actual = other.next()
    if isDerivative, case .leaves = expected, let actual, actual.isNoTangent { return nil }
    guard let expected, expected == actual else {
      return (path, expected?.summary ?? "nothing", actual?.summary ?? "nothing")
    }
    for index in 0..<expected.childCount {
      let child = path + expected.childPath(index)
      if let difference = firstDifference(&one, &other, path: child, isDerivative: isDerivative) { return difference }
    }
    return nil
  }

  /// The path of the node at a position, and of the whole tree if there is none.
  func path(of position: TreePosition) -> String {
    var result = ""
    var cursor = TreeCursor(self)
    cursor.visit(path: "") { _, path, place in
      if place == position { result = path }
      return place != position
    }
    return result
  }
}

extension TreeCursor {
  /// Visits the next node and everything below it until `body` returns false.
  @discardableResult
  fileprivate mutating func visit(path: String, _ body: (TreeToken, String, TreePosition) -> Bool) -> Bool {
    let place = position
    guard let node = next() else { return true }
    guard body(node, path, place) else { return false }
    for index in 0..<node.childCount where !visit(path: path + node.childPath(index), body) { return false }
    return true
  }
}

extension TreeToken {
  var childCount: Int {
    switch self {
    case .leaves, .fixed, .absent: 0
    case .array(let count): count
    case .dictionary(let keys): keys.count
    case .present: 1
    case .object(let shape): shape.fieldNames.count
    }
  }

  /// What the path of a child adds to the path of this node.
  func childPath(_ index: Int) -> String {
    switch self {
    case .array: "[\(index)]"
    case .dictionary(let keys): "[\(keys.keyDescription(at: index))]"
    case .object(let shape): ".\(shape.fieldNames[index])"
    case .leaves, .fixed, .absent, .present: ""
    }
  }
}
