import JacobiCore
import JacobiPrimitives

/// Where a value is while code runs.
enum Storage {
  case memory(IRValue)
  /// A value of one element, in registers.
  case register(Element)
}

/// Writes the instructions for nodes of expressions, at one step of the loops around them.
struct ElementEmitter {
  let builder: IRBuilder
  let graph: ExpressionGraph
  /// By the number of the variable.
  let storage: (Int) -> Storage
  /// The counters of the loops that have begun. That of the loop along which vectors run is that of their first element.
  private(set) var counters: [LoopVariable: IRValue] = [:]
  private(set) var lane: LoopVariable?
  private(set) var lanes = 1
  /// The nodes whose values are known in this step, or in all steps.
  private var known: [NodeID: Element] = [:]
  /// Elements that the same step computes, by what would read them.
  var forwarded: [GraphLoad: NodeID] = [:]

  init(_ builder: IRBuilder, _ graph: ExpressionGraph, storage: @escaping (Int) -> Storage) {
    self.builder = builder
    self.graph = graph
    self.storage = storage
  }

  mutating func bind(_ loop: LoopNest.Loop, to counter: IRValue) {
    counters[loop.counter] = counter
    for variable in loop.zeroed { counters[variable] = builder.integer(0, .integer(64)) }
  }

  mutating func bind(_ variable: LoopVariable, to counter: IRValue) { counters[variable] = counter }

  mutating func bindLanes(_ loop: LoopNest.Loop, to first: IRValue, lanes: Int) {
    bind(loop, to: first)
    self.lanes = lanes
    lane = lanes > 1 ? loop.counter : nil
  }

  /// Computes the nodes that depend on no loop that has not begun, so that the loops inside need not.
  mutating func hoist(_ nodes: [NodeID]) {
    for node in nodes where known[node] == nil && graph.variables(of: node).isSubset(of: counters.keys) {
      if case .constant = graph[node] { continue }
      _ = value(of: node)
    }
  }

  /// Computes nodes that are in the order in which they depend on each other.
  mutating func compute(_ nodes: [NodeID]) {
    for node in nodes {
      if case .constant = graph[node] { continue }
      _ = value(of: node)
    }
  }

  mutating func value(of id: NodeID) -> Element {
    if let element = known[id] { return element }
    let element = compute(id)
    known[id] = element
    return element
  }

  private mutating func compute(_ id: NodeID) -> Element {
    switch graph[id] {
    case .constant(let value): return builder.constant(value)
    case .load(let variable, let type, let position, let guards):
      if let node = forwarded[GraphLoad(variable: variable, position: position)] { return value(of: node) }
      switch storage(variable) {
      case .register(let element): return element
      case .memory(let pointer):
        return load(pointer, type.dtype, position, guards, elementCount: type.elementCount)
      }
    case .position(let position, let dtype):
      return builder.convert(Element(lanePositions(position)), from: .int64, to: dtype)
    case .apply(let primitive, let operands, let dtype): return apply(primitive.primitive, operands, dtype)
    case .choose(let tests, let first, let second):
      let condition = holds(tests)
      return pick(condition, value(of: first), value(of: second))
    }
  }

  private mutating func apply(_ primitive: any Primitive, _ operands: [NodeID], _ dtype: DType) -> Element {
    var elements: [Element] = []
    for operand in operands { elements.append(value(of: operand)) }
    return combine(primitive, elements, operands.map { graph.dtype(of: $0) }, dtype)
  }

  /// An operation on elements.
  func combine(_ primitive: any Primitive, _ elements: [Element], _ dtypes: [DType], _ result: DType) -> Element {
    guard let lowering = ElementLowerings.rule(for: type(of: primitive)) else {
      preconditionFailure("internal error: \(type(of: primitive).id) was fused and has no instructions")
    }
    let lanes = elements.map(\.lanes).max() ?? 1
    let arguments = ElementArguments(
      builder: builder, elements: elements.map { builder.splat($0, lanes: lanes) }, dtypes: dtypes, result: result)
    return lowering.emit(primitive, arguments)
  }

