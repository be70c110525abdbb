import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiScan
import Testing

private func states(_ x: Tensor) -> Tensor {
  scan(over: x, from: Tensor(0.5)) { (h: Tensor, x: Tensor) in
    let next = tanh(h + x) * logistic(x)
    return (next, next)
  }.1.sum()
}

private func loops(in program: Program) -> [Scan] {
  program.equations.compactMap { $0.primitive as? Scan }
}

@Test func backwardPassesComputeWhatFollowsFromWhatTheyRead() throws {
  let x = sin(Tensor.arange(9, dtype: .float32))
  let program = try makeProgram(valueAndGrad(states))(x)
  let before = program.expandingCalls().removingDeadCode().program
  let after = before.recomputingLoopResults()
  try after.verify()
  let kept = after.optimized(for: ReferenceBackend())
  #expect(loops(in: kept)[0].outputCount < loops(in: before)[0].outputCount)
  #expect(loops(in: kept)[1].body.inputs.count < loops(in: before)[1].body.inputs.count)
  for changed in [after, kept] {
    let (expected, actual) = (try before.evaluate([x]), try changed.evaluate([x]))
    #expect(actual.map(\.value) == expected.map(\.value))
  }
}

@Test func whatTakesLongIsKept() throws {
  // The second loop reads the sine, which is not computed again.
  let f = { (x: Tensor) in
    let first = scan(over: x, from: Tensor(0.5)) { (h: Tensor, x: Tensor) in (h + x, (sin(h), h)) }.1
    return scan(over: first, from: Tensor(0.0)) { (sum: Tensor, elements: (Tensor, Tensor)) in
      (sum + elements.0 * elements.1, sum)
    }.0
  }
  let program = try makeProgram(f)(Tensor.arange(5, dtype: .float32))
  #expect(program.recomputingLoopResults() == program)
}

@Test func loopsOfOtherLengthsReadWhatTheyAreGiven() throws {
  let f = { (x: Tensor) in
    let first = scan(over: x, from: Tensor(0.5)) { (h: Tensor, x: Tensor) in (h + x, (-h, h)) }.1
    return scan(over: (first.0[1...], first.1[1...]), from: Tensor(0.0)) {
      (sum: Tensor, elements: (Tensor, Tensor)) in (sum + elements.0 * elements.1, sum)
    }.0
  }
  let program = try makeProgram(f)(Tensor.arange(5, dtype: .float32))
  #expect(program.recomputingLoopResults() == program)
}
