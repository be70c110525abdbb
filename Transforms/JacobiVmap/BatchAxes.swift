import JacobiCore

/// Along which axis each leaf of a tree is mapped by `vmap`.
///
///     let pair = ["a": Tensor([1.0, 2]), "b": Tensor(10.0)]
///     func sum(_ pair: [String: Tensor]) -> Tensor { pair["a"]! + pair["b"]! }
///     try vmap(sum, in: .leaves([0, nil]))(pair)     // [11. 12.]
///     try vmap(sum, in: .paths(["[\"a\"]": 0]))(pair)  // [11. 12.]
///     func product(_ x: Tensor, _ y: Tensor) -> Tensor { x * y }
///     try vmap(product, in: .axis(0), nil)(Tensor([1.0, 2]), Tensor(3.0))  // [3. 6.]
///
/// A negative axis counts from the back.
public struct BatchAxes: Hashable, Sendable {
  private enum Specification: Hashable, Sendable {
    case all(Int?)
    case leaves([Int?])
    case paths([String: Int?])
  }

  private let specification: Specification

  /// The same axis for all leaves.
  public static func axis(_ axis: Int) -> BatchAxes { BatchAxes(specification: .all(axis)) }

  /// No leaf is mapped.
  public static let unmapped = BatchAxes(specification: .all(nil))

  /// One axis per leaf, in the order of `treeLeaves`; `nil` for a leaf that is not mapped.
  public static func leaves(_ axes: [Int?]) -> BatchAxes { BatchAxes(specification: .leaves(axes)) }

  /// Axes for parts of the tree; leaves in none of the parts are not mapped.
  ///
  /// A key is the path of a leaf or of a part of the tree, such as `layers[1].weight` or `["a"]`. Of several parts that hold
  /// a leaf the smallest counts.
  public static func paths(_ axes: [String: Int?]) -> BatchAxes { BatchAxes(specification: .paths(axes)) }
}

extension BatchAxes: ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
  /// The same axis for all leaves.
  public init(integerLiteral value: Int) { self = .axis(value) }
  /// No leaf is mapped.
  ///
  ///     BatchAxes(integerLiteral: 1)  // 1
  ///     BatchAxes(nilLiteral: ()).description == "nil"  // true
  public init(nilLiteral: ()) { self = .unmapped }
}

extension BatchAxes: CustomStringConvertible {
  public var description: String {
    func text(_ axis: Int?) -> String { axis.map(String.init) ?? "nil" }
    return switch specification {
    case .all(let axis): text(axis)
    case .leaves(let axes): "[\(axes.map(text).joined(separator: ", "))]"
    case .paths(let axes):
      "[\(axes.sorted { $0.key < $1.key }.map { "\($0.key): \(text($0.value))" }.joined(separator: ", "))]"
    }
  }
}

extension BatchAxes {
  /// The axis of each leaf of a tree.
  ///
  /// - Parameters:
  ///   - parameter: the parameter of `vmap` that errors name.
  ///   - tree: what errors call the tree.
  func axes(
    for structure: TreeStructure, parameter: String, tree: String
  ) throws(TensorError) -> [Int?] {
    switch specification {
    case .all(let axis): return [Int?](repeating: axis, count: structure.leafCount)
    case .leaves(let axes):
      guard axes.count == structure.leafCount else {
        throw .invalidArgument(
          name: parameter, expected: "\(structure.leafCount) axes for the leaves of \(tree)", actual: description,
          operation: Operation(Batching.name))
      }
      return axes
    case .paths(let axes):
      let paths = structure.leafPaths
      for part in axes.keys where !paths.contains(where: { part.isPath(ofPartWith: $0) }) {
        throw .invalidArgument(
          name: parameter, expected: "paths in \(tree), whose leaves are at \(paths)",
          actual: "\"\(part)\"", operation: Operation(Batching.name))
      }
      return paths.map { path in
        let parts = axes.keys.filter { $0.isPath(ofPartWith: path) }
        return parts.max { $0.count < $1.count }.flatMap { axes[$0] ?? nil }
      }
    }
  }
}

extension String {
  /// Whether this path, which may lack its first dot, is that of a leaf or of a part of the tree that holds the leaf.
  fileprivate func isPath(ofPartWith leaf: String) -> Bool {
    let path = hasPrefix(".") || hasPrefix("[") ? self : "." + self
    guard leaf.hasPrefix(path) else { return false }
    let rest = leaf.dropFirst(path.count)
    return rest.isEmpty || rest.hasPrefix(".") || rest.hasPrefix("[")
  }
}
