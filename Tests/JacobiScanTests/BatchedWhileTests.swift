import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiScan
import JacobiVmap
import Testing

// What a batched loop does for the sake of examples that have finished, seen in its program.

private func equations(in program: Program) -> [Equation] {
  program.equations.flatMap { [$0] + $0.primitive.bodies.flatMap(equations) }
}

/// How many elements the largest choice has.
private func largestChoice(in program: Program) -> Int {
  equations(in: program).filter { $0.primitive is SelectN }.map { $0.outputs[0].type.elementCount }.max() ?? 0
}

private let limits = Tensor([1, 5, 3])

@Test func whatABatchSharesIsNotBatched() throws {
  // The counter and the table are the same for all examples; the table changes, the array does not.
  let f = { (n: Tensor, x: Tensor) in
    forLoop(lower: 0, upper: n, from: (x, Tensor.ones([50]), Tensor.ones([70]))) { i, s in
      (s.0 + s.1[i] * s.2[i], s.1 * 2, s.2)
    }.0
  }
  let program = try makeProgram(vmap(f, in: 0, nil))(limits, Tensor(0.5))
  let loop = try #require(equations(in: program).compactMap { $0.primitive as? While }.first)
  #expect(largestChoice(in: loop.body.removingDeadResults()) <= 3 * 50)
  // Read by an index that all examples share.
  #expect(!equations(in: loop.body).contains { $0.primitive is Gather })
  let carried = loop.body.outputTypes.map(\.elementCount)
  #expect(!carried.contains(70) && !carried.contains(3 * 70))
  expect(try vmap(f, in: 0, nil)(limits, Tensor(0.5)), [1.5, 31.5, 7.5])
  // The table at the end is nobody's business.
  let compiled = program.optimized(for: try Backends.current)
  #expect(largestChoice(in: compiled) <= 3)
}

@Test func aFinishedExampleStaysFinished() throws {
  // The condition holds again later for some examples, when it is asked with what they share.
  let f = { (n: Tensor) in
    whileLoop(from: (Tensor(0), Tensor(0))) { s in
      (s.0 % 4) .!= n
    } do: { s in
      (s.0 + 1, s.1 + n)
    }
  }
  let (steps, sums) = try vmap(f)(Tensor([1, 3, 0, 2]))
  expect(steps, [1, 3, 0, 2])
  expect(sums, [1, 9, 0, 4])
}

@Test func updatesOfArraysAreFrozenWhereTheyAreWritten() throws {
  let f = { (n: Tensor, a: Tensor) in
    forLoop(lower: 0, upper: n, from: a) { i, a in
      var a = a
      a[i] = a[i] + 1
      a[n + i] = a[i] * 2
      return forLoop(lower: 0, upper: n, from: a) { j, b in
        var b = b
        b[j + 20] = b[j + 20] + 1
        return b
      }
    }
  }
  let a = Tensor.ones([40])
  let program = try makeProgram(vmap(f, in: 0, nil))(limits, a)
  #expect(largestChoice(in: program) < 40)
  let results = try vmap(f, in: 0, nil)(limits, a)
  for (example, n) in [1, 5, 3].enumerated() {
    expect(results[example], f(Tensor(Int32(n)), a).scalars(Float.self).map(Double.init))
  }
  let square = { (n: Tensor, a: Tensor) throws in try grad { (a: Tensor) in (f(n, a) * f(n, a)).sum() }(a) }
  let slopes = try vmap(square, in: 0, nil)(limits, a)
  for (example, n) in [1, 5, 3].enumerated() {
    let expected = try square(Tensor(Int32(n)), a)
    expect(slopes[example], expected.scalars(Float.self).map(Double.init))
  }
}

