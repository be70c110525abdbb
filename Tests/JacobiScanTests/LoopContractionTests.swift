import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiScan
import Testing

/// Numbers that need no file.
private func waves(_ sizes: [Int], _ shift: Double) -> Tensor {
  let count = sizes.reduce(1, *)
  let numbers = sin(Tensor.arange(count, dtype: .float64) * 0.7 + shift)
  return (numbers * 0.2).reshaped(Shape(sizes))
}

/// A recurrent network over `xs`.
private func network(_ w: Tensor, _ u: Tensor, _ xs: Tensor) -> Tensor {
  let h = Tensor.zeros([4, 64], dtype: .float64)
  let (last, outputs) = scan(over: xs, from: h) { (h: Tensor, x: Tensor) in
    let next = tanh(matmul(x, w) + matmul(h, u))
    return (next, next)
  }
  return (last * last).sum() + outputs.sum()
}

private func loops(in program: Program) -> [Scan] {
  program.equations.compactMap { $0.primitive as? Scan }
}

private func contractions(in program: Program) -> Int {
  program.equations.count { $0.primitive is DotGeneral }
}

@Test func contractionsLeaveLoops() throws {
  let (w, u, xs) = (waves([70, 64], 0), waves([64, 64], 1), waves([6, 4, 70], 2))
  let gradient = { (w: Tensor, u: Tensor) in
    try grad { (p: [Tensor]) in network(p[0], p[1], xs) }([w, u])
  }
  let before = try makeProgram(gradient)(w, u).expandingCalls().simplifyingOperations(on: ReferenceBackend())
  let after = try makeProgram(gradient)(w, u).optimized(for: ReferenceBackend())
  // Forward the product with the state, backward the one with the cotangent, stay; three others are taken out.
  #expect(loops(in: after).map { contractions(in: $0.body) } == [1, 1])
  #expect(contractions(in: after) == 3)
  #expect(loops(in: after).allSatisfy { $0.carryCount <= 2 })
  try after.verify()
  let expected = try before.evaluate([w, u])
  let actual = try after.evaluate([w, u])
  for (x, y) in zip(expected, actual) {
    // 24 products are added up in another order.
    #expect(abs(x - y).max().item(Double.self) < 1e-13)
    #expect(abs(x).max().item(Double.self) > 1e-3)
  }
}

@Test func reversedLoopsGatherTheSameSums() throws {
  let xs = waves([5, 3, 64], 0)
  let f = { (xs: Tensor) in
    scan(over: xs, from: Tensor.ones([64, 64], dtype: .float64), reverse: true) { (sum: Tensor, x: Tensor) in
      (sum + matmul(x.T, x), x.sum())
    }.0
  }
  let program = try makeProgram(f)(xs)
  let gathered = program.gatheringContractions()
  #expect(gathered.equations.contains { $0.primitive is DotGeneral })
  let (expected, actual) = (try program.evaluate([xs])[0], try gathered.evaluate([xs])[0])
  #expect(abs(expected - actual).max().item(Double.self) < 1e-14)
}

@Test func loopsKeepWhatTheyNeed() throws {
  let w = waves([64, 64], 0)
  func isKept(_ f: @escaping (Tensor) -> Tensor, _ x: Tensor) throws -> Bool {
    let program = try makeProgram { (x: Tensor) in f(x) }(x)
    return program.gatheringContractions() == program
  }
  // The sum is read by every step.
  #expect(
    try isKept(
      { xs in
        scan(over: xs, from: w) { (sum: Tensor, x: Tensor) in (sum + matmul(x.T, x), sum.sum()) }.1
      }, waves([5, 3, 64], 0)))
  // Small matrices are part of the loop's code.
  #expect(
    try isKept(
      { xs in
        scan(over: xs, from: Tensor.zeros([8, 8], dtype: .float64)) { (sum: Tensor, x: Tensor) in
          (sum + matmul(x.T, x), x)
        }.0
      }, waves([5, 3, 8], 0)))
  // The factors are larger than the sum.
  #expect(
    try isKept(
      { xs in
        scan(over: xs, from: Tensor.zeros([64, 64], dtype: .float64)) { (sum: Tensor, x: Tensor) in
          let y = sin(x)
          return (sum + matmul(y.T, y), x[0])
        }.0
      }, waves([2, 100, 64], 0)))
  // Checkpoints belong to steps.
  #expect(
    try isKept(
      { xs in
        scan(over: xs, from: w, checkpoints: 2) { (sum: Tensor, x: Tensor) in (sum + matmul(x.T, x), x[0]) }.0
      }, waves([5, 3, 64], 0)))
}

@Test func loopsKnowTheirConstants() throws {
  let zeros = Tensor.zeros([300])
  let f = { (x: Tensor) in
    scan(length: 50, from: x) { (x: Tensor) in (maximum(x * 0.5, zeros) + x, Tensor(0.0)) }.0
  }
  let program = try makeProgram(f)(Tensor.ones([300]))
  let changed = program.movingConstantsIntoLoops()
  let loop = try #require(loops(in: changed).first)
  #expect(loop.constantCount == 0)
  #expect(try changed.evaluate([Tensor.ones([300])])[0].value == program.evaluate([Tensor.ones([300])])[0].value)
  // What repeats numbers is not kept in memory to be read at every step, where the backend fuses it.
  let fused = changed.simplifyingLoops(keepingBroadcasts: true)
  let body = try #require(loops(in: fused).first)
  #expect(body.constantCount == 0)
  #expect(body.body.equations.contains { $0.primitive is BroadcastInDim })
  let optimized = try #require(loops(in: program.optimized(for: ReferenceBackend())).first)
  #expect(!optimized.body.equations.contains { $0.primitive is BroadcastInDim })
}

@Test func whatLoopsAreGivenTwiceIsGivenOnce() throws {
  let f = { (x: Tensor, y: Tensor) in
    scan(over: (x, x), from: y) { (sum: Tensor, elements: (Tensor, Tensor)) in
      (sum + elements.0 * elements.1 * y, sum)
    }.0
  }
  let (x, y) = (Tensor([1.0, 2, 3]), Tensor(2.0))
  let program = try makeProgram(f)(x, y)
  let changed = program.movingConstantsIntoLoops().removingDeadCode().program
  #expect(try #require(loops(in: changed).first).body.inputs.count == 3)
  #expect(try changed.evaluate([x, y])[0].value == program.evaluate([x, y])[0].value)
}
