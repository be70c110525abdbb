/// Hands the leaves and the static values of a structure back to the types that wrote them.
///
/// A conformance that is written by hand asks for its parts under the names and in the order of its `flatten(into:)`.
/// Asking for something else throws `TensorError.treeMismatch` with the path of the place.
public struct TreeUnflattener {
  private var cursor: TreeCursor
  private let leaves: [Tensor]
  /// The operation that errors name.
  let operation: String
  private var scope = Scope()
  /// Whether the tree is one of invalid tensors, of which no structure is known.
  private var isInvalid = false
  /// Whether the conformance that the last `descend` called is the derived one.
  private(set) var innerWasDerived = false

  package init(
    _ structure: TreeStructure, leaves: [Tensor], for operation: String = "treeUnflatten"
  ) throws(TensorError) {
    guard leaves.count == structure.leafCount else {
      throw TensorError.treeMismatch(
        path: "", expected: "\(structure.leafCount) leaves", actual: "\(leaves.count) leaves",
        operation: Operation(operation))
    }
    self.leaves = leaves
    self.operation = operation
    self.cursor = TreeCursor(structure)
  }

  /// The next child.
  public mutating func next<Child: PyTree>(
    _ type: Child.Type = Child.self, named name: String
  ) throws(TensorError) -> Child {
    try openNamedChild(name)
    return try descend(Child.self)
  }

  /// The next value that belongs to the structure.
  public mutating func nextStatic<Value: Hashable & Sendable>(
    _ type: Value.Type = Value.self, named name: String
  ) throws(TensorError) -> Value {
    try openNamedChild(name)
    return try takeStatic(Value.self)
  }

  /// Gives invalid tensors, no elements and any static values, instead of those of a structure.
  init(ofInvalid operation: String) {
    (leaves, self.operation, cursor) = ([], operation, TreeCursor(.leaf))
    isInvalid = true
  }

  /// Checks that nothing is left over.
  package func finish() throws(TensorError) {
    if !cursor.isAtEnd { throw mismatch(at: cursor.position, expected: "the end of the tree") }
  }
}

// MARK: - Nodes

extension TreeUnflattener {
  /// What has been read of the value whose `unflatten(from:)` is running.
  private struct Scope {
    var type: Any.Type = Void.self
    var isDerived = false
    /// The node that named children belong to, once one has been asked for.
    var shape: TreeShape?
    var position = 0
  }

  /// Rebuilds a child that `TreeFlattener.descend(into:)` wrote.
  mutating func descend<Child: PyTree>(_ type: Child.Type) throws(TensorError) -> Child {
    let outer = scope
    scope = Scope(type: Child.self)
    defer {
      innerWasDerived = scope.isDerived
      scope = outer
    }
    let start = cursor.position
    let child = try Child.unflatten(from: &self)
    try finishScope(from: start)
    return child
  }

  /// The derived conformance of a type has been called: that of this scope, or of a tree that its type passed this on to.
  mutating func noteDerivation(of type: Any.Type) {
    if type == scope.type { scope.isDerived = true }
  }

  private mutating func finishScope(from start: TreePosition) throws(TensorError) {
    if isInvalid { return }
    if let shape = scope.shape, scope.position < shape.fieldNames.count {
      throw mismatch(at: cursor.position, expected: "no field '\(shape.fieldNames[scope.position])' in \(scope.type)")
    }
    // A conformance that asks for nothing has still written a node.
    if cursor.position == start { try takeObject(TreeShape(type: scope.type, fieldNames: [])) }
  }

  private mutating func openNamedChild(_ name: String) throws(TensorError) {
    if isInvalid { return }
    let shape = if let shape = scope.shape { shape } else { try takeNamedNode() }
    scope.shape = shape
    guard scope.position < shape.fieldNames.count, shape.fieldNames[scope.position] == name else {
      throw mismatch(at: cursor.position, expected: "the field '\(name)' of \(scope.type)")
    }
    scope.position += 1
  }

  private mutating func takeNamedNode() throws(TensorError) -> TreeShape {
    let start = cursor.position
    guard case .object(let shape) = cursor.next(), shape.belongs(to: scope.type) else {
      throw mismatch(at: start, expected: "\(scope.type)")
    }
    return shape
  }

  @inline(__always)
  mutating func takeLeaf() throws(TensorError) -> Tensor {
    if isInvalid { return .invalid }
    guard let index = cursor.nextLeaf() else { return try takeNoTangent() }
    return leaves[index]
  }

  private mutating func takeNoTangent() throws(TensorError) -> Tensor {
    let start = cursor.position
    if let token = cursor.next(), token.isNoTangent { return .noTangent }
    throw mismatch(at: start, expected: "a tensor")
  }

  mutating func takeStatic<Value: Hashable>(_ type: Value.Type) throws(TensorError) -> Value {
    if isInvalid, let value = someValue(of: Value.self) { return value }
    let start = cursor.position
    guard !isInvalid, case .fixed(let box) = cursor.next(), let value = box as? StaticValue<Value> else {
      throw mismatch(at: start, expected: "a static \(Value.self)")
    }
    return value.value
  }

  /// Enters a node of the given shape.
  mutating func takeObject(_ shape: TreeShape) throws(TensorError) {
    if isInvalid || cursor.skip(shape) { return }
    let start = cursor.position
    guard case .object(let actual) = cursor.next(), actual == shape else {
      throw mismatch(at: start, expected: shape.summary)
    }
  }

  /// Takes the next token if `matches` accepts it.
  ///
  /// - Parameter empty: the result for a node without children, where no structure is known.
  mutating func takeToken<Result>(
    expecting expected: @autoclosure () -> String, empty: Result, _ matches: (TreeToken) -> Result?
  ) throws(TensorError) -> Result {
    if isInvalid { return empty }
    let start = cursor.position
    guard let token = cursor.next(), let result = matches(token) else {
      throw mismatch(at: start, expected: expected())
    }
    return result
  }

  private func mismatch(at position: TreePosition, expected: String) -> TensorError {
    var found = cursor
    found.position = position
    return .treeMismatch(
      path: cursor.structure.path(of: position), expected: expected, actual: found.next()?.summary ?? "nothing",
      operation: Operation(operation))
  }
}

/// Any value of a type, if one is known: the first case of an enumeration, zero, or nothing.
private func someValue<Value>(of type: Value.Type) -> Value? {
  func first<Cases: CaseIterable>(_: Cases.Type) -> Any? { Cases.allCases.first }
  func zero<Number: ExpressibleByIntegerLiteral>(_: Number.Type) -> Any? { 0 as Number }
  func text<Text: ExpressibleByStringLiteral>(_: Text.Type) -> Any? { "" as Text }
  func empty<Elements: RangeReplaceableCollection>(_: Elements.Type) -> Any? { Elements() }
  func none<Absent: ExpressibleByNilLiteral>(_: Absent.Type) -> Any? { nil as Absent }
  let value =
    switch type {
    case let type as any CaseIterable.Type: first(type)
    case let type as any ExpressibleByIntegerLiteral.Type: zero(type)
    case let type as any RangeReplaceableCollection.Type: empty(type)
    case let type as any ExpressibleByStringLiteral.Type: text(type)
    case let type as any ExpressibleByNilLiteral.Type: none(type)
    default: type == Bool.self ? false : nil as Any?
    }
  return value as? Value
}
