import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiScan
import JacobiVmap
import Testing

@Test(arguments: [nil, 3]) func lengthsMayBeSymbolic(checkpoints: Int?) throws {
  let n: Dimension = .symbol("n")
  let b: Dimension = .symbol("b")
  let f = { (xs: Tensor) in
    scan(over: xs, from: Tensor(1.0), checkpoints: checkpoints) { (c: Tensor, x: Tensor) in (sin(c * x), c) }.1.sum()
  }
  #expect(
    try evalShape { (x: Tensor) throws in try grad(f)(x) }(.placeholder([n])).types == [TensorType(.float32, [n])])
  #expect(
    try evalShape { (x: Tensor) throws in try vmap(grad(f))(x) }(.placeholder([b, n])).types
      == [TensorType(.float32, [b, n])])
  // The loop itself has the size in it.
  let program = try makeProgram { (x: Tensor) throws in try grad(f)(x) }(.placeholder([n]))
  #expect(try Program(parsing: "\(program)") == program)
}

@Test func countsMayBeSymbolic() throws {
  let n: Dimension = .symbol("n")
  let f = { (x: Tensor) in
    forLoop(count: x.shape.dimensions[0], from: Tensor(1.0)) { (i: Tensor, c: Tensor) in c + x[i] }
  }
  #expect(
    try evalShape { (x: Tensor) throws in try grad(f)(x) }(.placeholder([n])).types == [TensorType(.float32, [n])])
  expect(f(Tensor([1.0, 2, 3])), [7])
  let g = { (x: Tensor) in
    whileLoop(from: (x, Tensor(0))) { s in
      s.1 .< 3
    } do: { s in
      (sin(s.0), s.1 + 1)
    }.0.sum()
  }
  #expect(
    try evalShape { (x: Tensor) throws in try grad(g)(x) }(.placeholder([n])).types == [TensorType(.float32, [n])])
}

@Test func hostileTextIsAnError() throws {
  let program = try makeProgram { (x: Tensor) in
    scan(over: x, from: Tensor(1.0)) { (c: Tensor, x: Tensor) in (c * x, c) }.1
  }(Tensor([1.0, 2, 3]))
  let text = "\(program)"
  let changes = [
    ("constantCount: 0", "constantCount: -1"), ("constantCount: 0", "constantCount: 9223372036854775807"),
    ("carryCount: 1", "carryCount: 2"), ("carryCount: 1", "carryCount: -9223372036854775808"),
    ("length: 3", "length: 4"), ("length: 3", "length: -3"), ("unroll: 1", "unroll: 0"),
    ("checkpoints: none", "checkpoints: 0"),
  ]
  for (old, new) in changes {
    #expect(text.contains(old), "\(text)")
    #expect(throws: (any Error).self, "\(new)") {
      try Program(parsing: text.replacing(old, with: new)).verify()
    }
  }
}
