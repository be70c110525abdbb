/// Everything about a tree but its leaves: the types, the lengths, the keys and the static values.
///
/// Two structures are equal if a function that was traced for trees of the one may be run on trees of the other.
///
/// ```swift
/// let (leaves, structure) = try treeFlatten(model)
/// print(structure)            // Model(layers: [Layer(weight: *, bias: nil)], activation: .relu, width: 3)
/// print(structure.leafPaths)  // [".layers[0].weight"]
/// let copy: Model = try treeUnflatten(structure, leaves)
/// ```
public struct TreeStructure: Hashable, Sendable {
  let tokens: [TreeToken]

  /// The number of leaves.
  public let leafCount: Int

  /// The structure of a single tensor.
  public static let leaf = TreeStructure(tokens: [], leafCount: 1)

  /// Whether this is the structure of a single tensor.
  var isLeaf: Bool { leafCount == 1 && tokens.isEmpty }

  // Most structures that are compared differ in little or nothing; the count is the cheapest difference to see.
  public static func == (one: TreeStructure, other: TreeStructure) -> Bool {
    one.leafCount == other.leafCount && one.tokens == other.tokens
  }

  // One step of the standard hasher for the whole list: a structure may have hundreds of tokens, and is hashed on calls.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(leafCount)
    hasher.combine(tokens.reduce(0) { ($0 &+ $1.quickHash) &* 0x9E37_79B9_7F4A_7C15 })
  }
}

/// A place in a structure, before a node.
struct TreePosition: Equatable {
  var token = 0
  var leaf = 0
  /// The number of leaves that remain in the run at hand.
  var run = 0
}

/// Reads the nodes of a structure one after the other.
struct TreeCursor {
  let structure: TreeStructure
  var position = TreePosition()

  init(_ structure: TreeStructure) { self.structure = structure }

  var isAtEnd: Bool {
    position.token == structure.tokens.count && position.leaf == structure.leafCount
  }

  /// The index of the next leaf, if the next node is one.
  @inline(__always)
  mutating func nextLeaf() -> Int? {
    if position.run == 0 && !beginRun() { return nil }
    position.run -= 1
    position.leaf += 1
    return position.leaf - 1
  }

  private mutating func beginRun() -> Bool {
    if position.token == structure.tokens.count {
      position.run = structure.leafCount - position.leaf
    } else if case .leaves(let count) = structure.tokens[position.token] {
      position.token += 1
      position.run = count
    }
    return position.run > 0
  }

  /// Passes over a node if it has this very shape; an equal one may still be told apart from it.
  @inline(__always)
  mutating func skip(_ shape: TreeShape) -> Bool {
    guard position.run == 0, position.token < structure.tokens.count,
      case .object(let next) = structure.tokens[position.token], next === shape
    else { return false }
    position.token += 1
    return true
  }

  /// The token of the next node, `.leaves(1)` for a leaf, or `nil` at the end.
  mutating func next() -> TreeToken? {
    if position.run == 0, position.token < structure.tokens.count {
      let token = structure.tokens[position.token]
      if case .leaves = token {
      } else {
        position.token += 1
        return token
      }
    }
    return nextLeaf() == nil ? nil : .leaves(1)
  }
}
