import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiReference
import JacobiVmap
import Testing

private let x = Tensor([[3, -1, 2], [5, 0.5, -4]])
private let nan = Float.nan
private let xn = Tensor([3, nan, 2, nan, 0.5, -4], shape: [2, 3])
private let allNaN = Tensor([nan, nan], shape: [2])
private let integers = Tensor([3, 1, 2, 3])
private let small = Tensor([100, 100, -3], dtype: .int8)
private let half = Tensor([1, 2, 4], dtype: .float16)
private let truths = Tensor([true, false, true])
private let unsigned = Tensor([200, 100, 3], dtype: .uint8)
private let complex = Tensor([Complex64(1, 2), Complex64(3, -1)], shape: [2])
private let squares = Tensor([1.0, 4, 9, 16])

/// The expected numbers are those of JAX 0.10.2, of quantile methods that JAX lacks those of NumPy 2.
@Suite struct StatisticsTests {
  @Test(arguments: [
    Case("x.median()", .float32, [], [1.25]) { x.median() },
    Case("x.median(axis: 0)", .float32, [3], [4, -0.25, -1]) { x.median(axis: 0) },
    Case("integers.median()", .float32, [], [2.5]) { integers.median() },
    Case("xn.median(axis: 1)", .float32, [2], [.nan, .nan]) { xn.median(axis: 1) },
    Case("xn.nanMedian(axis: 1)", .float32, [2], [2.5, -1.75]) { xn.nanMedian(axis: 1) },
    Case("half.median()", .float16, [], [2]) { half.median() },
    Case("x.quantile(0.3, axis: 1)", .float32, [2], [0.8, -1.3]) { x.quantile(0.3, axis: 1) },
    Case("x.quantile([0.1, 0.5], axis: 1, keepDims: true)", .float32, [2, 2, 1], [-0.4, -3.1, 2, 0.5]) {
      x.quantile([0.1, 0.5], axis: 1, keepDims: true)
    },
    Case("x.quantile(0.5, keepDims: true)", .float32, [1, 1], [1.25]) { x.quantile(0.5, keepDims: true) },
    Case("small.quantile(0.4)", .float32, [], [79.4]) { small.quantile(0.4) },
    Case("xn.nanQuantile(0.3, axis: 0)", .float32, [3], [3, 0.5, -2.2]) { xn.nanQuantile(0.3, axis: 0) },
    Case("allNaN.nanMedian()", .float32, [], [.nan]) { allNaN.nanMedian() },
    Case("x.percentile(50)", .float32, [], [1.25]) { x.percentile(50) },
    Case("xn.nanPercentile(50, axis: 1)", .float32, [2], [2.5, -1.75]) { xn.nanPercentile(50, axis: 1) },
    Case("infinite.quantile(0.5)", .float32, [], [.infinity]) {
      Tensor([0, Float.infinity, Float.infinity], shape: [3]).quantile(0.5)
    },
  ])
  func quantiles(test: Case) { test.run() }

