import CLLVM

extension IRBuilder {
  /// Runs a body for `start`, `start + step`, ... below `end` (above it when the step is negative), as 64-bit integers.
  func loop(from start: IRValue, to end: IRValue, step: Int, _ body: (IRValue) throws -> Void) rethrows {
    _ = try loop(from: start, to: end, step: step, carrying: []) { index, _ in
      try body(index)
      return []
    }
  }

  /// As ``loop(from:to:step:_:)``, with values that each iteration hands to the next. Returns those of the last iteration,
  /// or the initial ones when there is none.
  func loop(
    from start: IRValue, to end: IRValue, step: Int, carrying initial: [IRValue],
    _ body: (IRValue, [IRValue]) throws -> [IRValue]
  ) rethrows -> [IRValue] {
    precondition(step != 0)
    let goesOn: IntegerPredicate = step > 0 ? .signedLess : .signedGreater
    let isEntered = compareIntegers(goesOn, start, end)
    if constantInteger(isEntered) == 0 { return initial }
    let (before, header, exit) = (currentBlock, block("loop"), block("loop.end"))
    branch(if: isEntered, then: header, else: exit)
    position(at: header)
    let index = phi(start.type)
    let carried = initial.map { phi($0.type) }
    let results = try body(index.value, carried.map(\.value))
    precondition(results.count == initial.count, "an iteration hands on another count of values than it takes")
    let next = value(
      llvm.pointee.BuildNSWAdd(reference, index.value.reference, integer(step, start.type).reference, ""), start.type)
    let latch = currentBlock
    branch(if: compareIntegers(goesOn, next, end), then: header, else: exit)
    for (phi, first, later) in zip3([index] + carried, [start] + initial, [next] + results) {
      phi.add(first, from: before)
      phi.add(later, from: latch)
    }
    position(at: exit)
    let isAlwaysEntered = isEntered.isConstant
    return zip(initial, results).map { first, last in
      let result = phi(first.type)
      result.add(last, from: latch)
      if !isAlwaysEntered { result.add(first, from: before) }
      return result.value
    }
  }

  /// Runs one of two bodies and merges what they give, value by value.
  func ifElse(
    _ condition: IRValue, then: () throws -> [IRValue], else: () throws -> [IRValue]
  ) rethrows -> [IRValue] {
    if let known = constantInteger(condition) { return try known == 0 ? `else`() : then() }
    let (thenBlock, elseBlock, exit) = (block("then"), block("else"), block("if.end"))
    branch(if: condition, then: thenBlock, else: elseBlock)
    let (thenResults, thenEnd) = try branchBody(thenBlock, exit, then)
    let (elseResults, elseEnd) = try branchBody(elseBlock, exit, `else`)
    precondition(thenResults.count == elseResults.count, "the branches give different counts of values")
    position(at: exit)
    return zip(thenResults, elseResults).map { a, b in
      let merged = phi(a.type)
      merged.add(a, from: thenEnd)
      merged.add(b, from: elseEnd)
      return merged.value
    }
  }

  private func branchBody(
    _ block: IRBlock, _ exit: IRBlock, _ body: () throws -> [IRValue]
  ) rethrows -> ([IRValue], IRBlock) {
    position(at: block)
    let results = try body()
    let end = currentBlock
    branch(to: exit)
    return (results, end)
  }
}

private func zip3(_ phis: [IRPhi], _ firsts: [IRValue], _ laters: [IRValue]) -> [(IRPhi, IRValue, IRValue)] {
  zip(phis, zip(firsts, laters)).map { ($0, $1.0, $1.1) }
}
