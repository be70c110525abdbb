import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiReference
import Testing

private let angles = Tensor([0, 3, 6.5, 0.5, -3, 2], dtype: .float64)
private let table = Tensor([[1.0, 2], [3, 4], [5, 6]])
private let cube = square(Tensor.arange(24, dtype: .float64)).reshaped(2, 3, 4)

/// The expected numbers are those of `jax.numpy` (JAX 0.10.2), but for exact zeros at the ends of windows.
@Suite struct WindowTests {
  @Test(arguments: [
    Case("bartlett(5)", .float64, [5], [0, 0.5, 1, 0.5, 0]) { .bartlett(5, dtype: .float64) },
    Case("bartlett(4)", .float32, [4], [0, 2.0 / 3, 2.0 / 3, 0]) { .bartlett(4) },
    Case("blackman(5)", .float64, [5], [0, 0.34, 1, 0.34, 0]) { .blackman(5, dtype: .float64) },
    Case("hamming(5)", .float64, [5], [0.08, 0.54, 1, 0.54, 0.08]) { .hamming(5, dtype: .float64) },
    Case("hanning(5)", .float64, [5], [0, 0.5, 1, 0.5, 0]) { .hanning(5, dtype: .float64) },
    Case("hanning(4)", .float64, [4], [0, 0.75, 0.75, 0]) { .hanning(4, dtype: .float64) },
    Case("hanning(1)", .float32, [1], [1]) { .hanning(1) },
    Case("hanning(0)", .float32, [0], []) { .hanning(0) },
    Case(
      "kaiser(5, beta: 3.5)", .float64, [5],
      [0.13553434913875384, 0.6784085910342919, 1, 0.6784085910342919, 0.13553434913875384]
    ) { .kaiser(5, beta: 3.5, dtype: .float64) },
    Case("kaiser(4, beta: 0)", .float64, [4], [1, 1, 1, 1]) { .kaiser(4, beta: 0, dtype: .float64) },
  ])
  func windows(test: Case) { test.run() }

  @Test(arguments: [
    Case(
      "angles.unwrapped()", .float64, [6],
      [0, 3, 0.21681469282041377, 0.5, 3.2831853071795862, 2]
    ) { angles.unwrapped() },
    Case("unwrapped(axis: 0)", .float64, [3, 2], [0, 5, 3, 7.283185307179586, 6, 8.283185307179586]) {
      Tensor([[0.0, 5], [3, 1], [6, 2]], dtype: .float64).unwrapped(axis: 0)
    },
    Case("unwrapped(period: 4)", .int32, [6], [0, 1, 2, 3, 4, 5]) {
      Tensor([0, 1, 2, -1, 0, 5]).unwrapped(period: 4)
    },
    Case("unwrapped(discontinuity: 3.5, period: 4)", .float64, [6], [0, 1, 2, -1, 0, 1]) {
      Tensor([0, 1, 2, -1, 0, 5], dtype: .float64).unwrapped(discontinuity: 3.5, period: 4)
    },
    Case("bitwiseCount(int8)", .uint8, [6], [0, 3, 1, 1, 7, 1]) {
      bitwiseCount(Tensor([0, 7, -1, -8, 127, -128], dtype: .int8))
    },
    Case("bitwiseCount(uint32)", .uint8, [2], [8, 2]) { bitwiseCount(Tensor([255, 6], dtype: .uint32)) },
    Case("take(wrapping:axis:)", .float32, [4, 2], [5, 6, 1, 2, 3, 4, 3, 4]) {
      table.take(wrapping: Tensor([-1, 3, 7, -5]), axis: 0)
    },
    Case("take(wrapping:)", .float32, [3], [6, 1, 2]) { table.take(wrapping: Tensor([-1, 6, 13], dtype: .int8)) },
  ])
  func signals(test: Case) { test.run() }

