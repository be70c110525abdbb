import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiScan
import JacobiVmap
import Testing

final class Log: @unchecked Sendable {
  // SAFETY: the reference backend makes calls one after the other, on the test's thread.
  private(set) var lines: [String] = []
  func add(_ line: String) { lines.append(line) }
  func take() -> [String] {
    defer { lines = [] }
    return lines
  }
}

@Test func valuesArePrintedInEachStepAndForEachExample() throws {
  let log = Log()
  let f = { (x: Tensor) in
    forLoop(0..<2, from: x) { i, s in
      debugPrint("{}: {}", i, s, output: log.add)
      return s * x
    }
  }
  let single = ["0: 3.0", "1: 9.0"]
  expect(f(Tensor(3.0)), [27])
  #expect(log.take() == single)
  expect(try jit(f)(Tensor(3.0)), [27])
  #expect(log.take() == single)
  expect(try jit(grad(f))(Tensor(3.0)), [27])
  #expect(log.take() == single)
  expect(try vmap(f)(Tensor([3.0, 2.0])), [27, 8])
  #expect(log.take() == ["0: 3.0", "0: 2.0", "1: 9.0", "1: 4.0"])
  _ = try jit(vmap(grad(f)))(Tensor([3.0, 2.0]))
  #expect(log.take() == ["0: 3.0", "0: 2.0", "1: 9.0", "1: 4.0"])
}

@Test func finishedExamplesPrintNothing() throws {
  let log = Log()
  let f = { (n: Tensor) in
    whileLoop(from: Tensor(0)) { s in
      s .< n
    } do: { s in
      debugPrint("{} of {}", s, n, output: log.add)
      return s + 1
    }
  }
  expect(try vmap(f)(Tensor([1, 3])), [1, 3])
  #expect(log.take() == ["0 of 1", "0 of 3", "1 of 3", "2 of 3"])
  // What is computed again is not printed again.
  let g = { (x: Tensor) in
    forLoop(lower: 0, upper: Tensor(5), from: x, checkpoints: 2) { i, s in
      debugPrint("{}", i, output: log.add)
      return sin(s)
    }
  }
  _ = try grad(g)(Tensor(1.0))
  #expect(log.take() == ["0", "1", "2", "3", "4"])
  let h = { (x: Tensor) in
    forLoop(0..<5, from: x, checkpoints: 2) { i, s in
      debugPrint("{}", i, output: log.add)
      return sin(s)
    }
  }
  _ = try jit(grad(h))(Tensor(1.0))
  #expect(log.take() == ["0", "1", "2", "3", "4"])
}

@Test func branchesPrintWhenTheyAreTaken() throws {
  let log = Log()
  let f = { (x: Tensor) in
    cond(
      x .> 0,
      then: {
        debugPrint("{{{0}}} {0}", x, output: log.add)
        return x
      }, else: { -x })
  }
  expect(try vmap(f)(Tensor([1.0, -2, 3])), [1, 2, 3])
  #expect(log.take() == ["{1.0} 1.0", "{3.0} 3.0"])
}

@Test func badFormatsAreErrors() {
  for format in ["{", "}", "{} {}", "{2}", "{x}"] {
    #expect(throws: TensorError.self) { try withTensorErrors { debugPrint(format, Tensor(1.0), output: { _ in }) } }
  }
}

@Test func callbacksComputeAndOrderTheirEffects() throws {
  let log = Log()
  let f = { (xs: Tensor) in
    scan(over: xs, from: 0.0) { (c: Tensor, x: Tensor) in
      let doubled = pureCallback(x, result: Tensor.placeholder([])) { x in x * 2 }
      let next = ioCallback(c + doubled, result: Tensor.placeholder([])) { x in
        log.add("\(x)")
        return x + 1
      }
      return (next, doubled)
    }
  }
  let (last, doubled) = try jit(f)(Tensor([1.0, 2, 3]))
  expect(last, [15])
  expect(doubled, [2, 4, 6])
  #expect(log.take() == ["2.0", "7.0", "14.0"])
}

@Test func errorsOfCallbacksReachTheCaller() throws {
  struct Odd: Error {}
  let f = { (n: Tensor) in
    whileLoop(from: Tensor(0)) { s in
      s .< n
    } do: { s in
      hostEffect(s) { s in if s.item(Int.self) == 3 { throw Odd() } }
      return s + 1
    }
  }
  let compiled = jit(f)
  for _ in 0..<2 {
    expect(try compiled(Tensor(3)), [3])
    #expect(throws: Odd.self) { _ = try compiled(Tensor(5)) }
    #expect(throws: (any Error).self) { try withTensorErrors { f(Tensor(5)) } }
    expect(f(Tensor(2)), [2])
    #expect(throws: (any Error).self) { _ = try vmap(f)(Tensor([1, 5])) }
  }
}