/// Sums in places and updates in inner loops of known length as well.
@Test func otherUpdatesOfArraysAreFrozenToo() throws {
  let add = { (a: Tensor, at: Tensor, x: Tensor) in
    ScatterAdd(dimensions: GatherDimensions(offset: [], collapsed: [0], start: [0]))(
      a, at.reshaped([1, 1]), x.reshaped([1]))
  }
  let least = { (a: Tensor, at: Tensor, x: Tensor) in
    ScatterMin(dimensions: GatherDimensions(offset: [], collapsed: [0], start: [0]))(
      a, at.reshaped([1, 1]), x.reshaped([1]))
  }
  let f = { (n: Tensor, a: Tensor) in
    forLoop(lower: 0, upper: n, from: a) { i, a in
      let next = forLoop(0..<10, from: least(add(a, i, a[i + 1] * 3), i + 7, Tensor(0.5))) { j, b in
        var b = b
        b[j + 20] = b[j + 20] * b[i]
        return b
      }
      return scan(over: next[0..<4], from: next) { (b: Tensor, x: Tensor) in
        (add(b, i + 30, x), b[0])
      }.0
    }
  }
  let a = Tensor.ones([40]) * 0.75
  let program = try makeProgram(vmap(f, in: 0, nil))(limits, a)
  #expect(largestChoice(in: program) < 40)
  let results = try vmap(f, in: 0, nil)(limits, a)
  let compiled = try jit(vmap(f, in: 0, nil))(limits, a)
  let square = { (n: Tensor, a: Tensor) throws in try grad { (a: Tensor) in (f(n, a) * f(n, a)).sum() }(a) }
  let slopes = try vmap(square, in: 0, nil)(limits, a)
  for (example, n) in [1, 5, 3].enumerated() {
    let expected = f(Tensor(Int32(n)), a).scalars(Float.self).map(Double.init)
    expect(results[example], expected)
    expect(compiled[example], expected)
    expect(slopes[example], try square(Tensor(Int32(n)), a).scalars(Float.self).map(Double.init), tolerance: 1e-5)
  }
  // The sign of zero is that of the array.
  let zeros = { (n: Tensor) in
    forLoop(lower: 0, upper: n, from: -Tensor.zeros([3])) { i, a in add(a, i, -Tensor(0.0)) }
  }
  #expect(try vmap(zeros)(Tensor([0, 3])).scalars(Float.self).allSatisfy { $0.sign == .minus })
}

@Test func stacksOfCheckpointsAreNotCopied() throws {
  let f = { (n: Tensor, x: Tensor) throws in
    try grad { (x: Tensor) in
      forLoop(lower: 0, upper: n, from: x, checkpoints: 30) { _, c in sin(c * x) }.sum()
    }(x)
  }
  let x = Tensor.ones([10])
  let program = try makeProgram(vmap(f, in: 0, nil))(limits, x)
  // Carries of three examples, but not stacks of 31 of them.
  #expect(largestChoice(in: program) <= 3 * 10)
  let slopes = try vmap(f, in: 0, nil)(limits, x)
  for (example, n) in [1, 5, 3].enumerated() {
    expect(slopes[example], try f(Tensor(Int32(n)), x).scalars(Float.self).map(Double.init))
  }
}

@Test func batchedLoopsPrintAndParse() throws {
  let f = { (n: Tensor, x: Tensor) in forLoop(lower: 0, upper: n, from: x) { _, c in sin(c) } }
  let program = try makeProgram(vmap(f, in: 0, nil))(limits, Tensor(1.0))
  #expect(try Program(parsing: "\(program)") == program)
}

/// In a batch of batches as well, the values put in place are those of an example that is running.
@Test func derivativesOfBatchesOfBatchesAreFinite() throws {
  let f = { (x: Tensor) in
    whileLoop(from: (x, Tensor(0.0))) {
      $0.0 .> 0
    } do: {
      ($0.0 - 1, $0.1 + log($0.0))
    }.1
  }
  let xs = Tensor([[1.0, 3.0], [2.0, 4.0]])
  let slopes = try grad { (xs: Tensor) throws in try vmap(vmap(f))(xs).sum() }(xs)
  expect(slopes, [1, 1 + 1.0 / 2 + 1.0 / 3, 1.5, 1 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4])
}
