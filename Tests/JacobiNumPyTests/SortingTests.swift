import JacobiCore
import JacobiGrad
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import Testing

private let x = Tensor([[3, -1, 2], [5, 0.5, -4]])
private let integers = Tensor([3, 1, 2, 3])
private let withNaN = Tensor([1, Float.nan, 0, Float.nan], shape: [4])
private let empty = Tensor.zeros([0, 3])
private let truths = Tensor([true, false, true])
private let small = Tensor([100, 100, -3], dtype: .int8)
private let half = Tensor([1, 2, 4], dtype: .float16)
private let complex = Tensor([Complex64(1, 2), Complex64(3, -1)], shape: [2])

/// The expected numbers are those of JAX 0.10.2, where integers of 32 bits are the default.
@Suite struct SortingTests {
  @Test(arguments: [
    Case("x.sorted()", .float32, [2, 3], [-1, 2, 3, -4, 0.5, 5]) { x.sorted() },
    Case("x.sorted(axis: 0)", .float32, [2, 3], [3, -1, -4, 5, 0.5, 2]) { x.sorted(axis: 0) },
    Case("x.sorted(axis: nil)", .float32, [6], [-4, -1, 0.5, 2, 3, 5]) { x.sorted(axis: nil) },
    Case("x.sorted(descending: true)", .float32, [2, 3], [3, 2, -1, 5, 0.5, -4]) { x.sorted(descending: true) },
    Case("small.sorted()", .int8, [3], [-3, 100, 100]) { small.sorted() },
    Case("truths.sorted()", .bool, [3], [0, 1, 1]) { truths.sorted() },
    Case("withNaN.sorted()", .float32, [4], [0, 1, .nan, .nan]) { withNaN.sorted() },
    Case("empty.sorted(axis: 0)", .float32, [0, 3], []) { empty.sorted(axis: 0) },
    Case("integers.argSorted()", .int32, [4], [1, 2, 0, 3]) { integers.argSorted() },
    Case("integers.argSorted(descending: true)", .int32, [4], [0, 3, 2, 1]) { integers.argSorted(descending: true) },
    Case("withNaN.argSorted(descending: true)", .int32, [4], [1, 3, 0, 2]) { withNaN.argSorted(descending: true) },
    Case("lexSorted", .int32, [4], [2, 1, 0, 3]) { lexSorted([integers, integers.flipped()]) },
    Case("x.partitioned(kth: 1)", .float32, [2, 3], [-1, 2, 3, -4, 0.5, 5]) { x.partitioned(kth: 1) },
    Case("integers.partitioned(kth: -4)", .int32, [4], [1, 3, 3, 2]) { integers.partitioned(kth: -4) },
    Case("x.argPartitioned(kth: 1, axis: 1)", .int32, [2, 3], [1, 2, 0, 2, 1, 0]) {
      x.argPartitioned(kth: 1, axis: 1)
    },
    Case("integers.argPartitioned(kth: 0)", .int32, [4], [1, 0, 2, 3]) { integers.argPartitioned(kth: 0) },
    Case("integers.topK(2).values", .int32, [2], [3, 3]) { integers.topK(2).values },
    Case("integers.topK(2).indices", .int32, [2], [0, 3]) { integers.topK(2).indices },
    Case("x.topK(1, axis: 0).values", .float32, [1, 3], [5, 0.5, 2]) { x.topK(1, axis: 0).values },
    Case("withNaN.topK(3).indices", .int32, [3], [1, 3, 0]) { withNaN.topK(3).indices },
  ])
  func sorting(test: Case) { test.run() }

  @Test(arguments: [
    Case("x.cumsum()", .float32, [6], [3, 2, 4, 9, 9.5, 5.5]) { x.cumsum() },
    Case("x.cumsum(axis: 0)", .float32, [2, 3], [3, -1, 2, 8, -0.5, -2]) { x.cumsum(axis: 0) },
    Case("integers.cumsum(reverse: true)", .int32, [4], [9, 6, 5, 3]) { integers.cumsum(reverse: true) },
    Case("truths.cumsum()", .int32, [3], [1, 1, 2]) { truths.cumsum() },
    Case("small.cumsum()", .int8, [3], [100, -56, -59]) { small.cumsum() },
    Case("small.cumprod()", .int8, [3], [100, 16, -48]) { small.cumprod() },
    Case("half.cumsum()", .float16, [3], [1, 3, 7]) { half.cumsum() },
    Case("complex.cumsum()", .complex64, [2], [1, 4]) { complex.cumsum() },
    Case("Tensor(3.0).cumsum()", .float32, [1], [3]) { Tensor(3.0).cumsum() },
    Case("empty.cumsum(axis: 0)", .float32, [0, 3], []) { empty.cumsum(axis: 0) },
    Case("x.cummax(axis: 1)", .float32, [2, 3], [3, 3, 3, 5, 5, 5]) { x.cummax(axis: 1) },
    Case("x.cummin(axis: 1)", .float32, [2, 3], [3, -1, -1, 5, 0.5, -4]) { x.cummin(axis: 1) },
    Case("withNaN.cummax()", .float32, [4], [1, .nan, .nan, .nan]) { withNaN.cummax() },
    Case("integers.logCumSumExp()", .float32, [4], [3, 3.126928, 3.407606, 3.9175758]) {
      integers.logCumSumExp()
    },
    Case("x.cumulativeSum(axis: 1, includeInitial: true)", .float32, [2, 4], [0, 3, 2, 4, 0, 5, 5.5, 1.5]) {
      x.cumulativeSum(axis: 1, includeInitial: true)
    },
    Case("small.cumulativeSum(includeInitial: true)", .int32, [4], [0, 100, 200, 197]) {
      small.cumulativeSum(includeInitial: true)
    },
    Case("x.cumulativeProd(axis: 0, includeInitial: true)", .float32, [3, 3], [1, 1, 1, 3, -1, 2, 15, -0.5, -8]) {
      x.cumulativeProd(axis: 0, includeInitial: true)
    },
    Case("withNaN.nanCumsum()", .float32, [4], [1, 1, 1, 1]) { withNaN.nanCumsum() },
    Case("withNaN.nanCumprod()", .float32, [4], [1, 1, 0, 0]) { withNaN.nanCumprod() },
  ])
  func cumulative(test: Case) { test.run() }

