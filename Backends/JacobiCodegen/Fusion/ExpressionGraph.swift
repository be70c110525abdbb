import JacobiCore

typealias NodeID = Int

/// A condition on a position.
struct RangeTest: Hashable {
  var position: Affine
  /// Holds for positions from `lower` up to `upper`.
  var lower: Int
  var upper: Int

  /// Whether it holds at every step of the loops, or (`false`) at none; `nil` where that depends on the step.
  var isCertain: Bool? {
    guard let range = position.range else { return nil }
    if range.lowerBound >= lower, range.upperBound < upper { return true }
    return range.upperBound < lower || range.lowerBound >= upper ? false : nil
  }
}

/// An element of some value at a place that depends on the counters of loops: what fused operations become.
enum Node: Hashable {
  /// An element of an array in memory; not read where a guard does not hold.
  case load(Int, TensorType, Affine, guards: [RangeTest])
  /// A number of the program.
  case constant(TensorValue)
  /// A position as a number of some dtype.
  case position(Affine, DType)
  /// An operation on elements.
  case apply(AnyPrimitive, [NodeID], result: DType)
  /// The first where all tests hold, otherwise the second.
  case choose([RangeTest], NodeID, NodeID)
}

/// A primitive as part of a key.
struct AnyPrimitive: Hashable {
  let primitive: any Primitive

  static func == (lhs: AnyPrimitive, rhs: AnyPrimitive) -> Bool { lhs.primitive.isEqual(to: rhs.primitive) }

  func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(type(of: primitive)))
    hasher.combine(primitive)
  }
}

/// Fused expressions of some loops, with what they have in common computed once.
struct ExpressionGraph {
  private(set) var nodes: [Node] = []
  private var numbers: [Node: NodeID] = [:]
  /// The loops that each node depends on.
  private var dependencies: [Set<LoopVariable>] = []

  mutating func add(_ node: Node) -> NodeID {
    if let id = numbers[node] { return id }
    let id = nodes.count
    nodes.append(node)
    numbers[node] = id
    dependencies.append(variables(of: node))
    return id
  }

  subscript(id: NodeID) -> Node { nodes[id] }

  func variables(of id: NodeID) -> Set<LoopVariable> { dependencies[id] }

  func variables(of position: Affine) -> Set<LoopVariable> { position.variables { dependencies[$0] } }

  private func variables(of node: Node) -> Set<LoopVariable> {
    switch node {
    case .constant: []
    case .load(_, _, let position, let guards): variables(of: position).union(variables(of: guards))
    case .position(let position, _): variables(of: position)
    case .apply(_, let operands, _): operands.reduce(into: []) { $0.formUnion(dependencies[$1]) }
    case .choose(let tests, let first, let second):
      variables(of: tests).union(dependencies[first]).union(dependencies[second])
    }
  }

  private func variables(of tests: [RangeTest]) -> Set<LoopVariable> {
    tests.reduce(into: []) { $0.formUnion(variables(of: $1.position)) }
  }

  func dtype(of id: NodeID) -> DType {
    switch nodes[id] {
    case .load(_, let type, _, _): type.dtype
    case .constant(let value): value.dtype
    case .position(_, let dtype): dtype
    case .apply(_, _, let dtype): dtype
    case .choose(_, let first, _): dtype(of: first)
    }
  }
}

extension ExpressionGraph {
  /// Copies an expression of another graph, with other names of its loops, and other positions in the arrays it reads.
  mutating func add(
    _ id: NodeID, of other: ExpressionGraph, _ rename: @escaping (LoopVariable) -> Affine,
    position: @escaping (Int, Affine) -> Affine = { $1 }
  ) -> NodeID {
    var copy = GraphCopy(source: other, rename: rename, reposition: position, target: self)
    // Given away, so that it is changed and not copied.
    self = ExpressionGraph()
    let result = copy.node(id)
    self = copy.target
    return result
  }
}

/// The copy of expressions from one graph into another.
private struct GraphCopy {
  let source: ExpressionGraph
  let rename: (LoopVariable) -> Affine
  let reposition: (Int, Affine) -> Affine
  var target: ExpressionGraph
  var copies: [NodeID: NodeID] = [:]

  mutating func node(_ id: NodeID) -> NodeID {
    if let copy = copies[id] { return copy }
    let copy: Node
    switch source[id] {
    case .constant(let value): copy = .constant(value)
    case .load(let variable, let type, let place, let guards):
      copy = .load(variable, type, position(reposition(variable, place)), guards: tests(guards))
    case .position(let place, let dtype): copy = .position(position(place), dtype)
    case .apply(let primitive, let operands, let dtype):
      copy = .apply(primitive, operands.map { node($0) }, result: dtype)
    case .choose(let conditions, let first, let second):
      copy = .choose(tests(conditions), node(first), node(second))
    }
    let result = target.add(copy)
    copies[id] = result
    return result
  }

  private mutating func tests(_ tests: [RangeTest]) -> [RangeTest] {
    tests.map { RangeTest(position: position($0.position), lower: $0.lower, upper: $0.upper) }
  }

  mutating func position(_ place: Affine) -> Affine {
    place.mapSymbols { symbol in
      switch symbol {
      case .loop(let variable): rename(variable)
      case .computed(let id): Affine(.computed(node(id)))
      case .quotient(let affine, let divisor): Affine(.quotient(position(affine), divisor))
      case .remainder(let affine, let divisor): Affine(.remainder(position(affine), divisor))
      }
    }
  }
}

extension ExpressionGraph {
  /// The expression as text, with what it has in common written out.
  func text(of id: NodeID) -> String {
    switch nodes[id] {
    case .load(let variable, _, let position, _): "%\(variable)[\(position)]"
    case .constant(let value): value.description
    case .position(let position, _): "(\(position))"
    case .apply(let primitive, let operands, _):
      "\(type(of: primitive.primitive).id)(\(operands.map { text(of: $0) }.joined(separator: ", ")))"
    case .choose(let tests, let first, let second):
      "(\(tests.map { "\($0.position) in \($0.lower)..<\($0.upper)" }.joined(separator: " and ")) ? \(text(of: first)) : \(text(of: second)))"
    }
  }
}
