import Foundation
import JacobiCore
import JacobiNumPy
import JacobiReference
import JacobiScan
import JacobiTesting
import Testing

/// What JAX computes for the functions of `generate_loops.py`.
private let goldens: [DerivativeGolden] = {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Goldens/loops.json")
  // The file is part of the repository: without it there is nothing to test.
  return try! DerivativeGolden.read(file)
}()

private func step(_ c: Tensor, _ x: Tensor) -> (Tensor, Tensor) {
  let next = sin(c * x + c.flipped(axis: 0) * 0.5)
  return (next, next.sum() * x)
}

private func scanned(_ x: Tensor, reverse: Bool, unroll: Int = 1, checkpoints: Int? = nil) -> Tensor {
  let start = Tensor([0.3, -0.2], dtype: .float64)
  let (last, ys) = scan(over: x, from: start, reverse: reverse, unroll: unroll, checkpoints: checkpoints, step)
  return concatenated([last, ys], axis: 0)
}

private func nested(_ x: Tensor) -> Tensor {
  let (last, ys) = scan(over: x[2...], from: x[0..<2]) { (c: Tensor, x: Tensor) in
    let (d, ys) = scan(over: Tensor([0.5, 1.5], dtype: .float64), from: c * x, step)
    return (d, ys * c)
  }
  return concatenated([last, ys.reshaped([-1])], axis: 0)
}

private func sumUntil(_ x: Tensor) -> Tensor {
  whileLoop(from: (x, x), checkpoints: 3) { s in
    s.0.sum() .< 6
  } do: { s in
    (s.0 * 1.3 + 0.1, s.1 + cos(s.0))
  }.1
}

private func counted(_ i: Tensor, _ c: Tensor, _ x: Tensor) -> Tensor { sin(c) * x + i.asType(.float64) * 0.1 }

private func combined(_ x: Tensor, reverse: Bool) -> Tensor {
  let (a, b) = associativeScan(
    { (l: (Tensor, Tensor), r: (Tensor, Tensor)) in (l.0 * r.0, r.0 * l.1 + r.1) }, (sin(x), x * 0.5), reverse: reverse)
  return concatenated([a, b], axis: 0)
}

/// The functions of `generate_loops.py`, most of them in several forms.
private let forms: [String: [@Sendable (Tensor) -> Tensor]] = [
  "scan": [
    { scanned($0, reverse: false) }, { scanned($0, reverse: false, unroll: 2) },
    { scanned($0, reverse: false, checkpoints: 2) },
  ],
  "reversedScan": [
    { scanned($0, reverse: true) }, { scanned($0, reverse: true, unroll: 3) },
    { scanned($0, reverse: true, checkpoints: 2) },
  ],
  "scanOfOne": [{ scanned($0, reverse: false) }, { scanned($0, reverse: true) }],
  "nestedScan": [nested],
  "whileLoop": [sumUntil],
  "forLoop": [
    { x in forLoop(2..<7, from: x) { counted($0, $1, x) } },
    { x in forLoop(lower: 2, upper: Tensor(7), from: x) { counted($0, $1, x) } },
  ],
  "cond": [
    { x in cond(x[0] * x[1] .> 0.2, then: { sin(x) * x[0] }, else: { exp(x) + x[1] }) },
    { x in cond(x[0] * x[1] .> 0.2, lazily: true, then: { sin(x) * x[0] }, else: { exp(x) + x[1] }) },
  ],
  "switchCase": [
    { x in
      let index = (x[0] * 5).asType(.int32) - 1
      return switchCase(index, x, [{ $0 * $0 }, { cos($0) * $0.sum() }, { exp(-$0) }, { Tensor.ones($0.type) }])
    }
  ],
  "associativeScan": [{ combined($0, reverse: false) }],
  "reversedAssociativeScan": [{ combined($0, reverse: true) }],
]

/// Values, forward, reverse and mixed derivatives of one point and of a batch, compiled and not.
@Test(arguments: goldens.map(\.function)) func loopsAgreeWithJAX(_ name: String) throws {
  let golden = try #require(goldens.first { $0.function == name })
  // A few dozen operations of double precision.
  let circumstances = DerivativeGolden.Circumstances(
    weights: golden.value.indices.map { 1 + 0.25 * Double($0) },
    direction: golden.point.indices.map { 1 - 0.3 * Double($0) }, shifts: [0.35, -0.25], tolerance: 1e-12)
  for f in try #require(forms[name]) { #expect(try golden.mismatches(of: f, circumstances) == []) }
}

@Test func everyLoopHasAGolden() {
  #expect(Set(goldens.map(\.function)) == Set(forms.keys))
}
