/// One element of the flat description of a tree.
///
/// A structure is a list of tokens in the order in which a reader meets them, parents first: cheap to build, to hash and
/// to compare. A token that opens a node is followed by the tokens of its children, whose number it knows. Leaves
/// have no token each: a run of them, which may span several nodes, is counted, and the last run of a structure is left
/// out, so that a single tensor needs no tokens at all.
enum TreeToken: Hashable, Sendable {
  /// The next `count` leaves.
  case leaves(Int)
  /// A value that belongs to the structure.
  case fixed(StaticBox)
  /// An array, followed by its elements.
  case array(count: Int)
  /// A dictionary, followed by its values in the order of the keys.
  case dictionary(StaticBox)
  /// An optional that is `nil`.
  case absent
  /// An optional that is followed by its value.
  case present
  /// A value of a user's type or a tuple, followed by its fields.
  case object(TreeShape)

  /// A number that is equal for equal tokens, found in a few nanoseconds for all but static values.
  var quickHash: UInt64 {
    switch self {
    case .leaves(let count): UInt64(truncatingIfNeeded: count) &<< 3
    case .array(let count): UInt64(truncatingIfNeeded: count) &<< 3 | 1
    case .fixed(let value): UInt64(truncatingIfNeeded: value.hashValue)
    case .dictionary(let keys): UInt64(truncatingIfNeeded: keys.hashValue)
    case .absent: 2
    case .present: 3
    case .object(let shape): shape.quickHash
    }
  }
}

/// The type and the field names of a node that has named children.
final class TreeShape: Hashable, Sendable {
  let fieldNames: [String]
  /// The type, or `nil` for tuples: they are equal if their labels are, so arguments have the structure of a tuple.
  private let type: Any.Type?

  init(type: Any.Type, fieldNames: [String]) {
    self.type = type
    self.fieldNames = fieldNames
  }

  init(tupleLabels: [String]) {
    self.type = nil
    self.fieldNames = tupleLabels
  }

  var isTuple: Bool { type == nil }

  /// The name of the type; making one takes longer than flattening a tree.
  var typeName: String { type.map { String(describing: $0) } ?? "" }

  /// The type's address, and how many fields it has.
  fileprivate var quickHash: UInt64 {
    UInt64(truncatingIfNeeded: (type.map { Int(bitPattern: ObjectIdentifier($0)) } ?? 0) &+ fieldNames.count)
  }

  func belongs(to type: Any.Type) -> Bool { self.type == type }

  static func == (one: TreeShape, other: TreeShape) -> Bool {
    one === other || (one.type == other.type && one.fieldNames == other.fieldNames)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(quickHash) }
}

extension TreeShape {
  /// The shape of a tuple without labels.
  static func unlabelled(_ count: Int) -> TreeShape {
    count < common.count ? common[count] : TreeShape(tupleLabels: (0..<count).map(String.init))
  }

  /// The tokens of `count` arguments that are all tensors, shared so that calls with tensors allocate no tokens.
  static func argumentTokens(_ count: Int) -> [TreeToken] {
    count < commonTokens.count ? commonTokens[count] : [.object(unlabelled(count))]
  }

  private static let common = (0..<16).map { TreeShape(tupleLabels: (0..<$0).map(String.init)) }
  private static let commonTokens = common.map { [TreeToken.object($0)] }
}
