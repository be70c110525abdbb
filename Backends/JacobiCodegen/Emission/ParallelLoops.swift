import CJacobiCodegen
import JacobiCore

/// Loops that several threads share: a function of its own runs some of their steps.
struct ParallelLoops {
  let code: FunctionCode
  let loops: FusedLoops
  let places: [Int: IRValue]
  let rows: [Int: TensorType]
  let storage: (Int) -> Storage
  let split: ParallelSplit

  private var builder: IRBuilder { code.builder }

  /// Writes the function and the call that runs it on all threads; returns the values of one element.
  func emit() -> [Int: Element] {
    let reductions = split.isReduction ? partials() : []
    // A part of a reduction leaves its result in a place of its own, not in that of the whole.
    let captures = Captures(
      loops.graph.loads.map(\.variable) + loops.members.map(\.variable),
      memory: { split.isReduction && isOwn($0) ? nil : places[$0] },
      storage: { rows[$0] == nil && !isOwn($0) ? storage($0) : nil })
    let context = captures.store(reductions.map(\.memory), code)
    let body = function(captures, reductions)
    builder.call(
      code.tables.fork(in: builder.module),
      [builder.integer(split.count, .integer(64)), builder.integer(split.grain, .integer(64)), body.pointer, context])
    return combine(reductions)
  }

  /// What the loops compute in registers only, and would have to be told.
  private func isOwn(_ variable: Int) -> Bool { loops.members.contains { $0.variable == variable } }

  static let forkName = "jacobi_parallel_for"
  /// The functions that such code calls.
  static let symbols: [String: UInt] = {
    let fork: @convention(c) (Int64, Int64, JacobiLoopBody, UnsafeMutableRawPointer?) -> Void = jacobi_parallel_for
    // SAFETY: a function of C is its address.
    return [forkName: UInt(bitPattern: unsafeBitCast(fork, to: Int.self))]
  }()

  private func function(_ captures: Captures, _ reductions: [Partial]) -> IRFunction {
    let function = builder.module.function(
      code.tables.functionName(), [.pointer, .integer(64), .integer(64)], .void, isPrivate: true)
    let inner = IRBuilder(builder.module, function)
    let part = FunctionCode(inner, code.environment, code.tables, target: code.target)
    let (begin, end) = (function.parameters[1], function.parameters[2])
    let (memory, values) = captures.load(from: function.parameters[0], reductions.count, inner)
    var emitter = LoopsEmitter(part, loops, memory, rows: rows) { values[$0]! }
    emitter.bounds = (begin, end)
    emitter.isFlattened = !split.isReduction
    emitter.isPartial = split.isReduction
    let registers = emitter.emit()
    // Each part of the loop leaves its results in a place of its own.
    let number = inner.udiv(begin, inner.integer(split.grain, .integer(64)))
    for (position, reduction) in reductions.enumerated() {
      guard let element = registers[reduction.member.variable] else {
        preconditionFailure("internal error: a part of a reduction has no result")
      }
      let table = captures.pointer(position, of: function.parameters[0], inner)
      let place = inner.offset(
        table, by: inner.mul(number, inner.integer(reduction.member.type.dtype.partCount, .integer(64))),
        of: reduction.type)
      for (index, part) in element.parts.enumerated() {
        let value = part.type.bits == 1 ? inner.zext(part, to: reduction.type) : part
        inner.store(
          value, inner.offset(place, by: inner.integer(index, .integer(64)), of: reduction.type),
          alignment: reduction.type.byteCount)
      }
    }
    inner.ret()
    return function
  }

  // MARK: Reductions

  /// The results of the parts of a reduction.
  private struct Partial {
    var member: LoopMember
    var primitive: any Primitive
    var memory: IRValue
    /// Of a part of an element in this memory.
    var type: IRType
  }

  private var partCount: Int { (split.count + split.grain - 1) / split.grain }

  private func partials() -> [Partial] {
    loops.members.compactMap { member in
      guard case .reduction(let primitive) = member.kind else { return nil }
      let register = member.type.dtype.registerType
      let type = register.bits == 1 ? IRType.integer(8) : register
      let memory = code.stack.take(byteCount: partCount * member.type.dtype.partCount * type.byteCount)
      return Partial(member: member, primitive: primitive, memory: memory, type: type)
    }
  }

  /// The results of all parts together, in their order.
  private func combine(_ partials: [Partial]) -> [Int: Element] {
    var results: [Int: Element] = [:]
    for partial in partials {
      let (dtype, variable) = (partial.member.type.dtype, partial.member.variable)
      let identity = builder.constant(NativeReduction.identity(of: partial.primitive, dtype))
      let parts = builder.loop(
        from: builder.integer(0, .integer(64)), to: builder.integer(partCount, .integer(64)), step: 1,
        carrying: identity.parts
      ) { number, sum in
        var (total, next) = (identity, identity)
        total.parts = sum
        next.parts = sum.indices.map { part in
          let place = builder.add(
            builder.mul(number, builder.integer(sum.count, .integer(64))), builder.integer(part, .integer(64)))
          let value = builder.load(
            partial.type, builder.offset(partial.memory, by: place, of: partial.type),
            alignment: partial.type.byteCount)
          return dtype == .bool ? builder.trunc(value, to: .integer(1)) : value
        }
        return builder.combine(partial.primitive, total, next, dtype).parts
      }
      var element = identity
      element.parts = parts
      if dtype.isNarrowFloating { element = Element(builder.rounded(element.value, to: dtype)) }
      results[variable] = element
      if let place = places[variable] { code.store(element, place, dtype) }
    }
    return results
  }
}

