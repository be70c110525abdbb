// What the machinery costs: eager operations, transformations and compiled calls on tensors so small that the arithmetic
// does not matter, and two large operations for comparison.
//
//   swift run -c release --package-path Benchmarks
//
// An argument chooses one measurement, which then runs long enough to be sampled by a profiler; a second one is the number
// of calls instead.

import Jacobi

/// Prints the least time per call over a few rounds.
func measure(_ name: String, calls: Int = 2000, _ body: () throws -> Void) rethrows {
  let arguments = CommandLine.arguments.dropFirst()
  guard arguments.isEmpty || arguments.first == name else { return }
  let calls = arguments.dropFirst().first.flatMap { Int($0) } ?? (arguments.isEmpty ? calls : calls * 50)
  for _ in 0..<max(1, calls / 10) { try body() }
  var least = Double.infinity
  for _ in 0..<5 {
    let start = ContinuousClock.now
    for _ in 0..<calls { try body() }
    least = min(least, (ContinuousClock.now - start) / .microseconds(1) / Double(calls))
  }
  let micros = (least * 100).rounded() / 100
  print("\(name)\(String(repeating: " ", count: max(1, 28 - name.count)))\(micros) us")
}

let x = Tensor([Float](repeating: 0.5, count: 16), shape: [16])
let scalar = Tensor([Float(2)], shape: [])
measure("eager x + x") { _ = x + x }
measure("eager x * 2") { _ = x * 2 }
measure("eager tanh") { _ = tanh(x) }
measure("eager sum") { _ = x.sum() }

let f = { (x: Tensor) in tanh(x).sum() }
let slope = grad(f)
try measure("eager gradient") { _ = try slope(x) }
let compiledSlope = jit(slope)
try measure("compiled gradient") { _ = try compiledSlope(x) }
let slopeOfCompiled = grad(jit(f))
try measure("gradient of compiled") { _ = try slopeOfCompiled(x) }
let squares = vmap { (x: Tensor) in x * x }
try measure("eager vmap") { _ = try squares(x) }
let add = jit { (x: Tensor, y: Tensor) in x + y }
try measure("compiled scalar addition") { _ = try add(scalar, scalar) }
let ends = jit { (terms: [Tensor]) in terms[0] + terms[19] }
let terms = [Tensor](repeating: scalar, count: 20)
try measure("compiled 20 arguments") { _ = try ends(terms) }

let large = Tensor([Float](repeating: 0.5, count: 1_000_000), shape: [1_000_000])
measure("x + x, 1e6 elements", calls: 10) { _ = large + large }
let matrix = Tensor([Float](repeating: 0.5, count: 512 * 512), shape: [512, 512])
measure("matmul, 512 x 512", calls: 1) { _ = matmul(matrix, matrix) }
