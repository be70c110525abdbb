import JacobiCore

/// Writes the loops of one phase.
struct PhaseEmitter {
  typealias Bounds = (begin: IRValue, end: IRValue)

  let builder: IRBuilder
  let phase: LoopPhase
  let nest: LoopNest
  let nodes: [NodeID]
  /// Where values go that lie in memory.
  let destination: (Int) -> IRValue?
  /// Some steps of the outermost loop instead of all.
  var bounds: Bounds?
  /// Whether `bounds` counts the steps of all loops over independent elements.
  var isFlattened = false
  /// Whether the results are parts of sums, which are rounded when they are whole.
  var isPartial = false

  init(
    _ builder: IRBuilder, _ phase: LoopPhase, _ graph: ExpressionGraph, target: VectorTarget,
    destination: @escaping (Int) -> IRValue?
  ) {
    self.builder = builder
    self.phase = phase
    nest = LoopNest(phase, graph, target: target)
    nodes = graph.reachable(from: graph.roots(of: phase))
    self.destination = destination
  }

  /// The values of one element, by their variables, for those of which there is one in each step of the loops around.
  func emit(_ emitter: ElementEmitter) -> [Int: Element] {
    var emitter = emitter
    for variable in phase.loops where variable.extent == 1 {
      emitter.bind(variable, to: builder.integer(0, .integer(64)))
    }
    for member in phase.members where isElements(member) {
      emitter.forwarded[GraphLoad(variable: member.variable, position: member.position)] = member.node
    }
    if phase.loops.contains(where: { $0.extent == 0 }) { return emitEmpty(emitter) }
    emitter.hoist(nodes)
    if isFlattened, nest.parallel.count > 1, let bounds { return flattened(bounds, emitter) }
    return parallel(0, emitter)
  }

  private func isElements(_ member: LoopMember) -> Bool {
    if case .elements = member.kind { true } else { false }
  }

  // MARK: Loops over independent elements

  private func flattened(_ bounds: Bounds, _ emitter: ElementEmitter) -> [Int: Element] {
    builder.loop(from: bounds.begin, to: bounds.end, step: 1) { step in
      let counters = builder.counters(of: nest.parallel.indices.map { ($0, nest.parallel[$0].extent) }, at: step)
      var inner = emitter
      for (index, loop) in nest.parallel.enumerated() { inner.bind(loop, to: counters[index]!) }
      inner.hoist(nodes)
      _ = lanesInParallel(inner)
    }
    return [:]
  }

  private func parallel(_ depth: Int, _ emitter: ElementEmitter) -> [Int: Element] {
    guard depth < nest.parallel.count else { return lanesInParallel(emitter) }
    let loop = nest.parallel[depth]
    run(loop, isOutermost: depth == 0) { counter in
      var inner = emitter
      inner.bind(loop, to: counter)
      inner.hoist(nodes)
      _ = parallel(depth + 1, inner)
    }
    return [:]
  }

  private func lanesInParallel(_ emitter: ElementEmitter) -> [Int: Element] {
    guard let lane = nest.lane, !lane.isReduced else { return reduce([emitter]) }
    var (start, end) = (builder.integer(0, .integer(64)), builder.integer(lane.extent, .integer(64)))
    if nest.parallel.isEmpty, let bounds { (start, end) = bounds }
    if readsRows {
      reduceRows(lane, from: start, to: end, emitter)
      return [:]
    }
    var steps = [(lanes: nest.lanes, blocks: nest.blocks)]
    if nest.blocks > 1 { steps.append((nest.lanes, 1)) }
    steps.append((1, 1))
    for (lanes, blocks) in steps {
      let step = lanes * blocks
      let stop = wholeSteps(from: start, to: end, step: step)
      builder.loop(from: start, to: stop, step: step) { first in
        let emitters = (0..<blocks).map { block in
          var inner = emitter
          inner.bindLanes(lane, to: builder.add(first, builder.integer(block * lanes, .integer(64))), lanes: lanes)
          return inner
        }
        _ = reduce(emitters)
      }
      start = stop
    }
    return [:]
  }

  /// The end of the last whole step before `end`.
  func wholeSteps(from start: IRValue, to end: IRValue, step: Int) -> IRValue {
    if step == 1 { return end }
    let count = builder.sub(end, start)
    return builder.add(start, builder.and(count, builder.integer(-step, .integer(64))))
  }

  private func run(_ loop: LoopNest.Loop, isOutermost: Bool, _ body: (IRValue) -> Void) {
    if nest.isTiny, !(isOutermost && bounds != nil) {
      for step in 0..<loop.extent { body(builder.integer(step, .integer(64))) }
      return
    }
    var (start, end) = (builder.integer(0, .integer(64)), builder.integer(loop.extent, .integer(64)))
    if isOutermost, let bounds { (start, end) = bounds }
    builder.loop(from: start, to: end, step: 1, body)
  }

  // MARK: Loops whose steps are combined

  var reductions: [(member: LoopMember, primitive: any Primitive)] {
    phase.members.compactMap { member in
      if case .reduction(let primitive) = member.kind { (member, primitive) } else { nil }
    }
  }

