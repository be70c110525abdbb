import JacobiCore
import JacobiNumPy
import JacobiReference
import Testing

private let x = Tensor([[3, -1, 2], [5, 0.5, -4]])
private let truths = Tensor([[true, false], [true, true]])
private let small = Tensor([[100, 100, 100], [-3, 4, 5]], dtype: .int8)
private let half = Tensor([[2048, 1, 1, 1]], dtype: .float16)
private let withNaN = Tensor([1, Float.nan, 3], shape: [3])
private let empty = Tensor.zeros([0, 3])
private let complex = Tensor([Complex64(1, 2), Complex64(3, -1)], shape: [2])
private let wide = Tensor([3, 5], dtype: .int64)
private let unsigned = Tensor([200, 100], dtype: .uint8)

/// The expected numbers are those of JAX 0.10.2, where integers of 32 bits are the default.
@Suite struct ReductionTests {
  @Test(arguments: [
    Case("x.sum()", .float32, [], [5.5]) { x.sum() },
    Case("x.sum(axis: 0)", .float32, [3], [8, -0.5, -2]) { x.sum(axis: 0) },
    Case("x.sum(axis: -1, keepDims: true)", .float32, [2, 1], [4, 1.5]) { x.sum(axis: -1, keepDims: true) },
    Case("x.sum(axes: [0, 1])", .float32, [], [5.5]) { x.sum(axes: [0, 1]) },
    Case("x.sum(axes: [-1, 0], keepDims: true)", .float32, [1, 1], [5.5]) { x.sum(axes: [-1, 0], keepDims: true) },
    Case("x.sum(axes: [])", .float32, [2, 3], [3, -1, 2, 5, 0.5, -4]) { x.sum(axes: []) },
    Case("sum(x, axis: 1)", .float32, [2], [4, 1.5]) { sum(x, axis: 1) },
    Case("truths.sum()", .int32, [], [3]) { truths.sum() },
    Case("small.sum(axis: 1)", .int32, [2], [300, 6]) { small.sum(axis: 1) },
    Case("unsigned.sum()", .uint32, [], [300]) { unsigned.sum() },
    Case("wide.sum()", .int64, [], [8]) { wide.sum() },
    Case("half.sum(axis: -1)", .float16, [1], [2052]) { half.sum(axis: -1) },
    Case("withNaN.sum()", .float32, [], [.nan]) { withNaN.sum() },
    Case("empty.sum(axis: 0)", .float32, [3], [0, 0, 0]) { empty.sum(axis: 0) },
    Case("Tensor(2.5).sum()", .float32, [], [2.5]) { Tensor(2.5).sum() },
    Case("small.prod(axis: 1)", .int32, [2], [1000000, -60]) { small.prod(axis: 1) },
    Case("truths.prod(axis: 0)", .int32, [2], [1, 0]) { truths.prod(axis: 0) },
    Case("x.prod(axis: 1)", .float32, [2], [-6, -10]) { x.prod(axis: 1) },
    Case("empty.prod(axis: 0, keepDims: true)", .float32, [1, 3], [1, 1, 1]) { empty.prod(axis: 0, keepDims: true) },
    Case("half.prod()", .float16, [], [2048]) { half.prod() },
  ])
  func sums(test: Case) { test.run() }