@Test func progressIsReported() throws {
  let log = Log()
  let progress = LoopProgress(every: 4) { done, total in log.add("\(done)/\(total.map(String.init) ?? "?")") }
  let f = { (x: Tensor) in
    scan(length: 10, from: x, progress: progress) { (s: Tensor) in (sin(s), ()) }.0
  }
  let plain = { (x: Tensor) in scan(length: 10, from: x) { (s: Tensor) in (sin(s), ()) }.0 }
  expect(try jit(f)(Tensor(1.0)), [0.4629579])
  #expect(log.take() == ["4/10", "8/10", "10/10"])
  expect(try grad(f)(Tensor(1.0)), try grad(plain)(Tensor(1.0)).scalars(Float.self).map(Double.init))
  #expect(log.take() == ["4/10", "8/10", "10/10"])
  _ = try vmap(f)(Tensor([1.0, 2.0]))
  #expect(log.take() == ["4/10", "8/10", "10/10"])
  // Without it there is no operation for it.
  #expect(try makeProgram(plain)(Tensor(1.0)).effects.isEmpty)

  expect(forLoop(0..<9, from: Tensor(0), progress: progress) { _, s in s + 1 }, [9])
  #expect(log.take() == ["4/9", "8/9", "9/9"])
  expect(
    whileLoop(from: Tensor(0), progress: progress) { s in
      s .< 9
    } do: { s in
      s + 1
    }, [9])
  #expect(log.take() == ["4/?", "8/?"])
}

@Test func progressOfOtherLoopsIsReported() throws {
  let log = Log()
  let progress = LoopProgress(every: 4) { done, total in log.add("\(done)/\(total.map(String.init) ?? "?")") }
  let dynamic = { (n: Tensor, progress: LoopProgress?) in
    forLoop(lower: Tensor(Int8(-100)), upper: n.asType(.int8), from: Tensor(0), progress: progress) { _, s in s + 1 }
  }
  expect(dynamic(Tensor(-91), progress), [9])
  #expect(log.take() == ["4/9", "8/9", "9/9"])
  expect(try jit { dynamic($0, progress) }(Tensor(-91)), [9])
  #expect(log.take() == ["4/9", "8/9", "9/9"])
  expect(try vmap { dynamic($0, progress) }(Tensor([-98, -95])), [2, 5])
  #expect(log.take().sorted() == ["2/2", "4/5", "5/5"])
  // More steps than the dtype of the bounds holds, and about twenty reports.
  expect(dynamic(Tensor(120), LoopProgress { done, total in log.add("\(done)/\(total ?? 0)") }), [220])
  #expect(log.take() == (1...20).map { "\($0 * 11)/220" })

  let early = { (x: Tensor, progress: LoopProgress?) in
    forLoop(2..<12, from: x, progress: progress) { (_: Tensor, s: Tensor) in
      s .< 9
    } do: { (_: Tensor, s: Tensor) in
      s + 1
    }
  }
  expect(early(Tensor(0), progress), [9])
  #expect(log.take() == ["4/10", "8/10"])
  expect(try jit { early($0, progress) }(Tensor(-1)), [9])
  #expect(log.take() == ["4/10", "8/10", "10/10"])
  expect(try vmap { early($0, progress) }(Tensor([6, 5])), [9, 9])
  #expect(log.take() == ["4/10"])

  let xs = Tensor((0..<10).map { Float($0) })
  let square = { (x: Tensor) in x * x }
  let map = { (xs: Tensor, batchSize: Int?, progress: LoopProgress?) in
    mapLeading(square, xs, batchSize: batchSize, progress: progress)
  }
  for (batchSize, lines) in [
    (nil, ["4/10", "8/10", "10/10"]), (3, ["6/10", "9/10", "10/10"]), (5, ["5/10", "10/10"]), (20, ["10/10"]),
  ] {
    expect(map(xs, batchSize, progress), (0..<10).map { Double($0 * $0) })
    #expect(log.take() == lines)
    expect(try jit { map($0, batchSize, progress) }(xs), (0..<10).map { Double($0 * $0) })
    #expect(log.take() == lines)
    #expect(try makeProgram { (xs: Tensor) in map(xs, batchSize, nil) }(xs).effects.isEmpty)
  }
  // Without it there is no operation for it.
  #expect(try makeProgram { (n: Tensor) in dynamic(n, nil) }(Tensor(5)).effects.isEmpty)
  #expect(try makeProgram { (x: Tensor) in early(x, nil) }(Tensor(5)).effects.isEmpty)
}

@Test func progressIsReportedAfterTheStep() throws {
  let log = Log()
  let progress = LoopProgress(every: 1) { done, _ in log.add("done \(done)") }
  let f = { (n: Tensor) in
    whileLoop(from: Tensor(0), progress: progress) { s in
      s .< n
    } do: { s in
      debugPrint("step {}", s, output: log.add)
      return s + 1
    }
  }
  let expected = ["step 0", "done 1", "step 1", "done 2"]
  expect(f(Tensor(2)), [2])
  #expect(log.take() == expected)
  expect(try jit(f)(Tensor(2)), [2])
  #expect(log.take() == expected)
}
