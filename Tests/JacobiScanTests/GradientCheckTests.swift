import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiScan
import JacobiTesting
import JacobiVmap
import Testing

// Functions with loops in loops in branches; first and second derivatives, in both modes, against differences.

private struct LoopFunction: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var function: @Sendable (Tensor) throws -> Tensor

  init(_ name: String, _ function: @escaping @Sendable (Tensor) throws -> Tensor) {
    testDescription = name
    self.function = function
  }
}

private func double(_ values: [Double]) -> Tensor { Tensor(values) }

private let functions: [LoopFunction] = [
  LoopFunction("scan of scan with values of both outside") { x in
    let (last, sums) = scan(over: double([0.3, -0.4, 0.5]), from: x) { (c: Tensor, y: Tensor) in
      let (d, ds) = scan(over: c * y, from: c[0]) { (d: Tensor, z: Tensor) in (sin(d * z) + x[1] * y, d * c[2]) }
      return (tanh(c + d), ds.sum())
    }
    return last.sum() + (sums * sums).sum()
  },
  LoopFunction("while in scan with checkpoints") { x in
    scan(length: 5, from: x, checkpoints: 2) { (c: Tensor) in
      let halved = whileLoop(from: (c, Tensor(0)), checkpoints: 2) { s in
        s.1 .< 4
      } do: { s in
        (sin(s.0) * x + 0.3, s.1 + 1)
      }.0
      return (halved, (halved * c).sum())
    }.1.sum()
  },
  LoopFunction("scan in while that ends by its values") { x in
    whileLoop(from: (x, Tensor(0.0).asType(.float64)), checkpoints: 3) { s in
      (s.0 * s.0).sum() .< 50
    } do: { s in
      let (grown, _) = scan(over: double([1.1, 1.2]), from: s.0) { (c: Tensor, y: Tensor) in (c * y + 0.01 * x, ()) }
      return (grown, s.1 + (grown * x).sum())
    }.1
  },
  LoopFunction("branches in loops") { x in
    forLoop(0..<6, from: x) { i, c in
      let even = cond(i % 2 .== 0, then: { c * x }, else: { sin(c) + scan(over: x, from: 0.0) { ($0 + $1, ()) }.0 })
      return switchCase(i, even, [{ $0 }, { $0 * 0.9 }, { tanh($0 + x) }])
    }.sum()
  },
  LoopFunction("a loop in a branch") { x in
    cond(x.sum() .> 0, then: { forLoop(0..<3, from: x) { _, c in sin(c) * x }.sum() }, else: { (x * x).sum() })
  },
  LoopFunction("a bounded loop that ends early") { x in
    forLoop(0..<20, from: x, checkpoints: 4) { (_: Tensor, c: Tensor) in
      (c * c).sum() .< 40
    } do: {
      (_: Tensor, c: Tensor) in
      c * 1.5 + x
    }.sum()
  },
  LoopFunction("vmap and grad in a body") { x in
    let slope = { (c: Tensor) throws in
      try grad { (c: Tensor) in forLoop(0..<3, from: c) { _, s in sin(s) * c }.sum() }(c)
    }
    return try scan(over: double([0.2, 0.5]), from: x) { c, y in
      let rows = try vmap { (e: Tensor) throws in try slope(e * y) }(c)
      return (c - 0.1 * rows, rows.sum())
    }.1.sum()
  },
  LoopFunction("vmap of loops of different lengths") { x in
    try vmap { (x: Tensor, n: Tensor) in
      forLoop(lower: 0, upper: n, from: x, checkpoints: 2) { _, s in sin(s) * 1.3 + x }
    }(x, Tensor([0, 2, 5])).sum()
  },
  LoopFunction("updates and reads of an array") { x in
    let filled = forLoop(2..<8, from: concatenated([x, Tensor.zeros([6], dtype: .float64)])) { i, a in
      var a = a
      a[i + 1] = sin(a[i]) * a[i - 1] + x[i % 3]
      a[i - 2] = a[i] * 0.5
      return a
    }
    return (filled * filled).sum()
  },
  LoopFunction("reads of an array in a loop of unknown length") { x in
    forLoop(lower: 0, upper: Tensor(5), from: x[0], checkpoints: 2) { i, s in sin(s * x[i % 3]) + x[0..<2].sum() }
  },
  LoopFunction("remat in a body, and a loop in remat") { x in
    let step = remat { (c: Tensor, y: Tensor) in sin(c * y) * exp(c * 0.1) + x }
    let loop = remat { (x: Tensor) throws in
      try scan(over: double([0.3, 0.5]), from: x) { c, y in (try step(c, y), c) }.1.sum()
    }
    return try loop(x)
      + whileLoop(from: (x, Tensor(0))) { s in
        s.1 .< 3
      } do: { s in
        (try step(s.0, x[0]), s.1 + 1)
      }.0.sum()
  },
  LoopFunction("functions with derivatives of their own in bodies") { x in
    let square = customVJP { (x: Tensor) in
      x * x
    } forward: { x in
      (x * x, x)
    } backward: { (x: Tensor, ct: Tensor) in
      2 * x * ct
    }
    let wave = customJVP { (x: Tensor) in
      sin(x)
    } rule: { (x: Tensor, dx: Tensor) in
      (sin(x), dx * cos(x))
    }
    let y = try forLoop(0..<3, from: x, checkpoints: 2) { _, c in try square(wave(c)) + x }
    return try whileLoop(from: (y, Tensor(0))) { s in
      s.1 .< 3
    } do: { s in
      (try cond(s.1 .> 1, then: { try wave(s.0 * x) }, else: { try square(s.0) * 0.1 + x }), s.1 + 1)
    }.0.sum()
  },
  LoopFunction("an associative scan, and a map in batches") { x in
    let y = associativeScan({ (a: Tensor, b: Tensor) in a * b }, concatenated([x, sin(x)]), reverse: true)
    return mapLeading({ (v: Tensor) in forLoop(0..<3, from: v) { _, s in s * v + 1 } }, y, batchSize: 4).sum()
  },
]

