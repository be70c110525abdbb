import Jacobi

/// Many small problems at once, and the alternatives to that.
let batchingWorkloads: [Workload] = [
  batching("vmap.dot_vmap", "1000 dot products of 256 by vmap") {
    .compiled(sym([1000, 256], 1), sym([1000, 256], 2)) { (a: Tensor, b: Tensor) in try vmap(dot)(a, b) }
  },
  batching("vmap.dot_loop", "the same by 1000 compiled calls on ready rows") {
    let (a, b) = (sym([1000, 256], 1).unstacked(), sym([1000, 256], 2).unstacked())
    let product = jit { (a: Tensor, b: Tensor) in dot(a, b) }
    return PreparedWorkload({ try zip(a, b).map { try product($0, $1) } }, comparing: { [stacked($0)] })
  },
  batching("vmap.dot_map", "the same by a sequential map inside of one compiled function") {
    .compiled(sym([1000, 256], 1), sym([1000, 256], 2)) { (a: Tensor, b: Tensor) in
      mapLeading({ (rows: [Tensor]) in dot(rows[0], rows[1]) }, [a, b])
    }
  },
  batching("vmap.dot_batched", "the same written by hand: sum(a b, axis 1)") {
    .compiled(sym([1000, 256], 1), sym([1000, 256], 2)) { (a: Tensor, b: Tensor) in (a * b).sum(axis: 1) }
  },
  batching("vmap.cholsolve_1000x16", "1000 solutions with A Aᵀ + 16 I by Cholesky factors, vmap", tolerance: 1e-3) {
    let matrices = Tensor(positiveDefinite(batch: 1000, 16), shape: [1000, 16, 16])
    return .compiled(matrices, sym([1000, 16], 2)) { (a: Tensor, b: Tensor) in
      try vmap { (a: Tensor, b: Tensor) in Linalg.choSolve(Linalg.choFactor(a), b) }(a, b)
    }
  },
  batching("vmap.matvec_vmap", "vmap of tanh(W x) over 256 x, W 512x512", flops: 2 * 256 * 512 * 512, tolerance: 1e-3) {
    .compiled(sym([512, 512], 1, scale: 0.1), sym([256, 512], 2)) { (w: Tensor, x: Tensor) in
      try vmap(layer, in: nil, 0)(w, x)
    }
  },
  batching("vmap.matvec_loop", "the same by 256 compiled calls", flops: 2 * 256 * 512 * 512, tolerance: 1e-3) {
    let (w, x) = (sym([512, 512], 1, scale: 0.1), sym([256, 512], 2).unstacked())
    let compiled = jit(layer)
    return PreparedWorkload({ try x.map { try compiled(w, $0) } }, comparing: { [stacked($0)] })
  },
]

/// 1000 solutions of a differential equation at once.
let batchedEquations: [Workload] = [
  derivative("ad.vmap_ode", "van der Pol from 1000 starts 2 sym(1), 100 steps of 0.01, vmap", tolerance: 1e-3) {
    .compiled(sym([1000, 2], 1, scale: 2)) { (starts: Tensor) in
      try vmap { (start: Tensor) in
        forLoop(0..<100, from: start) { (_: Tensor, state: Tensor) in rungeKutta(vanDerPol, state, 0.01) }
      }(starts)
    }
  }
]

private func batching(
  _ id: String, _ definition: String, flops: Double? = nil, tolerance: Double = 1e-4,
  _ prepare: @escaping @Sendable () throws -> PreparedWorkload
) -> Workload {
  Workload(id: id, group: .batching, definition: definition, flops: flops, tolerance: tolerance, prepare: prepare)
}

private func layer(_ w: Tensor, _ x: Tensor) -> Tensor { tanh(matmul(w, x)) }

/// B. van der Pol, "On relaxation-oscillations", Philosophical Magazine 2, 1926.
private func vanDerPol(_ s: Tensor) -> Tensor {
  let (x, y) = (s[0], s[1])
  return stacked([y, (1 - x * x) * y - x])
}
