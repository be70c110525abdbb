import Jacobi

private let (rows, columns) = (4096, 1024)
private let elements = Double(rows * columns)

/// What networks do to the rows of a matrix.
let rowWorkloads: [Workload] = [
  row("nn.softmax", "softmax of rows, 3 sym(1)", bytes: 8 * elements) { .compiled(rowInput()) { softmax($0) } },
  row("nn.logsumexp", "logsumexp of rows, 3 sym(1)", bytes: 4 * elements) {
    .compiled(rowInput()) { logSumExp($0, axis: -1) }
  },
  row("nn.layernorm_fwd", "(x-mean)/sqrt(var+1e-5) g + b of rows", bytes: 8 * elements) {
    .compiled(rowInput(), unit([columns], 2), sym([columns], 3), normalized)
  },
  row("nn.layernorm_fwdbwd", "its gradients for x, g, b with weights sym(4)", bytes: 12 * elements, tolerance: 1e-3) {
    let weights = sym([rows, columns], 4)
    let parameters = [rowInput(), unit([columns], 2), sym([columns], 3)]
    return .compiled(parameters, weights) { (parameters: [Tensor], weights: Tensor) in
      try grad { (p: [Tensor]) in (normalized(p[0], p[1], p[2]) * weights).sum() }(parameters)
    }
  },
  row("nn.xent_onehot_fwd", "mean cross-entropy with one-hot labels ints(5)", bytes: 4 * elements) {
    .compiled(rowInput(), ints([rows], 5, below: UInt32(columns)), oneHotCrossEntropy)
  },
  row("nn.xent_onehot_fwdbwd", "its gradient for x", bytes: 8 * elements) {
    .compiled(rowInput(), ints([rows], 5, below: UInt32(columns))) { (x: Tensor, labels: Tensor) in
      try grad(oneHotCrossEntropy)(x, labels)
    }
  },
  row("red.argmax_rows", "index of the largest in each row", bytes: 4 * elements) {
    .compiled(rowInput()) { (x: Tensor) in x.argMax(axis: -1) }
  },
  row("red.sum_cols", "sum of the rows", bytes: 4 * elements) {
    .compiled(rowInput()) { (x: Tensor) in x.sum(axis: 0) }
  },
]

private func row(
  _ name: String, _ definition: String, bytes: Double, tolerance: Double = 1e-4,
  _ prepare: @escaping @Sendable () throws -> PreparedWorkload
) -> Workload {
  Workload(
    id: "\(name).\(rows)x\(columns)", group: .elementwise, definition: definition, bytes: bytes, tolerance: tolerance,
    prepare: prepare)
}

private func rowInput() -> Tensor { sym([rows, columns], 1, scale: 3) }

/// Layer normalisation: J. Ba, J. Kiros and G. Hinton, arXiv:1607.06450.
func normalized(_ x: Tensor, _ gain: Tensor, _ bias: Tensor) -> Tensor {
  let mean = x.mean(axis: -1, keepDims: true)
  let variance = x.variance(axis: -1, keepDims: true)
  return (x - mean) * rsqrt(variance + 1e-5) * gain + bias
}

private func oneHotCrossEntropy(_ x: Tensor, _ labels: Tensor) -> Tensor {
  -(oneHot(labels, classes: columns) * logSoftmax(x)).sum(axis: -1).mean()
}

/// Prefix sums, sorting, and moving data.
let orderWorkloads: [Workload] = [
  order("scan.cumsum.1e6", "prefix sums of sym(1)", bytes: 8e6, tolerance: 1e-3) {
    .compiled(million()) { (x: Tensor) in x.cumsum() }
  },
  order("sort.sort.1e6", "sort of sym(1)", bytes: 8e6) { .compiled(million()) { (x: Tensor) in x.sorted() } },
  order("sort.argsort.1e6", "its permutation; there are ties: x[permutation] is compared", bytes: 8e6) {
    let (x, permutation) = (million(), jit { (x: Tensor) in x.argSorted() })
    return PreparedWorkload({ try permutation(x) }, comparing: { [x[$0]] })
  },
  order("sort.sort_rows.1000x1000", "sort of each row", bytes: 8e6) {
    .compiled(sym([1000, 1000], 1)) { (x: Tensor) in x.sorted(axis: -1) }
  },
  order("sort.topk.1e6", "the 100 largest, descending", bytes: 4e6) {
    .compiled(million()) { (x: Tensor) in x.topK(100).values }
  },
  order("sort.topk_rows.64x50000", "the 50 largest of each row, descending", bytes: 4 * 64 * 50_000) {
    .compiled(sym([64, 50_000], 1)) { (x: Tensor) in x.topK(50).values }
  },
  order("idx.gather.50000x256.8192", "8192 rows ints(2) of a table", bytes: 2 * 8192 * 1024) {
    .compiled(sym([50_000, 256], 1), rowIDs()) { (table: Tensor, ids: Tensor) in table[ids] }
  },
  order("idx.scatter_add.50000x256.8192", "8192 rows sym(3) added to rows of zeros", bytes: 1024 * (50_000 + 8192)) {
    .compiled(sym([8192, 256], 3), rowIDs()) { (update: Tensor, ids: Tensor) in
      Tensor.zeros([50_000, 256]).at[ids].add(update)
    }
  },
  order("mem.transpose.4096", "transposed copy of 4096x4096", bytes: 8 * 4096 * 4096) {
    .compiled(sym([4096, 4096], 1)) { (x: Tensor) in x.T }
  },
]

private func order(
  _ id: String, _ definition: String, bytes: Double, tolerance: Double = 1e-4,
  _ prepare: @escaping @Sendable () throws -> PreparedWorkload
) -> Workload {
  Workload(
    id: id, group: .elementwise, definition: definition, bytes: bytes, tolerance: tolerance, prepare: prepare)
}

private func million() -> Tensor { sym([1_000_000], 1) }

private func rowIDs() -> Tensor { ints([8192], 2, below: 50_000) }