@Test(arguments: functions) private func derivativesAreThoseOfDifferences(_ loop: LoopFunction) throws {
  let x = double([0.7, 0.4, 1.1])
  #expect(try checkGradients(loop.function, at: x, order: 2, tolerance: 1e-6) == [])
  let gradient = try grad { (x: Tensor) throws in try loop.function(x) }(x).scalars(Double.self)
  expect(try jit(grad { (x: Tensor) throws in try loop.function(x) })(x), gradient, tolerance: 1e-12)
  let rows = stacked([x, x * 0.9])
  let batch = try jit(vmap { (x: Tensor) throws in try grad { (x: Tensor) throws in try loop.function(x) }(x) })(rows)
  expect(batch[0], gradient, tolerance: 1e-12)
  let second = try grad { (x: Tensor) throws in try loop.function(x) }(x * 0.9).scalars(Double.self)
  expect(batch[1], second, tolerance: 1e-12)
}

@Test func linearLoopsAreTransposed() throws {
  let f = { (xs: Tensor) in
    scan(over: xs, from: Tensor(0.0)) { (c: Tensor, x: Tensor) in (0.5 * c + x, c - x) }
  }
  let transpose = try linearTranspose({ (xs: Tensor) in f(xs).1 }, like: Tensor([1.0, 2, 3]))
  // The columns of the matrix of `f`.
  let matrix = try vmap { (e: Tensor) in f(e).1 }(Tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]]))
  expect(
    try vmap { (e: Tensor) throws in try transpose(e) }(Tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])),
    matrix.transposed().scalars(Float.self).map(Double.init))
  #expect(throws: TensorError.self) {
    _ = try linearTranspose(
      { (x: Tensor) in
        whileLoop(from: x) { s in
          s .> 1
        } do: { s in
          s * 0.5
        }
      }, like: Tensor(8.0))(1.0)
  }
}
