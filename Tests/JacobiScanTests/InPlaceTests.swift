import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiScan
import JacobiVmap
import Testing

private func filled(_ n: Int) -> Tensor {
  forLoop(0..<n, from: Tensor.zeros([n])) { (i: Tensor, a: Tensor) in
    var a = a
    a[i] = i.asType(.float32) * 2
    return a
  }
}

private func duration(_ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  let elapsed = try clock.measure(body)
  return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
}

/// In a debug build a step takes more than 50 microseconds, the loops half a minute and more; there they are shorter.
/// What is tested is the ratio, and copies of 40,000 elements would show in it as well.
private let scale = _isDebugAssertConfiguration() ? 10 : 1

@Test func updatesInLoopsTakeTimeThatIsLinear() {
  _ = filled(1000)
  let (short, long) = (100_000 / scale, 400_000 / scale)
  let times = [short, long].map { n in duration { _ = filled(n) } }
  // Four times the steps on an array of four times the size; copying the array would make it sixteen times as long.
  #expect(times[1] < 8 * times[0], "\(times)")
}

@Test(arguments: [false, true]) func updatesCostAsMuchAsWhatTheyChange(isCompiled: Bool) throws {
  // A copy of the array takes some 20 ms, fifty times as long as a step.
  let large = Tensor.zeros([20_000_000])
  let small = Tensor.zeros([40])
  let bodies: [(Tensor, Tensor) -> Tensor] = [
    { i, a in
      var a = a
      a[i] = i.asType(.float32)
      return a
    },
    { i, a in
      var a = a
      a[i] = a[i] + 1
      return a
    },
    { i, a in cond(i .< 20, then: { DynamicUpdateSlice().results([a, Tensor([1.0]), i])[0] }, else: { a }) },
    { i, a in
      whileLoop(from: (a, i)) { s in
        s.1 .< i + 2
      } do: { s in
        (DynamicUpdateSlice().results([s.0, Tensor([1.0]), s.1])[0], s.1 + 1)
      }.0
    },
  ]
  for (index, body) in bodies.enumerated() {
    let loop = { (a: Tensor) in forLoop(0..<200, from: a, body)[0..<2] }
    func time(_ a: Tensor) throws -> Double {
      let run = jit(loop)
      if isCompiled { _ = try run(a) }
      return try duration { _ = try isCompiled ? run(a) : loop(a) }
    }
    let (few, many) = (try time(small), try time(large))
    // The array is copied once, since the caller keeps it.
    #expect(many < few + 1, "body \(index): \(few) s for 40 elements, \(many) s for 20,000,000")
  }
}

@Test(arguments: [false, true]) func gradientsOfReadingElementsCostAsMuchAsWhatIsRead(isUnbounded: Bool) throws {
  // In each step the backward pass adds to one element of the gradient.
  let loop = { (a: Tensor) in
    let n = Tensor(200)
    let body = { (i: Tensor, s: Tensor) in s + sin(a[i]) * a[0..<2].sum() }
    return isUnbounded
      ? forLoop(lower: 0, upper: n, from: Tensor(0.0), checkpoints: 200, body)
      : forLoop(0..<200, from: Tensor(0.0), body)
  }
  let (small, large) = (Tensor.ones([210]), Tensor.ones([5_000_000]))
  let expected = try grad(loop)(small).scalars(Float.self).map(Double.init)
  var gradient = Tensor(0.0)
  let few = try duration { _ = try grad(loop)(small) }
  let many = try duration { gradient = try grad(loop)(large) }
  expect(gradient[0..<210], expected)
  // To go through the whole array in each step would take half a minute.
  #expect(many < few + 8, "\(few) s for 210 elements, \(many) s for 5,000,000")
}

/// Updates in place are not to be seen anywhere else: in the caller's array, in one that is used twice, in a constant.
@Test(arguments: [false, true]) func updatesInPlaceChangeNothingElse(isCompiled: Bool) throws {
  func run(_ f: @escaping (Tensor) -> Tensor, _ a: Tensor) throws -> Tensor { try isCompiled ? jit(f)(a) : f(a) }
  let set = { (i: Tensor, a: Tensor) in
    var a = a
    a[i] = i.asType(.float32) + 10
    return a
  }
  let a = Tensor([1.0, 2, 3]) * 1
  let copy = a
  expect(try run({ forLoop(0..<3, from: $0, set) }, a), [10, 11, 12])
  expect(a, [1, 2, 3])
  expect(copy, [1, 2, 3])
  // One array as two carries, and as a carry and a constant.
  let twice = { (a: Tensor) in
    let (b, c) = forLoop(0..<2, from: (a, a)) { (i: Tensor, s: (Tensor, Tensor)) in (set(i, s.0), s.1 + a) }
    return stacked([b, c, a])
  }
  expect(try run(twice, a), [10, 11, 3, 3, 6, 9, 1, 2, 3])
  // The array before the update is a result of the step, and the new one is carried on twice.
  let history = { (a: Tensor) in
    let (last, all) = scan(over: Tensor([0, 1]), from: (a, a)) { (s: (Tensor, Tensor), i: Tensor) in
      let next = set(i, s.0)
      return ((next, next), s.0 + s.1)
    }
    return concatenated([last.0.reshaped([1, 3]), last.1.reshaped([1, 3]), all], axis: 0)
  }
  expect(try run(history, a), [10, 11, 3, 10, 11, 3, 2, 4, 6, 20, 4, 6])
  expect(a, [1, 2, 3])
}

@Test func compiledLoopsRunOnSeveralThreadsAtOnce() async throws {
  let f = { (a: Tensor) throws in
    try grad { (a: Tensor) in
      forLoop(lower: 0, upper: Tensor(50), from: a, checkpoints: 4) { (i: Tensor, a: Tensor) in
        var a = a
        a[i % 3] = sin(a[i % 3] * a.sum())
        return a
      }.sum()
    }(a)
  }
  // SAFETY: `f` captures nothing, and what `jit` keeps is guarded by locks; that they do is what is tested.
  nonisolated(unsafe) let compiled = jit(f)
  let inputs = (0..<8).map { Tensor([0.1, 0.2, 0.3]) * (Float($0) / 8) }
  let expected = try inputs.map { try f($0).scalars(Float.self).map(Double.init) }
  try await withThrowingTaskGroup(of: Void.self) { group in
    for (input, expected) in zip(inputs, expected) {
      group.addTask {
        for _ in 0..<5 { expect(try compiled(input), expected) }
      }
    }
    try await group.waitForAll()
  }
}
