import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiScan
import JacobiVmap
import Testing

// The numbers are those of JAX 0.10.2 for the same functions.

private let xs = Tensor([0.5, -0.3, 0.8, 0.1])
private let w = Tensor([0.7, -1.1])

private func recurrent(_ w: Tensor, _ xs: Tensor, checkpoints: Int? = nil) -> Tensor {
  let (last, ys) = scan(over: xs, from: Tensor([0.2, 0.4]), checkpoints: checkpoints) { (c: Tensor, x: Tensor) in
    let next = tanh(w * c + x)
    return (next, (next * x).sum())
  }
  return (last * last).sum() + (ys * ys).sum()
}

private func nested(_ x: Tensor) -> Tensor {
  let (last, sums) = scan(over: Tensor([[0.1, 0.2], [0.3, 0.4]]), from: x) { (c: Tensor, row: Tensor) in
    let (d, ds) = scan(over: row, from: c) { (d: Tensor, y: Tensor) in (sin(d * y) + x, d) }
    return (d, ds.sum())
  }
  return last + sums.sum()
}

@Test func scanCarriesAndStacks() {
  let (last, ys) = scan(over: xs, from: 1.0, reverse: true) { (c: Tensor, x: Tensor) in (c * 0.5 + x, c) }
  expect(last, [0.625])
  expect(ys, [0.25, 1.1, 0.6, 1])
  expect(recurrent(w, xs), [2.3299952])
}

@Test func scanOfNothing() {
  let (last, ys) = scan(over: Tensor([Float](), shape: [0, 2]), from: Tensor(3.0)) { (c: Tensor, x: Tensor) in
    (c + x.sum(), x * c)
  }
  expect(last, [3])
  #expect(ys.type == TensorType(.float32, [0, 2]))
}

@Test(arguments: [nil, 1, 2, 3, 10]) func gradientsOfScan(checkpoints: Int?) throws {
  let f = { (w: Tensor, xs: Tensor) in recurrent(w, xs, checkpoints: checkpoints) }
  let gradient = try grad { (w: Tensor) in f(w, xs) }(w)
  expect(gradient, [1.2470952, -0.46059436])
  expect(try grad { (xs: Tensor) in f(w, xs) }(xs), [2.2725403, -0.07888489, 5.87591, 0.024592483])
  let (_, tangent) = try jvp({ (w: Tensor) in f(w, xs) }, at: w, along: Tensor([1.0, 2.0]))
  expect(tangent, [1.2470952 - 2 * 0.46059436])
  // Forward over reverse, reverse over reverse.
  let direction = Tensor([0.3, -0.5])
  let g = { (w: Tensor) throws in try grad { (w: Tensor) in f(w, xs) }(w) }
  let expected = [2.0603387 * 0.3 + 0.004437881 * 0.5, -0.004437886 * 0.3 + 1.5515409 * 0.5]
  expect(try jvp(g, at: w, along: direction).tangent, expected, tolerance: 1e-5)
  expect(try grad { (w: Tensor) throws in (try g(w) * direction).sum() }(w), expected, tolerance: 1e-5)
}

@Test(arguments: [nil, 2]) func compositionsOfScan(checkpoints: Int?) throws {
  let f = { (w: Tensor, xs: Tensor) in recurrent(w, xs, checkpoints: checkpoints) }
  let slopes = { (w: Tensor, xs: Tensor) throws in try grad { (w: Tensor) in f(w, xs) }(w) }
  let rows = stacked([xs, xs * 2])
  let expected = [1.2470952, -0.46059436, 1.2354717, -0.19469109]
  expect(try jit(vmap(slopes, in: nil, 0))(w, rows), expected)
  expect(try vmap(jit(slopes), in: nil, 0)(w, rows), expected)
  expect(try vmap(slopes, in: nil, 1)(w, rows.transposed()), expected)
  expect(
    try jit(vmap(slopes, in: 0, nil))(stacked([w, w * 0.5]), xs),
    [1.2470952, -0.46059436, 0.45573705, -0.6840925])
  // The gradient of a batch.
  let total = { (w: Tensor) throws in try vmap(f, in: nil, 0)(w, rows).sum() }
  expect(try jit(grad(total))(w), [1.2470952 + 1.2354717, -0.46059436 - 0.19469109])
}

@Test func scansOfScans() throws {
  expect(nested(Tensor(0.7)), [4.348669])
  expect(try grad(nested)(Tensor(0.7)), [6.17285])
  expect(try grad(grad(nested))(Tensor(0.7)), [-0.16662063], tolerance: 2e-5)
  expect(try jit(vmap(grad(nested)))(Tensor([0.7, 0.7])), [6.17285, 6.17285])
}

@Test func carriesMayBeTreesAndTuples() {
  struct State: PyTree {
    var position: Tensor
    var history: [Tensor]
  }
  let start = State(position: Tensor(1.0), history: [Tensor(0.0), Tensor(0.0)])
  let (last, ys) = scan(over: (a: xs, b: [xs]), from: (start, Tensor(0))) { carry, x in
    let (state, count) = carry
    let next = State(position: state.position + x.a, history: [state.position, state.history[0]])
    return ((next, count + 1), ["sum": x.b[0] + state.position])
  }
  expect(last.0.position, [2.1])
  expect(last.0.history[0], [2.0])
  expect(last.0.history[1], [1.2])
  #expect(last.1.type == TensorType(.int32, []))
  expect(last.1, [4])
  expect(ys["sum"]!, [1.5, 1.2, 2.0, 2.1])
}

