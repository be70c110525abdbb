import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiReference
import JacobiVmap
import Testing

private let x = Tensor([[3, -1, 2], [5, 0.5, -4]])
private let mask = Tensor([[true, false, true], [false, true, true]])
private let row = Tensor([true, false, true])
private let small = Tensor([[100, 100, 100], [-3, 4, 5]], dtype: .int8)
private let half = Tensor([[2048, 1, 1, 1]], dtype: .float16)
private let empty = Tensor.zeros([0, 3])
private let none = Tensor([false, false, false])
private let holes = Tensor([1, .nan, 3, .nan, .nan, 2]).reshaped(2, 3).asType(.float32)

/// What reductions may be told besides their axes; the expected numbers are those of JAX 0.10.2.
@Suite struct ReductionOptionTests {
  /// Sums with an initial number are NumPy's: `jnp.sum` of that version leaves it out.
  @Test(arguments: [
    Case("x.sum(axis: 0, where: mask)", .float32, [3], [3, 0.5, -2]) { x.sum(axis: 0, where: mask) },
    Case("x.sum(where: row)", .float32, [], [6]) { x.sum(where: row) },
    Case("x.sum(axis: 1, keepDims: true, initial: 10, where: mask)", .float32, [2, 1], [15, 6.5]) {
      x.sum(axis: 1, keepDims: true, initial: 10, where: mask)
    },
    Case("small.sum(dtype: .int8)", .int8, [], [50]) { small.sum(dtype: .int8) },
    Case("small.sum(axis: 1, dtype: .float32)", .float32, [2], [300, 6]) { small.sum(axis: 1, dtype: .float32) },
    Case("small.sum(axes: [0, 1], initial: 1)", .int32, [], [307]) { small.sum(axes: [0, 1], initial: 1) },
    Case("x.prod(axis: 0, where: mask)", .float32, [3], [3, 0.5, -8]) { x.prod(axis: 0, where: mask) },
    Case("x.prod(axes: [1], dtype: .float16, initial: 2)", .float16, [2], [-12, -20]) {
      x.prod(axes: [1], dtype: .float16, initial: 2)
    },
    Case("empty.sum(axis: 0, initial: 3)", .float32, [3], [3, 3, 3]) { empty.sum(axis: 0, initial: 3) },
  ])
  func sums(test: Case) { test.run() }

  @Test(arguments: [
    Case("x.max(axis: 1, initial: 4)", .float32, [2], [4, 5]) { x.max(axis: 1, initial: 4) },
    Case("x.max(axis: 0, initial: -9, where: mask)", .float32, [3], [3, 0.5, 2]) {
      x.max(axis: 0, initial: -9, where: mask)
    },
    Case("x.min(axes: [0, 1], initial: -5)", .float32, [], [-5]) { x.min(axes: [0, 1], initial: -5) },
    Case("empty.max(axis: 0, initial: 7)", .float32, [3], [7, 7, 7]) { empty.max(axis: 0, initial: 7) },
    Case("x.min(axis: 1, keepDims: true, initial: 100, where: row)", .float32, [2, 1], [2, -4]) {
      x.min(axis: 1, keepDims: true, initial: 100, where: row)
    },
    Case("(x .> 0).all(axis: 0, where: mask)", .bool, [3], [1, 1, 0]) { (x .> 0).all(axis: 0, where: mask) },
    Case("(x .> 0).any(axes: [0, 1], where: .!mask)", .bool, [], [1]) { (x .> 0).any(axes: [0, 1], where: .!mask) },
    Case("x.ptp(axes: [0, 1])", .float32, [], [9]) { x.ptp(axes: [0, 1]) },
    Case("x.countNonzero(axes: [1])", .int32, [2], [3, 3]) { x.countNonzero(axes: [1]) },
  ])
  func extremes(test: Case) { test.run() }

