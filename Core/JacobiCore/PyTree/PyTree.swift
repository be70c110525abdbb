/// A value that consists of tensors: a tensor, a collection of trees, or a type of yours whose fields are trees.
///
/// Every transform takes and returns trees. A structure takes part by saying so, and nothing else:
///
/// ```swift
/// enum Activation: PyTree { case relu, tanh }
///
/// struct Layer: PyTree {
///   var weight: Tensor
///   var bias: Tensor?
/// }
///
/// struct Model: PyTree {
///   var layers: [Layer]
///   var activation: Activation
///   let width: Int
/// }
/// ```
///
/// The tensors in a tree are its *leaves*. A field whose type is a tree (or a tuple) is a child; any other field has to
/// be `Hashable` and is *static*: it belongs to the structure of the tree, hence to the key under which `jit` compiles,
/// and comes back unchanged. A field that holds leaves has to be a `var`. A field that cannot be either is an
/// error that names the type and the field.
///
/// Both requirements are derived from the stored properties. Write them by hand for a type that derivation does not
/// cover, such as an enum whose cases hold tensors:
///
/// ```swift
/// struct Scaled: PyTree {
///   var tensor: Tensor
///   var scale: Double
///
///   func flatten(into flattener: inout TreeFlattener) throws(TensorError) {
///     try flattener.add(tensor, named: "tensor")
///     try flattener.addStatic(scale, named: "scale")
///   }
///
///   static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> Scaled {
///     Scaled(
///       tensor: try unflattener.next(named: "tensor"), scale: try unflattener.nextStatic(named: "scale"))
///   }
/// }
/// ```
///
/// Derivation reads the compiler's reflection metadata. ``ExplicitPyTree`` lists the fields instead.
public protocol PyTree {
  /// Appends the leaves and the structure of this value.
  func flatten(into flattener: inout TreeFlattener) throws(TensorError)

  /// Rebuilds a value from the leaves and the structure that `flatten(into:)` appended.
  static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> Self
}

extension PyTree {
  public func flatten(into flattener: inout TreeFlattener) throws(TensorError) {
    flattener.noteDerivation(of: Self.self)
    try TreeAccess.derived(for: Self.self).flatten(self, into: &flattener)
  }

  public static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> Self {
    unflattener.noteDerivation(of: Self.self)
    return try TreeAccess.derived(for: Self.self).unflatten(Self.self, from: &unflattener)
  }
}

/// A tensor is the leaf of every tree.
extension Tensor: PyTree {
  public func flatten(into flattener: inout TreeFlattener) throws(TensorError) {
    flattener.addLeaf(self)
  }

  public static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> Tensor {
    try unflattener.takeLeaf()
  }
}
