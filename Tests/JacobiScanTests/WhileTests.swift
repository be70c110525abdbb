import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiScan
import JacobiVmap
import Testing

// The numbers are those of JAX 0.10.2 for the same functions; gradients of loops that it does not differentiate are those
// of the loop written out.

private func newton(_ a: Tensor) -> (Tensor, Tensor) {
  whileLoop(from: (a, Tensor(0))) { s in
    abs(s.0 * s.0 - a) .> 1e-4
  } do: { s in
    ((s.0 + a / s.0) / 2, s.1 + 1)
  }
}

private func rotations(_ x: Tensor, _ n: Tensor, checkpoints: Int = 4) -> Tensor {
  forLoop(lower: 0, upper: n, from: x, checkpoints: checkpoints) { _, s in sin(s) * 1.3 + x }
}

@Test func whileLoops() throws {
  let (root, steps) = newton(Tensor(2.0))
  expect(root, [1.4142157])
  expect(steps, [3])
  let batch = try vmap(newton)(Tensor([2.0, 9, 100]))
  expect(batch.0, [1.4142157, 3, 10])
  expect(batch.1, [3, 5, 7])
  expect(try jit(vmap(newton))(Tensor([2.0, 9, 100])).1, [3, 5, 7])
  expect(try jvp({ (a: Tensor) in newton(a).0 }, at: Tensor(2.0), along: Tensor(1.0)).tangent, [0.35356593])
}

@Test func loopsOfBranches() throws {
  let collatz = { (n: Tensor) in
    whileLoop(from: (n, Tensor(0))) { s in
      s.0 .!= 1
    } do: { s in
      (cond(s.0 % 2 .== 0, then: { floorDivide(s.0, 2) }, else: { 3 * s.0 + 1 }), s.1 + 1)
    }.1
  }
  expect(try vmap(collatz)(Tensor([6, 7, 27, 1])), [8, 16, 111, 0])
  expect(collatz(Tensor(27)), [111])
}

@Test(arguments: [1, 2, 3, 32])
func reverseModeThroughLoopsOfUnknownLength(checkpoints: Int) throws {
  let expected: [(n: Int32, value: Double, slope: Double, curvature: Double)] = [
    (0, 0.6, 1, 0), (1, 1.3340352, 2.0729363, -0.7340352), (2, 1.8637335, 1.6320839, -5.6541686),
    (7, 1.8496643, 0.72988504, -0.6279035), (40, 1.849748, 0.73640287, -0.49907845),
  ]
  for (n, value, slope, curvature) in expected {
    let f = { (x: Tensor) in rotations(x, Tensor(n), checkpoints: checkpoints) }
    expect(f(Tensor(0.6)), [value])
    expect(try grad(f)(Tensor(0.6)), [slope])
    expect(try jit(grad(f))(Tensor(0.6)), [slope])
    if n <= 7 { expect(try grad(grad(f))(Tensor(0.6)), [curvature], tolerance: 1e-5) }
  }
}

@Test func batchesOfReversedLoopsOfDifferentLengths() throws {
  let slopes = { (x: Tensor, n: Tensor) throws in try grad { (x: Tensor) in rotations(x, n) }(x) }
  let x = Tensor([Float](repeating: 0.6, count: 5))
  let n = Tensor([0, 1, 2, 7, 40])
  let expected = [1, 2.0729363, 1.6320839, 0.72988504, 0.73640287]
  expect(try vmap(slopes)(x, n), expected)
  expect(try jit(vmap(slopes))(x, n), expected)
  expect(try grad { (x: Tensor) throws in try vmap { x, n in rotations(x, n) }(x, n).sum() }(x), expected)
}

@Test func stepsAreComputedAgainAsOftenAsPromised() throws {
  // Each step adds one to a count that is kept outside.
  for (n, k, repetitions) in [(10, 9, 1), (10, 3, 2), (56, 5, 3), (165, 8, 3)] {
    let counter = Counter()
    let f = { (x: Tensor) in
      whileLoop(from: (x, Tensor(0)), checkpoints: k) { s in
        s.1 .< n
      } do: { s in
        let y = stopGradient(s.0)
        let one = hostCallback(y, result: Tensor.placeholder([])) { y in
          counter.add()
          return Tensor(Float(1))
        }
        return (sin(s.0) * one, s.1 + 1)
      }.0
    }
    _ = try grad(f)(Tensor(0.5))
    // Once forwards, once where the step is transposed, and the repetitions.
    #expect(counter.value <= n * (2 + repetitions), "\(n) steps, \(k) checkpoints: \(counter.value)")
  }
}