  @Test(arguments: [
    Case("x.max()", .float32, [], [5]) { x.max() },
    Case("x.max(axis: 0)", .float32, [3], [5, 0.5, 2]) { x.max(axis: 0) },
    Case("x.min(axis: 1, keepDims: true)", .float32, [2, 1], [-1, -4]) { x.min(axis: 1, keepDims: true) },
    Case("x.min(axes: [0, -1])", .float32, [], [-4]) { x.min(axes: [0, -1]) },
    Case("small.max()", .int8, [], [100]) { small.max() },
    Case("small.min(axis: 0)", .int8, [3], [-3, 4, 5]) { small.min(axis: 0) },
    Case("truths.min(axis: 1)", .bool, [2], [0, 1]) { truths.min(axis: 1) },
    Case("withNaN.max()", .float32, [], [.nan]) { withNaN.max() },
    Case("withNaN.min()", .float32, [], [.nan]) { withNaN.min() },
    Case("empty.max(axis: 1)", .float32, [0], []) { empty.max(axis: 1) },
    Case("x.argMax()", .int32, [], [3]) { x.argMax() },
    Case("x.argMin()", .int32, [], [5]) { x.argMin() },
    Case("x.argMax(axis: 0)", .int32, [3], [1, 1, 0]) { x.argMax(axis: 0) },
    Case("x.argMin(axis: -1, keepDims: true)", .int32, [2, 1], [1, 2]) { x.argMin(axis: -1, keepDims: true) },
    Case("x.argMax(keepDims: true)", .int32, [1, 1], [3]) { x.argMax(keepDims: true) },
    Case("withNaN.argMax()", .int32, [], [1]) { withNaN.argMax() },
    Case("truths.argMin(axis: 1)", .int32, [2], [1, 0]) { truths.argMin(axis: 1) },
  ])
  func extremes(test: Case) { test.run() }

  @Test(arguments: [
    Case("truths.all(axis: 0)", .bool, [2], [1, 0]) { truths.all(axis: 0) },
    Case("truths.any(axis: 1)", .bool, [2], [1, 1]) { truths.any(axis: 1) },
    Case("truths.all()", .bool, [], [0]) { truths.all() },
    Case("small.any(axis: 0, keepDims: true)", .bool, [1, 3], [1, 1, 1]) { small.any(axis: 0, keepDims: true) },
    Case("Tensor([0, 0.5]).all()", .bool, [], [0]) { Tensor([0, 0.5]).all() },
    Case("empty.all(axis: 0)", .bool, [3], [1, 1, 1]) { empty.all(axis: 0) },
    Case("empty.any(axes: [0])", .bool, [3], [0, 0, 0]) { empty.any(axes: [0]) },
  ])
  func truthValues(test: Case) { test.run() }

  @Test(arguments: [
    Case("x.mean()", .float32, [], [0.9166666865348816]) { x.mean() },
    Case("x.mean(axis: 0)", .float32, [3], [4, -0.25, -1]) { x.mean(axis: 0) },
    Case("x.mean(axes: [0, 1], keepDims: true)", .float32, [1, 1], [0.9166666865348816]) {
      x.mean(axes: [0, 1], keepDims: true)
    },
    Case("small.mean(axis: 1)", .float32, [2], [100, 2]) { small.mean(axis: 1) },
    Case("truths.mean()", .float32, [], [0.75]) { truths.mean() },
    Case("wide.mean()", .float64, [], [4]) { wide.mean() },
    Case("half.mean()", .float16, [], [513]) { half.mean() },
    Case("empty.mean(axis: 0)", .float32, [3], [.nan, .nan, .nan]) { empty.mean(axis: 0) },
    Case("wide.variance()", .float64, [], [1]) { wide.variance() },
    Case("wide.variance(ddof: 1)", .float64, [], [2]) { wide.variance(ddof: 1) },
    Case("wide.variance(ddof: 2)", .float64, [], [.nan]) { wide.variance(ddof: 2) },
    Case("small.std(axis: 1)", .float32, [2], [0, 3.5590262413024902]) { small.std(axis: 1) },
    Case("half.variance()", .float16, [], [.infinity]) { half.variance() },
    Case("x.variance(axis: 1, keepDims: true)", .float32, [2, 1], [2.8888890743255615, 13.5]) {
      x.variance(axis: 1, keepDims: true)
    },
    Case("x.variance(axes: [0, 1])", .float32, [], [8.36805534362793]) { x.variance(axes: [0, 1]) },
    Case("x.std(axes: [0])", .float32, [3], [1, 0.75, 3]) { x.std(axes: [0]) },
    Case("complex.variance()", .float32, [], [3.25]) { complex.variance() },
  ])
  func statistics(test: Case) { test.run() }
}