  /// Runs the innermost loops for elements in some registers: what each emitter stands for is independent of the others.
  private func reduce(_ emitters: [ElementEmitter]) -> [Int: Element] {
    var emitters = emitters
    let isLaneReduced = nest.lane?.isReduced ?? false
    let isOneElement = nest.reduced.isEmpty && !isLaneReduced && emitters.count == 1 && emitters[0].lanes == 1
    // Once, before anything is stored, perhaps over an operand.
    if isOneElement { emitters[0].compute(nodes) }
    // For vectors along a reduced loop, there is one more accumulator, for the elements that fill no vector.
    let widths = isLaneReduced ? [Int](repeating: nest.lanes, count: nest.blocks) + [1] : emitters.map(\.lanes)
    let initial = Accumulators(
      reductions.map { member, primitive in
        let identity = builder.constant(NativeReduction.identity(of: primitive, member.type.dtype))
        return widths.map { builder.splat(identity, lanes: $0) }
      })
    let final = reducedLoops(0, emitters, initial)
    var results: [Int: Element] = [:]
    for (number, (member, primitive)) in reductions.enumerated() {
      let accumulators = final.elements[number]
      if isLaneReduced {
        let total = folded(accumulators, primitive, member.type.dtype)
        finish(member, total, emitters[0], &results)
      } else {
        for (emitter, element) in zip(emitters, accumulators) { finish(member, element, emitter, &results) }
      }
    }
    if isOneElement {
      for member in phase.members where isElements(member) && !member.isPart {
        results[member.variable] = emitters[0].value(of: member.node)
      }
    }
    return results
  }

  private func finish(
    _ member: LoopMember, _ element: Element, _ emitter: ElementEmitter, _ results: inout [Int: Element]
  ) {
    var (element, emitter) = (element, emitter)
    if member.type.dtype.isNarrowFloating, !isPartial {
      element = Element(builder.rounded(element.value, to: member.type.dtype))
    }
    if let pointer = destination(member.variable) {
      emitter.store(element, pointer, member.type.dtype, member.position)
    }
    if element.lanes == 1, !member.isPart { results[member.variable] = element }
  }

  private func reducedLoops(_ depth: Int, _ emitters: [ElementEmitter], _ state: Accumulators) -> Accumulators {
    guard depth < nest.reduced.count else { return reducedLanes(emitters, state) }
    let loop = nest.reduced[depth]
    func step(_ counter: IRValue, _ state: Accumulators) -> Accumulators {
      let inner = emitters.map { emitter in
        var inner = emitter
        inner.bind(loop, to: counter)
        inner.hoist(nodes)
        return inner
      }
      return reducedLoops(depth + 1, inner, state)
    }
    if nest.isTiny {
      return (0..<loop.extent).reduce(state) { step(builder.integer($1, .integer(64)), $0) }
    }
    var (start, end) = (builder.integer(0, .integer(64)), builder.integer(loop.extent, .integer(64)))
    if depth == 0, nest.parallel.isEmpty, nest.lane?.isReduced ?? true, let bounds { (start, end) = bounds }
    return state.rebuilt(
      builder.loop(from: start, to: end, step: 1, carrying: state.values) { counter, values in
        step(counter, state.rebuilt(values)).values
      })
  }

  private func reducedLanes(_ emitters: [ElementEmitter], _ state: Accumulators) -> Accumulators {
    guard let lane = nest.lane, lane.isReduced else {
      var state = state
      for (block, emitter) in emitters.enumerated() { step(emitter, block, &state) }
      return state
    }
    var state = state
    var (start, end) = (builder.integer(0, .integer(64)), builder.integer(lane.extent, .integer(64)))
    if nest.parallel.isEmpty, nest.reduced.isEmpty, let bounds { (start, end) = bounds }
    var steps = [(lanes: nest.lanes, blocks: Array(0..<nest.blocks))]
    if nest.blocks > 1 { steps.append((nest.lanes, [0])) }
    steps.append((1, [nest.blocks]))
    for (lanes, blocks) in steps {
      let stop = wholeSteps(from: start, to: end, step: lanes * blocks.count)
      let values = builder.loop(from: start, to: stop, step: lanes * blocks.count, carrying: state.values) {
        first, values in
        var inner = state.rebuilt(values)
        for (number, block) in blocks.enumerated() {
          var emitter = emitters[0]
          emitter.bindLanes(lane, to: builder.add(first, builder.integer(number * lanes, .integer(64))), lanes: lanes)
          step(emitter, block, &inner)
        }
        return inner.values
      }
      state = state.rebuilt(values)
      start = stop
    }
    return state
  }

