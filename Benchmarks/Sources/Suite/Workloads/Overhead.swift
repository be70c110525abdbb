import Jacobi

/// What a call costs when there is nearly nothing to compute.
let overheadWorkloads: [Workload] = [
  Workload(id: "overhead.jit_scalar", group: .overhead, definition: "compiled x + 1 on a float32 scalar, one call") {
    .compiled(Tensor(Float(1.5))) { (x: Tensor) in x + 1 }
  },
  Workload(
    id: "overhead.jit_scalar_chain", group: .overhead,
    definition: "the same call 100 times, each with the last result (per call)", operations: 100
  ) {
    let next = jit { (x: Tensor) in x + 1 }
    return PreparedWorkload {
      var x = Tensor(Float(1.5))
      for _ in 0..<100 { x = try next(x) }
      return x
    }
  },
  Workload(
    id: "overhead.jit_20in_1out", group: .overhead, definition: "compiled sum of 20 arrays of 16, as 20 arguments"
  ) {
    .compiled(twentyArrays()) { (arrays: [String: Tensor]) in
      let sorted = arrays.sorted { $0.key < $1.key }.map(\.value)
      return sorted.dropFirst().reduce(sorted[0]) { $0 + $1 }
    }
  },
  Workload(
    id: "overhead.jit_20in_20out", group: .overhead, definition: "compiled x + 1 for 20 arrays of 16, with 20 results"
  ) {
    .compiled(twentyArrays()) { (arrays: [String: Tensor]) in arrays.mapValues { $0 + 1 } }
  },
  Workload(
    id: "overhead.jit_tree100", group: .overhead,
    definition: "compiled x + 1 over a dictionary of ten dictionaries of ten arrays of 16"
  ) {
    .compiled(hundredArrays()) { (tree: [String: [String: Tensor]]) in try tree.mapLeaves { $0 + 1 } }
  },
  Workload(
    id: "overhead.eager_chain10", group: .overhead,
    definition: "ten operations on 16 elements without compilation (per operation)", operations: 10
  ) {
    let x = sym([16], 1)
    return PreparedWorkload { tenOperations(x) }
  },
  Workload(
    id: "overhead.eager_add_1000x1000", group: .overhead, definition: "x + y of 1000x1000 without compilation",
    bytes: 12e6
  ) {
    let (x, y) = (sym([1000, 1000], 1), sym([1000, 1000], 2))
    return PreparedWorkload { x + y }
  },
]

/// A chain of elementwise operations.
func tenOperations(_ x: Tensor) -> Tensor {
  var y = x + 1
  y = y * 0.5
  y = tanh(y)
  y = y - 0.1
  y = exp(y)
  y = y + x
  y = y * y
  y = sqrt(y)
  y = -y
  return maximum(y, x)
}

private func twentyArrays() -> [String: Tensor] {
  Dictionary(uniqueKeysWithValues: (0..<20).map { ("a\($0 < 10 ? "0" : "")\($0)", sym([16], 100 + $0)) })
}

private func hundredArrays() -> [String: [String: Tensor]] {
  func array(_ i: Int, _ j: Int) -> (String, Tensor) { ("a\(j)", sym([16], 200 + 10 * i + j)) }
  return Dictionary(
    uniqueKeysWithValues: (0..<10).map { i in
      ("g\(i)", Dictionary(uniqueKeysWithValues: (0..<10).map { j in array(i, j) }))
    })
}
