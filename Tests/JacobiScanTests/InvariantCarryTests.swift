import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiScan
import JacobiVmap
import Testing

// A carry that no step changes is saved once for the backward pass, and not for each step or checkpoint.

private let table = Tensor([Float](repeating: 0.5, count: 1000))

/// How many bytes reverse mode keeps, among them at least one table.
private func savedBytes(_ f: (Tensor, Tensor) -> Tensor) throws -> Int {
  try savedResiduals(of: f, at: Tensor(0.3), table).reduce(0) { $0 + $1.byteCount! }
}

private func step(_ c: Tensor, _ table: Tensor) -> Tensor { sin(c * table[0..<4].sum()) }

private func scanned(_ x: Tensor, _ table: Tensor, checkpoints: Int? = nil) -> Tensor {
  scan(length: 100, from: (x, table), checkpoints: checkpoints) { (s: (Tensor, Tensor)) in
    ((step(s.0, s.1 * s.1), s.1), ())
  }.0.0
}

private func nested(_ x: Tensor, _ table: Tensor) -> Tensor {
  forLoop(0..<10, from: (x, table)) { _, s in
    forLoop(0..<10, from: s) { _, s in (step(s.0, s.1 * s.1), s.1) }
  }.0
}

private func unbounded(_ x: Tensor, _ table: Tensor) -> Tensor {
  forLoop(lower: 0, upper: Tensor(100), from: (x, table), checkpoints: 10) { _, s in (step(s.0, s.1 * s.1), s.1) }.0
}

@Test func carriesThatNeverChangeAreSavedOnce() throws {
  // The table, its square and a few numbers for each step.
  let limit = 2 * 4000 + 100 * 64
  #expect(try savedBytes { scanned($0, $1) } < limit)
  #expect(try savedBytes { scanned($0, $1, checkpoints: 10) } < limit)
  #expect(try savedBytes(nested) < limit)
  #expect(try savedBytes(unbounded) < limit)
}

/// A loop that another transformation made may have such carries, too.
@Test func loopsMadeByHandSaveThemOnce() throws {
  let (scalar, type) = (TensorType(.float32, []), table.type)
  let body = try traceProgram([scalar, type]) { [sin($0[0] * ($0[1] * $0[1]).sum()), $0[1]] }.program
  for checkpoints in [nil, 3] {
    let loop = Scan(body, constantCount: 0, carryCount: 2, length: 100, checkpoints: checkpoints)
    #expect(try savedBytes { loop.results([$0, $1])[0] } < 2 * 4000 + 100 * 64)
  }
  let count = TensorType(.int32, [])
  let condition = try traceProgram([scalar, type, count]) { [$0[2] .< 100] }.program
  let step = try traceProgram([scalar, type, count]) {
    [sin($0[0] * ($0[1] * $0[1]).sum()), $0[1], $0[2] + 1]
  }.program
  let loop = While(condition: condition, body: step, constantCount: 0, checkpoints: 10)
  let program = try makeProgram { (x: Tensor, t: Tensor) throws in
    try grad { (x: Tensor) in loop.results([x, t, Tensor(Int32(0))])[0] }(x)
  }(Tensor(0.3), table)
  // No stack of tables.
  #expect(largest(in: program) <= 1000)
}

private func largest(in program: Program) -> Int {
  program.equations.flatMap { equation in
    equation.outputs.map(\.type.elementCount) + equation.primitive.bodies.map(largest)
  }.max() ?? 0
}

@Test func theirGradientsAreRight() throws {
  func written(_ x: Tensor, _ table: Tensor) -> Tensor {
    var c = x
    for _ in 0..<100 { c = step(c, table * table) }
    return c
  }
  let functions: [(Tensor, Tensor) -> Tensor] = [
    { scanned($0, $1) }, { scanned($0, $1, checkpoints: 7) }, nested, unbounded,
  ]
  for f in functions {
    let expected = try grad { (x: Tensor) in written(x, table) }(Tensor(0.3))
    let slope = try grad { (x: Tensor) in f(x, table) }(Tensor(0.3))
    expect(slope, expected.scalars(Float.self).map(Double.init), tolerance: 1e-5)
    let expectedOfTable = try grad { (t: Tensor) in written(Tensor(0.3), t) }(table)[0..<5]
    let slopes = try jit(grad { (t: Tensor) in f(Tensor(0.3), t) })(table)[0..<5]
    expect(slopes, expectedOfTable.scalars(Float.self).map(Double.init), tolerance: 1e-5)
  }
}
