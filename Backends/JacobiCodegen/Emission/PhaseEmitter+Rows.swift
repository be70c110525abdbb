import JacobiCore

/// Sums over outer axes: the sum of the rows of a matrix, say. Vectors along a column of the result would go down the whole
/// matrix in steps of a row, which no cache and no prefetcher likes. So rows are read as they lie in memory, several at once,
/// and added to results that stay in the nearest cache.
extension LoopNest {
  /// How many columns the part of a thread has: many, since memory is read fast in long pieces of rows only. On two
  /// threads, parts of 64 columns of 4096 rows take three times as long as parts of 512.
  func columnsOfPart(_ lane: Loop) -> Int {
    let step = lanes * blocks
    let half = (lane.extent / 2 + step - 1) / step * step
    return max(step, min(half, 512))
  }
}

extension PhaseEmitter {
  /// So many results stay in the nearest cache beside the rows that are added to them.
  private static let tile = 2048
  /// How many rows are added at once, so that results are read and written less often.
  private static let rows = 4

  /// Whether the reductions are of this kind, and accumulate in the memory of their results.
  var readsRows: Bool {
    guard let lane = nest.lane, !lane.isReduced, !nest.isTiny, let innermost = nest.reduced.last else { return false }
    // Few columns stay in registers.
    guard lane.extent > nest.lanes * nest.blocks, innermost.extent >= PhaseEmitter.rows else { return false }
    return phase.members.allSatisfy { member in
      guard case .reduction = member.kind, destination(member.variable) != nil else { return false }
      return !member.type.dtype.isNarrowFloating && member.position.coefficient(of: lane.counter) == 1
    }
  }

  /// Runs the loops for the results between two steps of the loop that vectors run along.
  func reduceRows(_ lane: LoopNest.Loop, from start: IRValue, to end: IRValue, _ emitter: ElementEmitter) {
    let tile = builder.integer(PhaseEmitter.tile, .integer(64))
    builder.loop(from: start, to: end, step: PhaseEmitter.tile) { first in
      let rest = builder.sub(end, first)
      let last = builder.add(first, builder.select(builder.compareIntegers(.signedLess, rest, tile), rest, tile))
      let columns = Columns(lane: lane, first: first, last: last)
      overColumns(columns, [emitter]) { emitters in
        for (member, primitive) in reductions {
          let identity = builder.constant(NativeReduction.identity(of: primitive, member.type.dtype))
          store(builder.splat(identity, lanes: emitters[0].lanes), of: member, emitters[0])
        }
      }
      addRows(0, columns, emitter)
    }
  }

  private struct Columns {
    let lane: LoopNest.Loop
    let first: IRValue
    let last: IRValue
  }

  private func addRows(_ depth: Int, _ columns: Columns, _ emitter: ElementEmitter) {
    let loop = nest.reduced[depth]
    let zero = builder.integer(0, .integer(64))
    func bound(_ emitter: ElementEmitter, to counter: IRValue) -> ElementEmitter {
      var inner = emitter
      inner.bind(loop, to: counter)
      inner.hoist(nodes)
      return inner
    }
    guard depth == nest.reduced.count - 1 else {
      builder.loop(from: zero, to: builder.integer(loop.extent, .integer(64)), step: 1) { counter in
        addRows(depth + 1, columns, bound(emitter, to: counter))
      }
      return
    }
    let whole = loop.extent / PhaseEmitter.rows * PhaseEmitter.rows
    for (first, last, step) in [(0, whole, PhaseEmitter.rows), (whole, loop.extent, 1)] where first < last {
      builder.loop(from: builder.integer(first, .integer(64)), to: builder.integer(last, .integer(64)), step: step) {
        counter in
        let rows = (0..<step).map { bound(emitter, to: builder.add(counter, builder.integer($0, .integer(64)))) }
        overColumns(columns, rows, add)
      }
    }
  }

  /// Adds the elements of some rows, below each other, to the results.
  private func add(_ rows: [ElementEmitter]) {
    var rows = rows
    for (member, primitive) in reductions {
      guard let pointer = destination(member.variable) else { continue }
      var parts = rows.indices.map { builder.splat(rows[$0].value(of: member.node), lanes: rows[$0].lanes) }
      // In pairs: the chain of additions that wait for each other is shorter, and so is that of roundings.
      while parts.count > 1 {
        parts = stride(from: 0, to: parts.count, by: 2).map {
          $0 + 1 < parts.count ? builder.combine(primitive, parts[$0], parts[$0 + 1], member.type.dtype) : parts[$0]
        }
      }
      let sum = rows[0].load(pointer, member.type.dtype, member.position, [])
      store(builder.combine(primitive, sum, parts[0], member.type.dtype), of: member, rows[0])
    }
  }

  private func store(_ element: Element, of member: LoopMember, _ emitter: ElementEmitter) {
    guard let pointer = destination(member.variable) else { return }
    var emitter = emitter
    emitter.store(element, pointer, member.type.dtype, member.position)
  }

  /// Runs `body` for vectors of the columns, then for those that fill none.
  private func overColumns(_ columns: Columns, _ emitters: [ElementEmitter], _ body: ([ElementEmitter]) -> Void) {
    var start = columns.first
    for lanes in [nest.lanes, 1] {
      let stop = wholeSteps(from: start, to: columns.last, step: lanes)
      builder.loop(from: start, to: stop, step: lanes) { first in
        body(
          emitters.map { emitter in
            var inner = emitter
            inner.bindLanes(columns.lane, to: first, lanes: lanes)
            return inner
          })
      }
      start = stop
    }
  }
}