@Test func boundedLoopsEndEarly() throws {
  let f = { (x: Tensor) in
    forLoop(0..<10, from: x) { (_: Tensor, y: Tensor) in
      y .< 50
    } do: { (_: Tensor, y: Tensor) in
      y * x
    }
  }
  expect(f(Tensor(3.0)), [81])
  expect(try grad(f)(Tensor(3.0)), [4 * 27])
  expect(try vmap(grad(f))(Tensor([3.0, 2.0, 60.0])), [108, 6 * 32, 1])
}

/// A step at the end of an example has an infinite slope there; examples that go on longer must not bring it in.
@Test func finishedExamplesDoNotSpoilGradients() throws {
  let f = { (x: Tensor, scale: Tensor) in
    whileLoop(from: (x, Tensor(0.0))) {
      $0.0 .> 0
    } do: {
      ($0.0 - 1, $0.1 + scale * log($0.0))
    }.1
  }
  let xs = Tensor([1.0, 3.0])
  let slopes = try grad { (xs: Tensor) throws in try vmap(f, in: 0, nil)(xs, Tensor(1.0)).sum() }(xs)
  expect(slopes, [1, 1 + 1.0 / 2 + 1.0 / 3])
  expect(try vmap(grad(f), in: 0, nil)(xs, Tensor(1.0)), [1, 1 + 1.0 / 2 + 1.0 / 3])
  let shared = try grad { (scale: Tensor) throws in try vmap(f, in: 0, nil)(xs, scale).sum() }(Tensor(1.0))
  #expect(abs(shared.item(Double.self) - 1.791759) < 1e-5)
}

@Test func anyNumberOfCheckpointsMayBeAskedFor() throws {
  let slope = { (checkpoints: Int) throws in
    try grad { (x: Tensor) in rotations(x, Tensor(7), checkpoints: checkpoints) }(Tensor(0.6))
  }
  expect(try slope(.max), [0.72988504])
  let f = { (x: Tensor) in
    whileLoop(from: x, checkpoints: .max) { y in
      y .< 50
    } do: { y in
      y * x
    }
  }
  expect(try grad(f)(Tensor(3.0)), [4 * 27])
  for count in [0, -1, Int.min] {
    #expect(throws: TensorError.self) { _ = try slope(count) }
  }
}

@Test func boundsBeyondInt32AreAnError() {
  let limit = Int(Int32.max)
  let ranges: [Range<Int>] = [0..<(limit + 1), Int.min..<Int.max, 0..<Int.max, Int.min..<0, (limit + 1)..<(limit + 2)]
  for range in ranges {
    #expect(throws: TensorError.self) {
      try withTensorErrors { forLoop(range, from: Tensor(0)) { (_: Tensor, s: Tensor) in s + 1 } }
    }
    #expect(throws: TensorError.self) {
      try withTensorErrors {
        forLoop(range, from: Tensor(0)) { (_: Tensor, s: Tensor) in
          s .< 3
        } do: { (_: Tensor, s: Tensor) in
          s + 1
        }
      }
    }
  }
  #expect(throws: TensorError.self) {
    try withTensorErrors { forLoop(count: Dimension(limit + 1), from: Tensor(0)) { (_: Tensor, s: Tensor) in s + 1 } }
  }
  expect(forLoop((limit - 2)..<limit, from: Tensor(0)) { (i: Tensor, _: Tensor) in i }, [Double(limit - 1)])
}

@Test func loopsOfManySteps() {
  let n = 100_000
  expect(forLoop(0..<n, from: 0) { (_: Tensor, s: Tensor) in s + 1 }, [Double(n)])
}

final class Counter: @unchecked Sendable {
  // SAFETY: the reference backend makes calls one after the other, on the test's thread.
  private(set) var value = 0
  func add() { value += 1 }
}