  /// One step of all loops: stores what it computes, and combines what is reduced with accumulator `block`.
  private func step(_ emitter: ElementEmitter, _ block: Int, _ state: inout Accumulators) {
    var emitter = emitter
    // All are needed; in their order, because expressions of many members are too deep for a recursion.
    emitter.compute(nodes)
    for member in phase.members {
      if case .reduction = member.kind { continue }
      guard let pointer = destination(member.variable) else { continue }
      if let scattering = member.scattering {
        scatter(member, scattering, pointer, emitter)
      } else if !member.isPart {
        emitter.store(emitter.value(of: member.node), pointer, member.type.dtype, member.position)
      }
    }
    storeParts(&emitter)
    for (number, (member, primitive)) in reductions.enumerated() {
      let element = builder.splat(emitter.value(of: member.node), lanes: emitter.lanes)
      state.elements[number][block] = combine(primitive, state.elements[number][block], element, member.type.dtype)
    }
  }

  private func storeParts(_ emitter: inout ElementEmitter) {
    let parts = Dictionary(grouping: phase.members.filter { $0.isPart && isElements($0) }, by: \.variable)
    for (variable, members) in parts.sorted(by: { $0.key < $1.key }) {
      guard let pointer = destination(variable) else { continue }
      var elements: [Element] = []
      for member in members { elements.append(emitter.value(of: member.node)) }
      emitter.store(parts: elements, pointer, members[0].type.dtype, members.map(\.position))
    }
  }

  /// Writes an element over another one, or combines them, unless there is none.
  private func scatter(
    _ member: LoopMember, _ scattering: Scattering, _ pointer: IRValue, _ emitter: ElementEmitter
  ) {
    var emitter = emitter
    let dtype = member.type.dtype
    let update = emitter.value(of: member.node)
    let isThere = emitter.holds(scattering.guards)
    _ = builder.ifElse(isThere) {
      var element = builder.splat(update, lanes: emitter.lanes)
      if let combination = scattering.combination {
        let present = builder.splat(emitter.load(pointer, dtype, member.position, []), lanes: emitter.lanes)
        element = emitter.combine(combination, [present, element], [dtype, dtype], dtype)
      }
      emitter.store(element, pointer, dtype, member.position)
      return []
    } else: {
      []
    }
  }

  private func combine(_ primitive: any Primitive, _ x: Element, _ y: Element, _ dtype: DType) -> Element {
    builder.combine(primitive, x, y, dtype)
  }

  /// All lanes of several accumulators combined: first those of the same lane, then halves of the vector.
  private func folded(_ accumulators: [Element], _ primitive: any Primitive, _ dtype: DType) -> Element {
    var vectors = Array(accumulators.dropLast())
    while vectors.count > 1 {
      vectors = stride(from: 0, to: vectors.count, by: 2).map {
        $0 + 1 < vectors.count ? combine(primitive, vectors[$0], vectors[$0 + 1], dtype) : vectors[$0]
      }
    }
    var element = vectors[0]
    while element.lanes > 1 {
      let half = element.lanes / 2
      let halves = [0, half].map { start in
        var part = element
        part.parts = element.parts.map { builder.lanesOf($0, start..<start + half) }
        return part
      }
      element = combine(primitive, halves[0], halves[1], dtype)
    }
    return combine(primitive, element, accumulators[accumulators.count - 1], dtype)
  }

  /// Loops without steps: there is nothing to store but what reductions of nothing give.
  private func emitEmpty(_ emitter: ElementEmitter) -> [Int: Element] {
    var results: [Int: Element] = [:]
    for (member, primitive) in reductions where member.type.elementCount > 0 {
      let identity = builder.constant(NativeReduction.identity(of: primitive, member.type.dtype))
      results[member.variable] = identity
      guard let pointer = destination(member.variable) else { continue }
      builder.loop(
        from: builder.integer(0, .integer(64)), to: builder.integer(member.type.elementCount, .integer(64)), step: 1
      ) { counter in
        let place = LoopVariable(id: -1, extent: member.type.elementCount)
        var emitter = emitter
        emitter.bind(place, to: counter)
        emitter.store(identity, pointer, member.type.dtype, Affine(.loop(place)))
      }
    }
    return results
  }
}

extension IRBuilder {
  /// Two elements, or partial results, of a reduction combined.
  func combine(_ reduction: any Primitive, _ x: Element, _ y: Element, _ dtype: DType) -> Element {
    // Sums of numbers of 16 bits are rounded once, at the end.
    let wide: DType = dtype.isNarrowFloating ? .float32 : dtype
    let combination = NativeReduction.combination(of: reduction)
    guard let lowering = ElementLowerings.rule(for: type(of: combination)) else {
      preconditionFailure("internal error: \(type(of: combination).id) has no instructions")
    }
    return lowering.emit(
      combination, ElementArguments(builder: self, elements: [x, y], dtypes: [wide, wide], result: wide))
  }
}

/// The partial results of reductions: for each, one element for each block.
private struct Accumulators {
  var elements: [[Element]]

  init(_ elements: [[Element]]) { self.elements = elements }

  var values: [IRValue] { elements.flatMap { $0.flatMap(\.parts) } }

  /// The same structure of other values.
  func rebuilt(_ values: [IRValue]) -> Accumulators {
    var rest = values[...]
    return Accumulators(
      elements.map { blocks in
        blocks.map { element in
          var result = element
          result.parts = element.parts.map { _ in rest.removeFirst() }
          return result
        }
      })
  }
}
