/// A tree that lists its fields, where deriving them from the stored properties is not wanted or not possible.
///
/// ```swift
/// struct Layer: ExplicitPyTree {
///   var weight = Tensor(0)
///   var activation = Activation.relu
///
///   static let treeFields: [TreeField<Layer>] = [
///     TreeField("weight", \.weight),
///     .fixed("activation", \.activation),
///   ]
/// }
/// ```
public protocol ExplicitPyTree: PyTree {
  /// A value whose fields are going to be replaced.
  init()

  /// The fields that make up the tree. Properties that are not listed keep the value that `init()` gives them.
  static var treeFields: [TreeField<Self>] { get }
}

extension ExplicitPyTree {
  public func flatten(into flattener: inout TreeFlattener) throws(TensorError) {
    for field in Self.treeFields { try field.access.add(from: self, named: field.name, to: &flattener) }
  }

  public static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> Self {
    var result = Self()
    for field in treeFields { try field.access.set(in: &result, named: field.name, from: &unflattener) }
    return result
  }
}

/// A field of an ``ExplicitPyTree``: a child, or with ``fixed(_:_:)`` a value that belongs to the structure.
public struct TreeField<Root>: Sendable {
  /// The name of the field in paths and messages.
  public let name: String
  fileprivate let access: FieldAccess<Root>

  private init(name: String, access: FieldAccess<Root>) {
    self.name = name
    self.access = access
  }

  /// A field that is a tree.
  public init<Child: PyTree>(_ name: String, _ path: WritableKeyPath<Root, Child> & Sendable) {
    self.init(name: name, access: ChildField(path))
  }

  /// A field that is not a tree: it belongs to the structure.
  public static func fixed<Value: Hashable & Sendable>(
    _ name: String, _ path: WritableKeyPath<Root, Value> & Sendable
  ) -> TreeField {
    TreeField(name: name, access: FixedField(path))
  }
}

// SAFETY: the subclasses hold a Sendable key path each, and nothing else.
private class FieldAccess<Root>: @unchecked Sendable {
  func add(from root: Root, named name: String, to flattener: inout TreeFlattener) throws(TensorError) {
    preconditionFailure("internal error: FieldAccess is abstract")
  }

  func set(in root: inout Root, named name: String, from unflattener: inout TreeUnflattener) throws(TensorError) {
    preconditionFailure("internal error: FieldAccess is abstract")
  }
}

private final class ChildField<Root, Child: PyTree>: FieldAccess<Root>, @unchecked Sendable {
  private let path: WritableKeyPath<Root, Child> & Sendable

  init(_ path: WritableKeyPath<Root, Child> & Sendable) { self.path = path }

  override func add(from root: Root, named name: String, to flattener: inout TreeFlattener) throws(TensorError) {
    try flattener.add(root[keyPath: path], named: name)
  }

  override func set(
    in root: inout Root, named name: String, from unflattener: inout TreeUnflattener
  ) throws(TensorError) {
    root[keyPath: path] = try unflattener.next(named: name)
  }
}

private final class FixedField<Root, Value: Hashable & Sendable>: FieldAccess<Root>, @unchecked Sendable {
  private let path: WritableKeyPath<Root, Value> & Sendable

  init(_ path: WritableKeyPath<Root, Value> & Sendable) { self.path = path }

  override func add(from root: Root, named name: String, to flattener: inout TreeFlattener) throws(TensorError) {
    try flattener.addStatic(root[keyPath: path], named: name)
  }

  override func set(
    in root: inout Root, named name: String, from unflattener: inout TreeUnflattener
  ) throws(TensorError) {
    root[keyPath: path] = try unflattener.nextStatic(named: name)
  }
}
