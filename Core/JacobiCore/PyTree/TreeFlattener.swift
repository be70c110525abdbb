/// Collects the leaves and the structure of a tree.
///
/// A conformance that is written by hand adds its parts one by one, in an order of its choice, and its `unflatten(from:)`
/// asks a ``TreeUnflattener`` for the same parts in the same order. A type that only wraps another tree may pass the
/// flattener on instead: `try wrapped.flatten(into: &flattener)`.
public struct TreeFlattener {
  /// The leaves so far.
  public internal(set) var leaves: [Tensor] = []

  /// The operation that errors name.
  let operation: String
  private var tokens: [TreeToken] = []
  /// The number of leaves since the last token.
  private var run = 0
  private var scope = Scope()
  /// The names of the children of all open scopes, the innermost last.
  private var names: [String] = []
  /// The shape of the last node with named children.
  private var lastShape: TreeShape?

  package init(for operation: String = "treeFlatten") {
    self.operation = operation
  }

  /// Adds a child.
  public mutating func add(_ child: some PyTree, named name: String) throws(TensorError) {
    openNamedChild(name)
    try descend(into: child)
  }

  /// Adds a value that belongs to the structure.
  public mutating func addStatic(_ value: some Hashable & Sendable, named name: String) throws(TensorError) {
    openNamedChild(name)
    let nodes = scope.nodes
    appendStatic(value)
    scope.nodes = nodes
  }

  /// The structure of everything that was added.
  package func structure() -> TreeStructure {
    TreeStructure(tokens: tokens, leafCount: leaves.count)
  }
}

// MARK: - Nodes

extension TreeFlattener {
  /// What has been written of the value whose `flatten(into:)` is running.
  private struct Scope {
    var type: Any.Type = Void.self
    var isDerived = false
    /// The number of complete nodes; at the end it must be one.
    var nodes = 0
    /// The position of the node that named children belong to, once there is one.
    var namedNode = -1
    /// Where its names begin.
    var firstName = 0
  }

  /// Flattens a child as one node, whatever its conformance does.
  ///
  /// - Returns: whether the conformance is the derived one.
  @discardableResult
  mutating func descend<Child: PyTree>(into child: Child) throws(TensorError) -> Bool {
    let outer = scope
    scope = Scope(type: Child.self)
    defer { scope = outer }
    try child.flatten(into: &self)
    try finishScope()
    return scope.isDerived
  }

  /// The derived conformance of a type has been called: that of this scope, or of a tree that its type passed this on to.
  mutating func noteDerivation(of type: Any.Type) {
    if type == scope.type { scope.isDerived = true }
  }

  private mutating func finishScope() throws(TensorError) {
    if scope.nodes == 1 && scope.namedNode < 0 { return }
    if scope.namedNode >= 0 {
      tokens[scope.namedNode] = .object(shapeOfScope())
      names.removeLast(names.count - scope.firstName)
    } else if scope.nodes == 0 {
      append(.object(TreeShape(type: scope.type, fieldNames: [])))
    }
    guard scope.nodes == 1 else {
      throw TensorError.unsupportedTree(
        type: String(describing: scope.type), field: nil,
        reason: "has a `flatten(into:)` that writes \(scope.nodes) values side by side: use `add(_:named:)` for each",
        operation: Operation(operation))
    }
  }

  private mutating func shapeOfScope() -> TreeShape {
    let fieldNames = names[scope.firstName...]
    // Siblings tend to be alike, and comparing names is cheaper than keeping them again.
    if let lastShape, lastShape.belongs(to: scope.type), lastShape.fieldNames.elementsEqual(fieldNames) {
      return lastShape
    }
    let shape = TreeShape(type: scope.type, fieldNames: Array(fieldNames))
    lastShape = shape
    return shape
  }

  private mutating func openNamedChild(_ name: String) {
    if scope.namedNode < 0 {
      append(.object(.unlabelled(0)))  // replaced once all names are known
      scope.namedNode = tokens.count - 1
      scope.firstName = names.count
    }
    names.append(name)
  }

  @inline(__always)
  mutating func addLeaf(_ leaf: Tensor) {
    if leaf.isNoTangent { return appendStatic(NoTangent()) }
    leaves.append(leaf)
    run += 1
    scope.nodes += 1
  }

  /// Adds neighbouring leaves, the elements of an array.
  mutating func addLeaves(_ new: UnsafeBufferPointer<Tensor>) {
    if new.contains(where: \.isNoTangent) {
      for leaf in new { addLeaf(leaf) }
      return
    }
    leaves.append(contentsOf: new)
    run += new.count
    scope.nodes += new.count
  }

  mutating func appendStatic<Value: Hashable>(_ value: Value) {
    append(.fixed(StaticValue(value)))
  }

  /// Appends the token of a node whose children follow; hand the result to `close`.
  mutating func open(_ token: TreeToken, expectedLeaves: Int = 0) -> Int {
    reserve(expectedLeaves)
    append(token)
    return scope.nodes
  }

  /// Ends the node that `open` began: its children do not count as nodes of their own.
  mutating func close(_ nodes: Int) {
    scope.nodes = nodes
  }

  /// Begins with the node of an argument list, without allocating a token.
  mutating func openArguments(_ count: Int) {
    tokens = TreeShape.argumentTokens(count)
    reserve(count)
    scope.nodes = 1
  }

  private mutating func append(_ token: TreeToken) {
    if run > 0 {
      tokens.append(.leaves(run))
      run = 0
    }
    tokens.append(token)
    scope.nodes += 1
  }

  /// Makes room for leaves without giving up geometric growth.
  private mutating func reserve(_ count: Int) {
    let needed = leaves.count + count
    if needed > leaves.capacity { leaves.reserveCapacity(max(needed, 2 * leaves.capacity, 8)) }
  }
}