  @Test(arguments: [
    Case("x.mean(axis: 0, where: mask)", .float32, [3], [3, 0.5, -1]) { x.mean(axis: 0, where: mask) },
    Case("x.mean(axes: [0, 1], where: row)", .float32, [], [1.5]) { x.mean(axes: [0, 1], where: row) },
    Case("small.mean(dtype: .float64)", .float64, [], [51]) { small.mean(dtype: .float64) },
    Case("x.mean(axis: 1, where: none)", .float32, [2], [.nan, .nan]) { x.mean(axis: 1, where: none) },
    Case("x.variance(axis: 0, where: mask)", .float32, [3], [0, 0, 9]) { x.variance(axis: 0, where: mask) },
    Case("x.variance(axes: [0, 1], ddof: 1, where: mask)", .float32, [], [9.5625]) {
      x.variance(axes: [0, 1], ddof: 1, where: mask)
    },
    Case("x.std(axis: 1, keepDims: true, where: row)", .float32, [2, 1], [0.5, 4.5]) {
      x.std(axis: 1, keepDims: true, where: row)
    },
    Case("half.variance(dtype: .float32)", .float32, [], [785664.125]) { half.variance(dtype: .float32) },
    Case("x.percentile(25, axes: [0, 1])", .float32, [], [-0.625]) { x.percentile(25, axes: [0, 1]) },
  ])
  func statistics(test: Case) { test.run() }

  @Test(arguments: [
    Case("holes.nanSum(axes: [0, 1])", .float32, [], [6]) { holes.nanSum(axes: [0, 1]) },
    Case("holes.nanProd(axes: [1])", .float32, [2], [3, 2]) { holes.nanProd(axes: [1]) },
    Case("holes.nanMean(axis: 0)", .float32, [3], [1, .nan, 2.5]) { holes.nanMean(axis: 0) },
    Case("holes.nanVariance(axis: 1)", .float32, [2], [1, 0]) { holes.nanVariance(axis: 1) },
    Case("holes.nanStd(axes: [0, 1], ddof: 1)", .float32, [], [1]) { holes.nanStd(axes: [0, 1], ddof: 1) },
    Case("holes.nanMax(axes: [0])", .float32, [3], [1, .nan, 3]) { holes.nanMax(axes: [0]) },
    Case("holes.nanMin(axes: [1, 0], keepDims: true)", .float32, [1, 1], [1]) {
      holes.nanMin(axes: [1, 0], keepDims: true)
    },
    Case("holes.nanMedian(axes: [0, 1])", .float32, [], [2]) { holes.nanMedian(axes: [0, 1]) },
    Case("holes.nanPercentile(50, axes: [0, 1])", .float32, [], [2]) { holes.nanPercentile(50, axes: [0, 1]) },
  ])
  func withoutNaN(test: Case) { test.run() }

  /// What takes no part has a derivative of 0, even if it is NaN.
  @Test func derivativesOfMaskedReductions() throws {
    let masked = try grad { (x: Tensor) in x.variance(where: row) + x.mean(where: row) + x.sum(where: row) }(
      Tensor([1, .nan, 3]))
    #expect(masked.doubles == [0.5, 0, 2.5])
    #expect(try grad { (x: Tensor) in x.nanVariance() }(Tensor([1, .nan, 3])).doubles == [-1, 0, 1])
    let largest = try grad { (x: Tensor) in x.max(initial: 0, where: row) }(Tensor([1.0, 9, 3]))
    #expect(largest.doubles == [0, 0, 1])
  }

  @Test func masksMayBeTraced() throws {
    let mean = { (x: Tensor) in x.mean(axis: 0, where: x .> 0) }
    let expected: [Double] = [4, 0.5, 2]
    #expect(mean(x).doubles == expected)
    #expect(try jit(mean)(x).doubles == expected)
    #expect(try vmap { (x: Tensor) in x.sum(where: x .> 0) }(x).doubles == [5, 5.5])
  }

  @Test(arguments: [
    MistakeTests.Mistake("expected `initial` to be given together with a mask") {
      x.max(where: mask)
    },
    MistakeTests.Mistake("(bool[2]): expected a shape that broadcasts to [2,3]") {
      x.sum(where: Tensor([true, false]))
    },
  ])
  func mistakes(mistake: MistakeTests.Mistake) { mistake.run() }
}