/// How the steps of loops are shared out.
struct ParallelSplit: Equatable {
  /// How many steps there are to share out.
  var count: Int
  /// How many of them one part has.
  var grain: Int
  /// Whether the steps are combined, so that every part gives a partial result.
  var isReduction: Bool

  /// `nil` for loops that take less time than it takes to wake threads.
  ///
  /// - Parameter isRepeated: whether the loops run in each step of another loop.
  init?(_ loops: FusedLoops, target: VectorTarget, isRepeated: Bool = false) {
    let perStep = loops.costPerStep
    let total = Double(loops.stepCount) * perStep
    guard total >= ParallelSplit.worthwhile * (isRepeated ? 4 : 1), !loops.hasUpdate else { return nil }
    let unit: Int
    if loops.phases.count > 1 {
      count = loops.outer.reduce(1) { $0 * $1.extent }
      (unit, isReduction) = (1, false)
    } else {
      var phase = loops.phases[0]
      phase.loops = loops.outer + phase.loops
      let nest = LoopNest(phase, loops.graph, target: target)
      let isLaneReduced = nest.lane?.isReduced ?? true
      if nest.parallel.isEmpty, isLaneReduced {
        // Steps that are written out are not divided.
        guard !nest.isTiny, let first = nest.reduced.first ?? nest.lane else { return nil }
        // Values that are stored as well would be read back by nobody, but their loops must not be combined.
        guard loops.members.allSatisfy({ !$0.reduced.isEmpty && !$0.isPart }) else { return nil }
        (count, isReduction) = (first.extent, true)
        unit = nest.reduced.isEmpty ? nest.lanes * nest.blocks : 1
      } else if nest.parallel.isEmpty, let lane = nest.lane {
        (count, isReduction) = (lane.extent, false)
        unit = nest.reduced.isEmpty ? nest.lanes * nest.blocks : nest.columnsOfPart(lane)
      } else {
        (count, isReduction, unit) = (nest.parallel.reduce(1) { $0 * $1.extent }, false, 1)
      }
    }
    let costPerCount = total / Double(max(count, 1))
    let wanted = max(ParallelSplit.worthwhile / 4 / costPerCount, Double(count) / 64)
    grain = max(unit, (Int(wanted.rounded(.up)) + unit - 1) / unit * unit)
    if grain >= count { return nil }
  }

  /// In additions: about what two threads do while a third one wakes up, several times over.
  private static let worthwhile = 160_000.0
}

extension FusedLoops {
  /// What a step costs on the average, in additions.
  var costPerStep: Double {
    let nodes = graph.reachable(from: members.map(\.node))
    return nodes.reduce(1) { cost, node in
      switch graph[node] {
      case .apply(let primitive, _, _): cost + (ElementLowerings.rule(for: type(of: primitive.primitive))?.cost ?? 1)
      case .load: cost + 1
      default: cost
      }
    } / Double(max(phases.count, 1))
  }
}

/// What the function that runs a part of the loops needs to know: pointers, and values in registers, in an array on the stack.
private struct Captures {
  private var memory: [(variable: Int, pointer: IRValue)] = []
  private var values: [(variable: Int, storage: Storage)] = []

  init(_ variables: [Int], memory: (Int) -> IRValue?, storage: (Int) -> Storage?) {
    var seen = Set<Int>()
    for variable in variables where seen.insert(variable).inserted {
      if let pointer = memory(variable) {
        self.memory.append((variable, pointer))
      } else if let storage = storage(variable) {
        values.append((variable, storage))
      }
    }
  }

  private var slotCount: Int {
    memory.count
      + values.reduce(0) { count, value in
        if case .register(let element) = value.storage { count + element.parts.count } else { count + 1 }
      }
  }

  /// Writes the array, which begins with further pointers.
  func store(_ pointers: [IRValue], _ code: FunctionCode) -> IRValue {
    let (array, builder) = (code.stack.take(byteCount: 8 * (pointers.count + slotCount)), code.builder)
    var number = 0
    func store(_ value: IRValue) {
      builder.store(
        value, builder.offset(array, by: builder.integer(number, .integer(64)), of: .integer(64)), alignment: 8)
      number += 1
    }
    pointers.forEach(store)
    for (_, pointer) in memory { store(pointer) }
    for (_, storage) in values {
      switch storage {
      case .memory(let pointer): store(pointer)
      case .register(let element): element.parts.forEach(store)
      }
    }
    return array
  }

  func pointer(_ number: Int, of array: IRValue, _ builder: IRBuilder) -> IRValue {
    slot(number, .pointer, array, builder)
  }

  private func slot(_ number: Int, _ type: IRType, _ array: IRValue, _ builder: IRBuilder) -> IRValue {
    builder.load(
      type, builder.offset(array, by: builder.integer(number, .integer(64)), of: .integer(64)), alignment: 8)
  }

  /// Reads the array, after the further pointers at its beginning.
  func load(
    from array: IRValue, _ first: Int, _ builder: IRBuilder
  ) -> (memory: [Int: IRValue], values: [Int: Storage]) {
    var number = first
    func next(_ type: IRType) -> IRValue {
      defer { number += 1 }
      return slot(number, type, array, builder)
    }
    var pointers: [Int: IRValue] = [:]
    for (variable, _) in memory { pointers[variable] = next(.pointer) }
    var storages: [Int: Storage] = [:]
    for (variable, storage) in values {
      switch storage {
      case .memory: storages[variable] = .memory(next(.pointer))
      case .register(var element):
        element.parts = element.parts.map { next($0.type) }
        storages[variable] = .register(element)
      }
    }
    return (pointers, storages)
  }
}
