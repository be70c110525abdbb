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

/// A debug build is slow in itself; there the loops are shorter.
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
