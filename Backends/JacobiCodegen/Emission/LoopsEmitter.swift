import JacobiCore

/// Writes fused loops: the outer ones, and the phases inside.
struct LoopsEmitter {
  let code: FunctionCode
  let loops: FusedLoops
  /// The memory of the values that are kept there.
  let places: [Int: IRValue]
  let storage: (Int) -> Storage
  /// Some of the outermost steps instead of all.
  var bounds: PhaseEmitter.Bounds?
  /// Whether `bounds` counts the steps of all loops over independent elements, and not of the outermost one only.
  var isFlattened = false
  /// Whether the results are parts of sums, which are rounded when they are whole.
  var isPartial = false

  /// - Parameter rows: values of which a row is kept, on this function's stack.
  init(
    _ code: FunctionCode, _ loops: FusedLoops, _ places: [Int: IRValue], rows: [Int: TensorType],
    storage: @escaping (Int) -> Storage
  ) {
    self.code = code
    self.loops = loops
    self.places = places.merging(rows.mapValues { code.stack($0) }) { place, _ in place }
    self.storage = storage
  }

  private var builder: IRBuilder { code.builder }

  /// Writes the loops; returns the values of one element that are kept in registers.
  func emit() -> [Int: Element] {
    // A single phase chooses among all loops the one that vectors run along.
    if loops.phases.count == 1 {
      var phase = loops.phases[0]
      phase.loops = loops.outer + phase.loops
      return emit([phase], [:])
    }
    var registers: [Int: Element] = [:]
    if let bounds {
      builder.loop(from: bounds.begin, to: bounds.end, step: 1) { count in
        _ = emit(loops.phases, builder.counters(of: loops.outer.map { ($0, $0.extent) }, at: count))
      }
      return [:]
    }
    outer(0, [:], &registers)
    return registers
  }

  private func outer(_ depth: Int, _ counters: [LoopVariable: IRValue], _ registers: inout [Int: Element]) {
    guard depth < loops.outer.count else {
      registers = emit(loops.phases, counters)
      return
    }
    let variable = loops.outer[depth]
    let zero = builder.integer(0, .integer(64))
    func step(_ counter: IRValue) -> [Int: Element] {
      var counters = counters
      counters[variable] = counter
      var inner: [Int: Element] = [:]
      outer(depth + 1, counters, &inner)
      return inner
    }
    if variable.extent == 1 {
      registers = step(zero)
    } else if loops.stepCount <= UnrolledLoops.limit {
      for number in 0..<variable.extent { _ = step(builder.integer(number, .integer(64))) }
    } else {
      builder.loop(from: zero, to: builder.integer(variable.extent, .integer(64)), step: 1) { _ = step($0) }
    }
  }

  private func emit(_ phases: [LoopPhase], _ counters: [LoopVariable: IRValue]) -> [Int: Element] {
    let members = Set(loops.members.map(\.variable))
    var registers: [Int: Element] = [:]
    for phase in phases {
      let known = registers
      var emitter = ElementEmitter(builder, loops.graph) { variable in
        if let element = known[variable] { return .register(element) }
        if members.contains(variable), let place = places[variable] { return .memory(place) }
        return storage(variable)
      }
      for (variable, counter) in counters { emitter.bind(variable, to: counter) }
      var phaseEmitter = PhaseEmitter(builder, phase, loops.graph, target: code.target) { places[$0] }
      if loops.phases.count == 1 {
        phaseEmitter.bounds = bounds
        phaseEmitter.isFlattened = isFlattened
        phaseEmitter.isPartial = isPartial
      }
      let values = phaseEmitter.emit(emitter)
      registers.merge(values) { $1 }
    }
    return registers
  }
}

extension IRBuilder {
  /// The counters of nested loops after so many steps of the innermost one.
  func counters<Loop: Hashable>(of loops: [(loop: Loop, extent: Int)], at step: IRValue) -> [Loop: IRValue] {
    var (rest, result) = (step, [Loop: IRValue]())
    for (number, (loop, extent)) in loops.enumerated().reversed() {
      if number == 0 {
        result[loop] = rest
      } else {
        result[loop] = urem(rest, integer(extent, .integer(64)))
        rest = udiv(rest, integer(extent, .integer(64)))
      }
    }
    return result
  }
}