  @Test(arguments: [
    Case("quantile([0.25, 0.6], axes: [0, 2])", .float64, [2, 3], [3.25, 33.25, 95.25, 149, 262.6, 408.2]) {
      cube.quantile(Tensor([0.25, 0.6], dtype: .float64), axes: [0, 2])
    },
    Case("quantile(0.3, axes: [2, 1], keepDims: true)", .float64, [2, 1, 1], [11.1, 234.3]) {
      cube.quantile(0.3, axes: [2, 1], keepDims: true)
    },
    Case(
      "quantile([0.25, 0.6], axes: [0, 2], keepDims: true)", .float64, [2, 1, 3, 1],
      [3.25, 33.25, 95.25, 149, 262.6, 408.2]
    ) { cube.quantile(Tensor([0.25, 0.6], dtype: .float64), axes: [0, 2], keepDims: true) },
    Case("median(axes: [0, 1])", .float64, [4], [104, 125, 148, 173]) { cube.median(axes: [0, 1]) },
    Case("nanQuantile(0.3, axes: [1, 0])", .float64, [4], [40, 98.6, 68, 85]) {
      which(cube .== 25, Tensor(weak: Double.nan), cube).nanQuantile(0.3, axes: [1, 0])
    },
  ])
  func quantilesAlongSeveralAxes(test: Case) { test.run() }

  @Test func transformations() throws {
    let slope = try grad({ (beta: Tensor) in Tensor.kaiser(5, beta: beta, dtype: .float64).sum() })(
      Tensor(3.5 as Double))
    let step = 1e-5
    let above = Tensor.kaiser(5, beta: Tensor(3.5 + step), dtype: .float64).sum().item(Double.self)
    let below = Tensor.kaiser(5, beta: Tensor(3.5 - step), dtype: .float64).sum().item(Double.self)
    // Central differences of this step are good to about 1e-10.
    #expect(Swift.abs(slope.item(Double.self) - (above - below) / (2 * step)) < 1e-8)
    let compiled = try jit { (x: Tensor) in x.unwrapped() * Tensor.hanning(6, dtype: .float64) }(angles)
    #expect(
      compiled.scalars(Double.self) == (angles.unwrapped() * Tensor.hanning(6, dtype: .float64)).scalars(Double.self))
  }

  @Test func mistakesAreReported() {
    func fails(_ body: () -> Tensor) { #expect(throws: TensorError.self) { try withTensorErrors { body() } } }
    fails { Tensor.hanning(-1) }
    fails { Tensor.hanning(3, dtype: .int32) }
    fails { table.take(wrapping: Tensor([0.5])) }
    fails { bitwiseCount(Tensor([0.5])) }
    fails { cube.quantile(0.5, axes: [0, 0]) }
  }

  /// As `jax.numpy.can_cast`.
  @Test func safeConversions() {
    let integers: [DType] = [.int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64]
    let inexact: [DType] = [.float16, .bfloat16, .float32, .float64, .complex64, .complex128]
    let wide: [DType] = [.float64, .complex128]
    let table: [(DType, [DType])] = [
      (.bool, [.bool] + integers + inexact), (.int8, [.int8, .int16, .int32, .int64] + inexact),
      (.int16, [.int16, .int32, .int64, .float32, .float64, .complex64, .complex128]),
      (.int32, [.int32, .int64] + wide), (.int64, [.int64] + wide),
      (.uint8, [.int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64] + inexact),
      (.uint16, [.int32, .int64, .uint16, .uint32, .uint64, .float32, .float64, .complex64, .complex128]),
      (.uint32, [.int64, .uint32, .uint64] + wide), (.uint64, [.uint64] + wide),
      (.float16, [.float16, .float32, .float64, .complex64, .complex128]),
      (.bfloat16, [.bfloat16, .float32, .float64, .complex64, .complex128]),
      (.float32, [.float32, .float64, .complex64, .complex128]), (.float64, wide),
      (.complex64, [.complex64, .complex128]), (.complex128, [.complex128]),
    ]
    #expect(table.map(\.0) == DType.allCases)
    for (source, targets) in table {
      #expect(Set(DType.allCases.filter { source.isSafelyConvertible(to: $0) }) == Set(targets), "\(source)")
    }
  }
}
