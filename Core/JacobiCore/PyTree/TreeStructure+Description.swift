extension TreeStructure: CustomStringConvertible {
  /// The tree as one would write it, with `*` for leaves: `Layer(weight: *, bias: nil)`.
  public var description: String {
    var cursor = TreeCursor(self)
    return cursor.describe()
  }
}

extension TreeCursor {
  /// Reads the next node and writes it with everything below it.
  fileprivate mutating func describe() -> String {
    guard let node = next() else { return "()" }
    let children = (0..<node.childCount).map { _ in describe() }
    switch node {
    case .leaves: return "*"
    case .fixed(let value): return value.description
    case .absent: return "nil"
    case .present: return children[0]
    case .array: return "[" + children.joined(separator: ", ") + "]"
    case .dictionary(let keys):
      if children.isEmpty { return "[:]" }
      return "[" + children.indices.map { "\(keys.keyDescription(at: $0)): \(children[$0])" }.joined(separator: ", ")
        + "]"
    case .object(let shape):
      return shape.typeName + "(" + zip(shape.labels, children).map { $0 + $1 }.joined(separator: ", ") + ")"
    }
  }
}

extension TreeToken {
  /// The node alone, for messages.
  var summary: String {
    switch self {
    case .leaves: "a tensor"
    case .fixed(let value): value.description
    case .array(let count): "an array of \(count)"
    case .dictionary(let keys): "a dictionary with the keys \(keys.description)"
    case .absent: "nil"
    case .present: "a value in an optional"
    case .object(let shape): shape.summary
    }
  }
}

extension TreeShape {
  /// What is written before each child; an element of a tuple without labels has the name of its position.
  var labels: [String] {
    fieldNames.enumerated().map { isTuple && $1 == String($0) ? "" : "\($1): " }
  }

  var summary: String {
    if isTuple { return labels.allSatisfy(\.isEmpty) ? "a tuple of \(fieldNames.count)" : "a tuple \(signature)" }
    return fieldNames.isEmpty ? typeName : typeName + signature
  }

  private var signature: String { "(" + fieldNames.map { "\($0):" }.joined() + ")" }
}