  private func pick(_ condition: IRValue, _ first: Element, _ second: Element) -> Element {
    let lanes = max(condition.type.lanes, first.lanes, second.lanes)
    let (first, second) = (builder.splat(first, lanes: lanes), builder.splat(second, lanes: lanes))
    let mask = lanes > condition.type.lanes ? builder.splat(condition, lanes) : condition
    var result = first
    for part in result.parts.indices {
      result.parts[part] = builder.select(mask, first.parts[part], second.parts[part])
    }
    return result
  }
}

// MARK: - Positions

/// A position in all lanes of a vector: one number, or numbers at equal distances, or any.
enum LanePosition {
  case regular(first: IRValue, distance: Int)
  case scattered(IRValue)
}

extension ElementEmitter {
  mutating func position(_ affine: Affine) -> LanePosition {
    var first = builder.integer(affine.constant, .integer(64))
    var distance = 0
    var scattered: IRValue?
    for term in affine.terms {
      switch symbol(term.symbol) {
      case .regular(let base, let step):
        first = builder.add(first, builder.mul(base, builder.integer(term.coefficient, .integer(64))))
        distance += step * term.coefficient
      case .scattered(let vector):
        let scaled = builder.mul(vector, builder.integer(term.coefficient, vector.type))
        scattered = scattered.map { builder.add($0, scaled) } ?? scaled
      }
    }
    guard let scattered else { return .regular(first: first, distance: distance) }
    return .scattered(builder.add(scattered, vector(first, distance)))
  }

  private mutating func symbol(_ symbol: IndexSymbol) -> LanePosition {
    switch symbol {
    case .loop(let variable):
      guard let counter = counters[variable] else {
        preconditionFailure("internal error: the loop i\(variable.id) has not begun")
      }
      return .regular(first: counter, distance: variable == lane ? 1 : 0)
    case .computed(let node):
      let dtype = graph.dtype(of: node)
      let number = builder.convert(value(of: node), from: dtype, to: .int64).value
      return number.type.lanes > 1 ? .scattered(number) : .regular(first: number, distance: 0)
    case .quotient(let affine, let divisor):
      let dividend = position(affine)
      return divided(dividend) { builder.udiv($0, builder.integer(divisor, $0.type)) }
    case .remainder(let affine, let divisor):
      let dividend = position(affine)
      return divided(dividend) { builder.urem($0, builder.integer(divisor, $0.type)) }
    }
  }

  private func divided(_ position: LanePosition, _ divide: (IRValue) -> IRValue) -> LanePosition {
    switch position {
    case .regular(let first, 0): return .regular(first: divide(first), distance: 0)
    case .regular(let first, let distance): return .scattered(divide(vector(first, distance)))
    case .scattered(let vector): return .scattered(divide(vector))
    }
  }

  private func vector(_ first: IRValue, _ distance: Int) -> IRValue {
    let steps = builder.vectorConstant((0..<lanes).map { builder.integer($0 * distance, .integer(64)) })
    return builder.add(builder.splat(first, lanes), steps)
  }

  /// The positions as a number, or a vector of them.
  private mutating func lanePositions(_ affine: Affine) -> IRValue {
    switch position(affine) {
    case .regular(let first, 0): first
    case .regular(let first, let distance): vector(first, distance)
    case .scattered(let vector): vector
    }
  }

  /// Whether tests hold: one truth value, or one for each lane.
  mutating func holds(_ tests: [RangeTest]) -> IRValue {
    var result: IRValue?
    for test in tests {
      let position = lanePositions(test.position)
      // As numbers without a sign, those below the range are beyond it.
      let shifted = builder.sub(position, builder.integer(test.lower, position.type))
      let isWithin = builder.compareIntegers(
        .unsignedLess, shifted, builder.integer(max(test.upper - test.lower, 0), position.type))
      result = result.map { both($0, isWithin) } ?? isWithin
    }
    return result ?? builder.integer(1, .integer(1))
  }

  private func both(_ first: IRValue, _ second: IRValue) -> IRValue {
    let lanes = max(first.type.lanes, second.type.lanes)
    return builder.and(
      first.type.lanes < lanes ? builder.splat(first, lanes) : first,
      second.type.lanes < lanes ? builder.splat(second, lanes) : second)
  }
}