  /// Of 1, 2, 3, 4, 5 and of 1, 2, 3, 4 at four fractions.
  @Test(
    arguments: [
      (QuantileMethod.linear, [1.4, 2.2, 3, 4.6, 1.3, 1.9, 2.5, 3.7]),
      (.lower, [1, 2, 3, 4, 1, 1, 2, 3]), (.higher, [2, 3, 3, 5, 2, 2, 3, 4]),
      (.midpoint, [1.5, 2.5, 3, 4.5, 1.5, 1.5, 2.5, 3.5]), (.nearest, [1, 2, 3, 5, 1, 2, 2, 4]),
      (.invertedCDF, [1, 2, 3, 5, 1, 2, 2, 4]), (.averagedInvertedCDF, [1, 2, 3, 5, 1, 2, 2.5, 4]),
      (.closestObservation, [1, 2, 2, 4, 1, 1, 2, 4]),
      (.interpolatedInvertedCDF, [1, 1.5, 2.5, 4.5, 1, 1.2, 2, 3.6]), (.hazen, [1, 2, 3, 5, 1, 1.7, 2.5, 4]),
      (.weibull, [1, 1.8, 3, 5, 1, 1.5, 2.5, 4]),
      (.medianUnbiased, [1, 1.9333333, 3, 5, 1, 1.6333333, 2.5, 4]),
      (.normalUnbiased, [1, 1.95, 3, 5, 1, 1.65, 2.5, 4]),
    ] as [(QuantileMethod, [Double])])
  func quantileMethods(method: QuantileMethod, expected: [Double]) {
    let fractions: Tensor = [0.1, 0.3, 0.5, 0.9]
    let results = [Tensor([5.0, 1, 4, 2, 3]), Tensor([2.0, 4, 1, 3])].flatMap {
      $0.quantile(fractions, method: method).doubles
    }
    for (result, expected) in zip(results, expected) { #expect(Swift.abs(result - expected) < 1e-6) }
  }

  @Test(arguments: [
    Case("x.average(axis: 1, weights: [1, 2, 3])", .float32, [2], [1.1666667, -1]) {
      x.average(axis: 1, weights: [1, 2, 3])
    },
    Case("integers.average()", .float32, [], [2.25]) { integers.average() },
    Case("x.average(weights: x)", .float32, [], [10.045455]) { x.average(weights: x) },
    Case("x.ptp()", .float32, [], [9]) { x.ptp() },
    Case("x.ptp(axis: 1, keepDims: true)", .float32, [2, 1], [4, 9]) { x.ptp(axis: 1, keepDims: true) },
    Case("x.countNonzero(axis: 1)", .int32, [2], [3, 3]) { x.countNonzero(axis: 1) },
    Case("cov(x)", .float32, [2, 2], [4.3333335, 2.25, 2.25, 20.25]) { cov(x) },
    Case("cov(x, rowsAreVariables: false)", .float32, [3, 3], [2, 1.5, -6, 1.5, 1.125, -4.5, -6, -4.5, 18]) {
      cov(x, rowsAreVariables: false)
    },
    Case("cov(x, ddof: 0)", .float32, [2, 2], [2.8888889, 1.5, 1.5, 13.5]) { cov(x, ddof: 0) },
    Case("cov(x[0], x[1])", .float32, [2, 2], [4.3333335, 2.25, 2.25, 20.25]) { cov(x[0], x[1]) },
    Case("cov with weights", .float32, [2, 2], [3.7857146, -1.9285712, -1.9285712, 13.017857]) {
      cov(x, frequencyWeights: [1, 2, 1], analyticWeights: [0.5, 1, 2])
    },
    Case("cov(integers)", .float32, [], [0.9166667]) { cov(integers) },
    Case("cov(complex)", .complex64, [], [6.5]) { cov(complex) },
    Case("corrcoef(x)", .float32, [2, 2], [1, 0.2401922, 0.2401922, 1]) { corrcoef(x) },
    Case("corrcoef(x[0])", .float32, [], [1]) { corrcoef(x[0]) },
  ])
  func averages(test: Case) { test.run() }

  @Test(arguments: [
    Case("xn.nanSum()", .float32, [], [1.5]) { xn.nanSum() },
    Case("small.nanSum()", .int32, [], [197]) { small.nanSum() },
    Case("xn.nanProd(axis: 0)", .float32, [3], [3, 0.5, -8]) { xn.nanProd(axis: 0) },
    Case("xn.nanMean(axis: 0)", .float32, [3], [3, 0.5, -1]) { xn.nanMean(axis: 0) },
    Case("small.nanMean()", .float32, [], [65.66667]) { small.nanMean() },
    Case("xn.nanMax(axis: 0)", .float32, [3], [3, 0.5, 2]) { xn.nanMax(axis: 0) },
    Case("xn.nanMin(axis: 1)", .float32, [2], [2, -4]) { xn.nanMin(axis: 1) },
    Case("allNaN.nanMax()", .float32, [], [.nan]) { allNaN.nanMax() },
    Case("nanMax of NaN and -inf", .float32, [], [-.infinity]) {
      Tensor([nan, -.infinity], shape: [2]).nanMax()
    },
    Case("small.nanMax()", .int8, [], [100]) { small.nanMax() },
    Case("xn.nanStd(axis: 1)", .float32, [2], [0.5, 2.25]) { xn.nanStd(axis: 1) },
    Case("xn.nanVariance(axis: 1, ddof: 1)", .float32, [2], [0.5, 10.125]) { xn.nanVariance(axis: 1, ddof: 1) },
    Case("allNaN.nanVariance()", .float32, [], [.nan]) { allNaN.nanVariance() },
    Case("xn.nanArgMax(axis: 1)", .int32, [2], [0, 1]) { xn.nanArgMax(axis: 1) },
    Case("xn.nanArgMin()", .int32, [], [5]) { xn.nanArgMin() },
    Case("allNaN.nanArgMax()", .int32, [], [-1]) { allNaN.nanArgMax() },
  ])
  func withoutNaN(test: Case) { test.run() }

  @Test(arguments: [
    Case("integers.diff()", .int32, [3], [-2, 1, 1]) { integers.diff() },
    Case("x.diff(order: 2)", .float32, [2, 1], [7, 0]) { x.diff(order: 2) },
    Case("truths.diff()", .bool, [2], [1, 1]) { truths.diff() },
    Case("unsigned.diff()", .uint8, [2], [156, 159]) { unsigned.diff() },
    Case("x.diff(prepend: 0, append: x[.all, ..<1])", .float32, [2, 4], [3, -4, 3, 1, 5, -4.5, -4.5, 9]) {
      x.diff(prepend: 0, append: x[.all, ..<1])
    },
    Case("integers.diff(order: 0)", .int32, [4], [3, 1, 2, 3]) { integers.diff(order: 0) },
    Case("diff of one element", .float32, [0], []) { Tensor([2.0]).diff(order: 3) },
    Case("x.ediff1d()", .float32, [5], [-4, 3, 3, -4.5, -4.5]) { x.ediff1d() },
    Case("integers.ediff1d(...)", .int32, [6], [-9, 8, -2, 1, 1, 7]) {
      integers.ediff1d(prepending: [-9, 8], appending: 7)
    },
    Case("(integers * integers).gradient()", .float32, [4], [-8, -2.5, 4, 5]) { (integers * integers).gradient() },
    Case("x.gradient(axis: 0)", .float32, [2, 3], [2, 1.5, -6, 2, 1.5, -6]) { x.gradient(axis: 0) },
    Case("squares.gradient(spacing: 2)", .float32, [4], [1.5, 2, 3, 3.5]) { squares.gradient(spacing: 2) },
    Case("squares.gradient(spacing: coordinates)", .float32, [4], [3, 2.8333333, 5.5, 7]) {
      squares.gradient(spacing: [0, 1, 3, 4])
    },
    Case("x.trapezoid()", .float32, [2], [1.5, 1]) { x.trapezoid() },
    Case("x.trapezoid(dx: 0.5, axis: 0)", .float32, [3], [2, -0.125, -0.5]) { x.trapezoid(dx: 0.5, axis: 0) },
    Case("x.trapezoid(x: [0, 1, 3])", .float32, [2], [2, -0.75]) { x.trapezoid(x: [0, 1, 3]) },
    Case("integers.trapezoid()", .float32, [], [6]) { integers.trapezoid() },
    Case("complex.max()", .complex64, [], [3]) { complex.max() },
  ])
  func differences(test: Case) { test.run() }

  /// The position of the smallest element, by a program, and its derivative; a product with its derivative.
  @Test func reductionsByFunctions() throws {
    func smallest(_ x: Tensor) -> [Tensor] {
      reduce([x, Tensor.iota(x.shape, axis: -1)], from: [100, -1], axes: [-1]) { best, next in
        let isBetter = next[0] .< best[0]
        return [which(isBetter, next[0], best[0]), which(isBetter, next[1], best[1])]
      }
    }
    #expect(smallest(x)[1].scalars() == [1, 2] as [Int32])
    #expect(try vmap { (x: Tensor) in smallest(x)[1] }(x).scalars() == [1, 2] as [Int32])
    #expect(try grad { (x: Tensor) in smallest(x)[0].sum() }(x).scalars() == [0, 1, 0, 0, 0, 1] as [Float])
    let product = { (x: Tensor, initial: Tensor) in reduce([x], from: [initial], axes: [0]) { [$0[0] * $1[0]] }[0] }
    #expect(try jit(product)([2.0, 3, 4], 0.5).item(Double.self) == 12)
    let slope = try grad { (initial: Tensor) in product([2.0, 3, 4], initial) }(Tensor(0.5))
    #expect(slope.item(Double.self) == 24)
  }

  @Test func mistakesAreErrors() {
    #expect(throws: TensorError.self) { try withTensorErrors { reduce([x], from: [0], axes: [2]) { $0 + $1 }[0] } }
    #expect(throws: TensorError.self) { try withTensorErrors { reduce([], from: [], axes: []) { $0 + $1 }.count } }
    #expect(throws: TensorError.self) { try withTensorErrors { reduce([x], from: [], axes: [0]) { $0 + $1 }[0] } }
    #expect(throws: TensorError.self) { try withTensorErrors { reduce([x], from: [0], axes: [0]) { _, _ in [] }[0] } }

    #expect(throws: TensorError.self) { try withTensorErrors { Tensor.zeros([0, 3]).median(axis: 0) } }
    #expect(throws: TensorError.self) { try withTensorErrors { complex.quantile(0.5) } }
    #expect(throws: TensorError.self) { try withTensorErrors { x.quantile([[0.5]]) } }
    #expect(throws: TensorError.self) { try withTensorErrors { x.average(weights: [1, 2]) } }
    #expect(throws: TensorError.self) { try withTensorErrors { truths.ptp() } }
    #expect(throws: TensorError.self) { try withTensorErrors { x.diff(order: -1) } }
    #expect(throws: TensorError.self) { try withTensorErrors { Tensor([1.0]).gradient() } }
    #expect(throws: TensorError.self) { try withTensorErrors { cov(Tensor.zeros([2, 2, 2])) } }
  }
}