  @Test func mistakesAreErrors() {
    #expect(throws: TensorError.self) { try withTensorErrors { x.sorted(axis: 2) } }
    #expect(throws: TensorError.self) { try withTensorErrors { x.topK(4).values } }
    #expect(throws: TensorError.self) { try withTensorErrors { x.topK(-1).values } }
    #expect(throws: TensorError.self) { try withTensorErrors { complex.topK(1).values } }
    #expect(throws: TensorError.self) { try withTensorErrors { x.partitioned(kth: 3) } }
    #expect(throws: TensorError.self) { try withTensorErrors { x.argPartitioned(kth: -4) } }
    #expect(throws: TensorError.self) { try withTensorErrors { lexSorted([]) } }
    #expect(throws: TensorError.self) { try withTensorErrors { x.cumulativeSum() } }
    #expect(throws: TensorError.self) { try withTensorErrors { x.cumsum(axis: -3) } }
  }
}

/// Derivatives where elements are equal, zero or infinite, as `jax.grad` of JAX 0.10.2 gives them.
@Suite struct SortingDerivativeTests {
  /// The gradient of `1 y[0] + 2 y[1] + ...`.
  private func slopes(_ x: [Double], _ function: @escaping (Tensor) -> Tensor) throws -> [Double] {
    try grad { (x: Tensor) in
      let y = function(x)
      return (y * (Tensor.arange(y.shape[0]) + 1)).sum()
    }(Tensor(x)).scalars()
  }

  @Test func equalElementsShareTheDerivativeOfACumulativeExtreme() throws {
    let equal: [Double] = [2, 2, 2, 2, 2]
    let largest = try slopes(equal) { $0.cummax() }
    #expect(largest == [4.375, 3.375, 3.125, 1.625, 2.5])
    let reverse = try slopes(equal) { $0.cummin(reverse: true) }
    #expect(reverse == [0.5, 0.625, 2.125, 3.375, 8.375])
    let some = try slopes([1, 3, 3, 3, 2, 3, 4]) { $0.cummax() }
    #expect(some == [1, 9.5, 4.5, 3, 0, 3, 7])
  }

  @Test func productsWithZeros() throws {
    let forward = try slopes([2, 0, 3, 4, 5]) { $0.cumprod() }
    #expect(forward == [1, 718, 0, 0, 0])
    let reverse = try slopes([0, 0, 2, 3]) { $0.cumprod(reverse: true) }
    #expect(reverse == [0, 12, 9, 10])
  }

  @Test func logarithmsOfSumsThatBeginWithZero() throws {
    let slopes = try slopes([-.infinity, 1, 2]) { $0.logCumSumExp() }
    let expected = [1, 2.8068242641099856, 2.193175735890015]
    for (slope, expected) in zip(slopes, expected) { #expect(Swift.abs(slope - expected) <= 1e-15) }
  }

  @Test func equalElementsAreRearrangedInOrder() throws {
    #expect(try slopes([2, 1, 2, 0]) { $0.sorted() } == [3, 2, 4, 1])
    #expect(try slopes([2, 1, 2, 0]) { $0.topK(2).values } == [1, 0, 2, 0])
  }

  @Test func theExtremeOfNothingIsConstant() throws {
    let (value, tangent) = try jvp(
      { ReduceMax(axes: [0])($0) }, at: Tensor.zeros([0, 2]), along: Tensor.zeros([0, 2]))
    #expect(value.scalars() == [-.infinity, -.infinity] as [Float])
    #expect(tangent.scalars() == [0, 0] as [Float])
  }

  /// With a size that is not known the derivatives are computed in another way: the program for any size, with a size put in
  /// the place of its name, gives what differentiation at that size gives.
  @Test(arguments: [false, true]) func symbolicSizes(reverse: Bool) throws {
    let functions: [(Tensor) -> Tensor] = [
      { $0.cumprod(axis: 1, reverse: reverse) }, { $0.cummax(axis: 1, reverse: reverse) },
      { $0.cummin(axis: 1, reverse: reverse) }, { $0.logCumSumExp(axis: 1, reverse: reverse) },
      { $0.cumsum(axis: 1, reverse: reverse) }, { $0.sorted(axis: 1) }, { $0.topK($0.shape[1], axis: 1).values },
    ]
    let x = Tensor([0.5, -1, 0, 2, 1.5, -0.25, 3, 0, 1, -2], shape: [2, 5])
    let weights = Tensor([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10] as [Double], shape: [2, 5])
    for function in functions {
      let gradient = { (x: Tensor, weights: Tensor) in
        try grad { (x: Tensor) in (function(x) * weights).sum() }(x)
      }
      let type = TensorType(.float64, [2, .symbol("steps")])
      let program = try traceProgram([type, type]) { [try gradient($0[0], $0[1])] }.program
      let known = try Program(parsing: program.description.replacing("steps", with: "5"))
      let actual = try withTensorErrors { try known.evaluate([x, weights])[0] }
      let expected = try gradient(x, weights)
      #expect(allClose(actual, expected, relative: 1e-13, absolute: 1e-13).item(Bool.self))
    }
  }
}
