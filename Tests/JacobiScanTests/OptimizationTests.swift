import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiScan
import JacobiVmap
import Testing

private func optimized(_ f: @escaping (Tensor) throws -> Tensor, _ x: Tensor) throws -> Program {
  try makeProgram { (x: Tensor) throws in try f(x) }(x).optimized(for: ReferenceBackend())
}

private func primitives<P: Primitive>(_ type: P.Type, in program: Program) -> [P] {
  program.equations.flatMap {
    [$0.primitive as? P].compactMap(\.self) + $0.primitive.bodies.flatMap { primitives(type, in: $0) }
  }
}

@Test func whatDoesNotChangeIsComputedBeforeTheLoop() throws {
  let f = { (x: Tensor) in
    forLoop(0..<100, from: Tensor(1.0)) { _, s in s * exp(x) + forLoop(0..<30, from: s) { _, t in t * cos(x) } }
  }
  let program = try optimized(f, Tensor(0.1))
  #expect(program.equations.contains { $0.primitive is Exp })
  #expect(program.equations.contains { $0.primitive is Cos })
  #expect(primitives(Exp.self, in: program).count == 1)
  expect(try jit(f)(Tensor(-0.1)), f(Tensor(-0.1)).scalars(Float.self).map(Double.init))
}

@Test func whatNobodyNeedsIsNotCarried() throws {
  let f = { (x: Tensor) in
    let (last, ys) = scan(over: x, from: (Tensor(0.0), Tensor(1.0), Tensor(2.0))) { c, x in
      let (a, b, same) = c
      return ((a + x, b * x * same, same), (a, b))
    }
    _ = ys
    return last.0
  }
  let scans = primitives(Scan.self, in: try optimized(f, Tensor([Float](repeating: 1, count: 50))))
  #expect(scans.count == 1 && scans[0].carryCount == 1 && scans[0].outputCount == 1)
  let g = { (x: Tensor) in
    whileLoop(from: (x, Tensor(0), x, x)) { s in
      s.1 .< 40
    } do: { s in
      (s.0 + s.2, s.1 + 1, s.2, sin(s.3))
    }.0
  }
  let loops = primitives(While.self, in: try optimized(g, Tensor(2.0)))
  #expect(loops.count == 1 && loops[0].outputCount == 2)
  expect(try jit(g)(Tensor(2.0)), [82])
}

@Test func shortLoopsAreWrittenOut() throws {
  let f = { (x: Tensor) in
    let (last, ys) = scan(over: x, from: Tensor(1.0), reverse: true) { (c: Tensor, x: Tensor) in (c * x, c + x) }
    return ys + last
  }
  let x = Tensor([2.0, 3, 4])
  #expect(primitives(Scan.self, in: try optimized(f, x)).isEmpty)
  expect(try jit(f)(x), f(x).scalars(Float.self).map(Double.init))
  expect(try jit(grad { f($0).sum() })(x), try grad { f($0).sum() }(x).scalars(Float.self).map(Double.init))
}

@Test func choicesThatAreKnownAreMade() throws {
  let f = { (x: Tensor) in switchCase(Tensor(1), x, [{ $0 }, { $0 * $0 }, { exp($0) }]) }
  let program = try optimized(f, Tensor(3.0))
  #expect(program.equations.count == 1)
}

@Test func loopsWithoutEndStayWhereTheyAre() throws {
  // The inner loop does not depend on the outer one, which has no steps.
  let f = { (x: Tensor, n: Tensor) in
    forLoop(lower: 0, upper: n, from: x) { _, s in
      s
        + whileLoop(from: x) { y in
          y .> 0
        } do: { y in
          y + 1
        }
    }
  }
  expect(try jit(f)(Tensor(1.0), Tensor(0)), [1])
}

@Test func loopsPrintAndParse() throws {
  let f = { (x: Tensor) throws in
    try grad { (x: Tensor) in
      let y = forLoop(lower: 0, upper: Tensor(3), from: x) { _, s in cond(s .> 0, then: { sin(s) }, else: { s * x }) }
      return scan(over: Tensor([1.0, 2.0]), from: y, checkpoints: 1) { (c: Tensor, x: Tensor) in (c * x, c) }.0
    }(x)
  }
  let program = try makeProgram(f)(Tensor(1.0))
  #expect(try Program(parsing: "\(program)") == program)
  expect(try program.evaluate([Tensor(1.0)])[0], try f(Tensor(1.0)).scalars(Float.self).map(Double.init))
}