@Test func numbersTakeTheTypeThatTheyHaveAfterAStep() {
  let (last, _) = scan(over: xs, from: 0) { (c: Tensor, x: Tensor) in (c + x, ()) }
  #expect(last.type == TensorType(.float32, []))
  let halves = Tensor([1.5], dtype: .float16)
  #expect(scan(over: halves, from: 0.5) { (c: Tensor, x: Tensor) in (c + x, ()) }.0.dtype == .float16)
  // A number stays one.
  let (power, _) = scan(length: 3, from: 1) { (c: Tensor) in (c * 2, ()) }
  #expect((power * Tensor([0.5], dtype: .float16)).dtype == .float16)
  // A number as the next value is of the type of the carry.
  #expect(forLoop(0..<2, from: Tensor(1.0)) { (_: Tensor, _: Tensor) in 7 }.dtype == .float32)
}

@Test func aCarryThatChangesIsAnError() {
  func message(_ body: () -> Void) -> String {
    do {
      try withTensorErrors(body)
      return "none"
    } catch {
      return "\(error)"
    }
  }
  let shape = message {
    _ = scan(over: xs, from: ["a": Tensor([1.0]), "b": Tensor(1.0)]) { c, x in (["a": c["a"]!, "b": c["a"]! + x], x) }
  }
  #expect(shape.contains("[\"b\"]") && shape.contains("f32[]") && shape.contains("f32[1]"), "\(shape)")
  let dtype = message { _ = forLoop(0..<3, from: Tensor(Int32(1))) { _, c in c * 0.5 } }
  #expect(dtype.contains("int32") || dtype.contains("i32"), "\(dtype)")
  let tree = message { _ = forLoop(0..<3, from: [Tensor(1.0)]) { _, c in c + c } }
  #expect(tree.contains("structure"), "\(tree)")
  let lengths = message { _ = scan(over: (xs, w), from: 0.0) { (c: Tensor, x: (Tensor, Tensor)) in (c, x.0) } }
  #expect(lengths.contains("4 at elements") && lengths.contains("2 at elements"), "\(lengths)")
}

@Test func whatABodyThrowsReachesTheCaller() {
  struct Stop: Error {}
  #expect(throws: Stop.self) {
    _ = try scan(over: xs, from: 0.0) { (c: Tensor, x: Tensor) throws in
      if c.rank == 0 { throw Stop() }
      return (c, x)
    }
  }
}

@Test func transformationsInABodyNeedNothingButTry() throws {
  let (last, _) = try scan(over: xs, from: Tensor(1.0)) { c, x in
    let slope = try grad { (y: Tensor) in y * y * x }(c)
    return (c - 0.1 * slope, slope)
  }
  expect(last, [0.9 * 1.06 * 0.84 * 0.98])
}

@Test func integersAndBooleansAreCarriedUnderDifferentiation() throws {
  let f = { (x: Tensor) in
    forLoop(0..<4, from: (x, Tensor(0), Tensor(TensorValue(scalar: true)))) { i, state in
      let (y, count, isEven) = state
      return (cond(isEven, then: { y * x }, else: { y + x }), count + i, .!isEven)
    }.0
  }
  // ((x x + x) x + x)
  expect(f(Tensor(2.0)), [14])
  expect(try grad(f)(Tensor(2.0)), [17])
  expect(try grad(grad(f))(Tensor(2.0)), [14])
}

@Test func zerosAreNotCarried() throws {
  // The counter and the constants have no tangent, and the program of the derivative has no more carries than needed.
  let program = try makeProgram { (x: Tensor) throws in
    try grad { (x: Tensor) in forLoop(0..<5, from: Tensor(1.0)) { i, s in s * x + i } }(x)
  }(Tensor(0.9))
  let loops = program.equations.compactMap { $0.primitive as? Scan }
  #expect(loops.map(\.carryCount) == [2, 2])
  expect(try grad { (x: Tensor) in forLoop(0..<5, from: Tensor(1.0)) { i, s in s * x + i } }(Tensor(0.9)), [12.3105])
}

@Test func invariantResidualsAreNotStacked() throws {
  let matrix = Tensor([Float](repeating: 0.1, count: 900), shape: [30, 30])
  let program = try makeProgram { (m: Tensor) throws in
    try grad { (m: Tensor) in
      forLoop(0..<50, from: Tensor([Float](repeating: 1, count: 30))) { _, s in tanh(matmul(exp(m), s)) }.sum()
    }(m)
  }(matrix)
  let sizes = program.equations.flatMap(\.outputs).map { $0.type.elementCount }
  // Vectors of all steps, but no matrices.
  #expect(sizes.max() == 50 * 30)
}

@Test func equalBodiesAreEqualPrograms() throws {
  func program(_ values: [Float]) throws -> Program {
    let table = Tensor(values)
    return try makeProgram { (x: Tensor) in scan(over: x, from: 0.0) { c, x in (c + (x * table).sum(), ()) }.0 }(xs)
  }
  let bodies = try [program([1, 2]), program([3, 4])].map { $0.equations.compactMap { $0.primitive as? Scan } }
  #expect(bodies[0].count == 1 && bodies[0] == bodies[1])
}