/// The sizes of all values in a program, those in bodies included.
private func sizes(in program: Program) -> [Int] {
  program.equations.flatMap { equation in
    equation.outputs.map(\.type.elementCount) + equation.primitive.bodies.flatMap(sizes)
  }
}

@Test func checkpointsBoundTheMemoryOfABackwardPass() throws {
  let x = Tensor.ones([10])
  func largest(_ checkpoints: Int?) throws -> Int {
    let f = { (x: Tensor) in
      scan(length: 1000, from: x, checkpoints: checkpoints) { (c: Tensor) in (sin(c * x), ()) }.0.sum()
    }
    return sizes(in: try makeProgram { (x: Tensor) throws in try grad(f)(x) }(x)).max()!
  }
  #expect(try largest(nil) == 10_000)
  // One more place than there are checkpoints takes what need not be kept.
  #expect(try largest(5) == 60)
  let loop = { (x: Tensor) in
    forLoop(lower: 0, upper: Tensor(1000), from: x, checkpoints: 5) { (_: Tensor, c: Tensor) in sin(c * x) }.sum()
  }
  #expect(sizes(in: try makeProgram { (x: Tensor) throws in try grad(loop)(x) }(x)).max() == 60)
}

@Test func compiledFunctionsKeepTheCheckpointsOfTheirLoops() throws {
  let x = Tensor.ones([10])
  func largest(unroll: Int, length: Int = 100) throws -> Int {
    let f = { (x: Tensor) in
      scan(length: Dimension(length), from: x, unroll: unroll, checkpoints: 5) { (c: Tensor) in (sin(c * x), ()) }.0
        .sum()
    }
    return sizes(in: try makeProgram { (x: Tensor) throws in try grad(jit(f))(x) }(x)).max()!
  }
  // One more place than there are checkpoints, and the same whether steps are written out for speed.
  for unroll in [1, 7, 100, 1000] { #expect(try largest(unroll: unroll) == 60) }
  // A short loop has them, too.
  let short = { (x: Tensor) in
    scan(length: 3, from: x, checkpoints: 1) { (c: Tensor) in (sin(c), ()) }.0
  }
  let program = try makeProgram { (x: Tensor) throws in try jit(short)(x) }(x)
  #expect(primitives(Scan.self, in: program).map(\.checkpoints) == [1])
}

@Test func loopsInLoopsAreUnrolled() throws {
  let f = { (x: Tensor) in
    forLoop(0..<60, from: x) { _, s in
      forLoop(0..<50, from: s, unroll: 10) { _, t in sin(t * x) * cos(t) }
    }
  }
  let loops = primitives(Scan.self, in: try optimized(f, Tensor(0.5)))
  #expect(loops.map(\.length) == [60, 5])
  #expect(primitives(Sin.self, in: loops[1].body).count == 10)
  expect(try jit(f)(Tensor(0.5)), f(Tensor(0.5)).scalars(Float.self).map(Double.init))
}

@Test func unrolledStepsKeepTheirScopesAndPlaces() throws {
  func equations(_ program: Program) -> [Equation] {
    program.equations.flatMap { [$0] + $0.primitive.bodies.flatMap(equations) }
  }
  for unroll in [2, 3, 7] {
    let program = try makeProgram { (xs: Tensor) in
      withNameScope("model") {
        scan(over: xs, from: Tensor(0.5), unroll: unroll) { (c: Tensor, x: Tensor) in
          (withNameScope("step") { sin(c) + x }, c)
        }
      }
    }(Tensor((0..<7).map { Float($0) })).unrollingLoops()
    let all = equations(program)
    let steps = all.filter { $0.primitive is Sin }
    #expect(steps.count == (unroll == 7 ? 7 : unroll + 1))
    #expect(steps.allSatisfy { $0.nameScope == "model/step" })
    // What brings elements and results to their places is part of the loop.
    #expect(all.allSatisfy { $0.nameScope.hasPrefix("model") }, "\(program)")
    #expect(all.allSatisfy { $0.site.location?.file.hasSuffix("OptimizationTests.swift") == true }, "\(program)")
  }
}

@Test func longLoopsWithoutOperationsAreNotWrittenOut() throws {
  // The body of the backward pass only hands cotangents on.
  let f = { (x: Tensor) throws in
    try grad { (x: Tensor) in scan(over: x, from: Tensor(0.0)) { (c: Tensor, x: Tensor) in (c + x, ()) }.0 }(x)
  }
  let x = Tensor([Float](repeating: 2, count: 1000))
  #expect(try optimized(f, x).equations.count < 20)
  expect(try jit(f)(x), [Double](repeating: 1, count: 1000))
}

@Test func callbacksInLoopsWithoutStepsAreNotCalled() throws {
  let counter = Counter()
  let f = { (x: Tensor, n: Tensor) in
    forLoop(lower: 0, upper: n, from: x) { _, s in
      let doubled = pureCallback(x, result: Tensor.placeholder([])) { x in
        counter.add()
        return x * 2
      }
      return s + doubled
    }
  }
  let compiled = jit(f)
  expect(try compiled(Tensor(3.0), Tensor(0)), [3])
  #expect(counter.value == 0)
  expect(try compiled(Tensor(3.0), Tensor(2)), [15])
  #expect(counter.value > 0)
}

@Test func callbacksOnConstantsAreCalledWhereTheyAreReached() throws {
  let counter = Counter()
  let f = { (x: Tensor) in
    cond(
      x .> 0, then: { x },
      else: {
        x
          + pureCallback(Tensor(3.0), result: Tensor.placeholder([])) { x in
            counter.add()
            return x * 2
          }
      })
  }
  let compiled = jit(f)
  expect(try compiled(Tensor(1.0)), [1])
  #expect(counter.value == 0)
  expect(try compiled(Tensor(-1.0)), [5])
  #expect(counter.value > 0)
}

@Test(arguments: [false, true]) func unrolledLoopsGiveTheSame(isReversed: Bool) throws {
  let xs = Tensor((0..<7).map { Float($0) / 7 })
  func f(_ xs: Tensor, unroll: Int) -> Tensor {
    let (last, ys) = scan(over: xs, from: Tensor([0.3, 0.4]), reverse: isReversed, unroll: unroll) {
      (c: Tensor, x: Tensor) in
      (sin(c * x + sin(c)), (cos(c) * x).sum())
    }
    return concatenated([last, ys * ys], axis: 0)
  }
  func numbers(_ x: Tensor) -> [Double] { x.scalars(Float.self).map(Double.init) }
  let rows = stacked([xs, xs * 2])
  for unroll in [2, 3, 6, 7, 100] {
    let g = { f($0, unroll: unroll) }
    expect(try jit(g)(xs), numbers(f(xs, unroll: 1)))
    expect(try jit(grad { g($0).sum() })(xs), numbers(try grad { f($0, unroll: 1).sum() }(xs)), tolerance: 1e-5)
    expect(try grad(jit { g($0).sum() })(xs), numbers(try grad { f($0, unroll: 1).sum() }(xs)), tolerance: 1e-5)
    expect(try jit(vmap(g))(rows), numbers(try vmap { f($0, unroll: 1) }(rows)))
    let tangent = try jvp({ f($0, unroll: 1) }, at: xs, along: xs).tangent
    expect(try jvp(jit(g), at: xs, along: xs).tangent, numbers(tangent))
    // A single iteration, and what is left over, is written out.
    let loops = primitives(Scan.self, in: try optimized(g, xs))
    #expect(loops.map(\.length) == (unroll < 4 ? [Dimension(7 / unroll)] : []))
    #expect(loops.allSatisfy { primitives(Cos.self, in: $0.body).count == unroll })
  }
}

@Test func unrolledLoopsKeepTheOrderOfEffects() throws {
  let log = Log()
  let f = { (x: Tensor) in
    forLoop(0..<5, from: x, unroll: 2) { i, s in
      debugPrint("{}", i, output: log.add)
      return s * 2
    }
  }
  expect(try jit(f)(Tensor(1.0)), [32])
  #expect(log.take() == ["0", "1", "2", "3", "4"])
}

@Test func pruningOfNestedLoopsTakesTimeThatIsLinear() throws {
  // Each loop hands its carries on in a circle, so that one after the other turns out to be needed.
  var program = try traceProgram([TensorType](repeating: TensorType(.float32, []), count: 4)) { x in
    [sin(x[1]), x[2], x[3], x[0]]
  }.program
  for _ in 0..<24 {
    let loop = Scan(program, constantCount: 0, carryCount: 4, length: 2)
    program = try traceProgram(program.inputTypes) { x in
      let results = loop.results([x[1], x[2], x[3], x[0]])
      return [results[0], results[1], results[2], cos(results[3])]
    }.program
  }
  let one = Program(inputs: program.inputs, equations: program.equations, outputs: [program.outputs[0]])
  let start = ContinuousClock.now
  let pruned = one.removingDeadResults()
  // To go through a body anew for each carry of each loop around it would take years.
  #expect(ContinuousClock.now - start < .seconds(60))
  #expect(pruned.outputs.count == 1)
}
