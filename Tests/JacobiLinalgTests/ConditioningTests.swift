import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiLinalg
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiVmap
import Testing

private let a = Tensor([[2.0, -1, 0, 1], [1, 3, -1, 0], [0, 2, 1, -2], [1, 0, 1, 4]], dtype: .float64)
private let x = a[..<2, ..<3]

/// The expected numbers are those of `jax.numpy.linalg` and `jax.numpy` (JAX 0.10.2) in `float64`.
@Suite struct ConditioningTests {
  @Test(
    arguments: [
      (2, 3.340999500174819, [3.431035102218974, 4.242640687119286]),
      (-2, 2.199482289047043, [1.7966630533690044, 3.3166247903554003]),
      (.nuclear, 5.540481789221862, [5.227698155587978, 7.5592654774746855]),
    ] as [(NormOrder, Double, [Double])])
  func normsOfSingularValues(order: NormOrder, expected: Double, ofStack: [Double]) {
    expectClose(Linalg.norm(x, order: order), [expected], shape: [])
    expectClose(Linalg.matrixNorm(stacked([x, x * 2]), order: order), [expected, 2 * expected], shape: [2])
    let cube = a.reshaped(2, 2, 4)
    expectClose(Linalg.norm(cube, order: order, axes: [2, 0]), ofStack, shape: [2])
    expectClose(Linalg.norm(cube, order: order, axes: [2, 0], keepDims: true), ofStack, shape: [1, 2, 1])
  }

  @Test func normsOfSingularValuesOfNothing() {
    let nothing = Tensor.zeros([0, 3], dtype: .float64)
    expectClose(Linalg.norm(nothing, order: 2), [0], shape: [])
    expectClose(Linalg.norm(nothing, order: .nuclear), [0], shape: [])
    #expect(throws: TensorError.self) { try withTensorErrors { Linalg.norm(nothing, order: -2) } }
  }

  @Test func derivativesOfNorms() throws {
    let nuclear = try grad({ (x: Tensor) in Linalg.norm(x, order: .nuclear) })(x)
    expectClose(
      nuclear,
      [
        0.9258948509139354, -0.37698203646599826, -0.024561539711705594, 0.3524204967542925, 0.8853307122809385,
        -0.3032974173308814,
      ], shape: [2, 3])
    let spectral = try grad({ (x: Tensor) in Linalg.norm(x, order: 2) })(x)
    expectClose(
      spectral,
      [
        -0.03196563814311991, -0.14965581406816642, 0.04732532375420753, 0.1969811378223742, 0.9222206797465753,
        -0.29163178533078926,
      ], shape: [2, 3])
  }

  @Test(
    arguments: [
      (2, 3.1956515017301643), (-2, 0.3129252358896419), (1, 6.075471698113207), (-1, 1.7547169811320753),
      (.infinity, 6.226415094339623), (.negativeInfinity, 2.1886792452830184), (.frobenius, 5.960353168794649),
      (.nuclear, 19.85773661554685),
    ] as [(NormOrder, Double)])
  func conditionNumbers(order: NormOrder, expected: Double) {
    expectClose(Linalg.cond(a, order: order), [expected], shape: [])
  }

  @Test func conditionNumbersOfSpecialMatrices() {
    expectClose(Linalg.cond(x), [1.5189935908155707], shape: [])
    expectClose(Linalg.cond(x, order: -2), [0.6583306249916991], shape: [])
    #expect(throws: TensorError.self) { try withTensorErrors { Linalg.cond(x, order: 1) } }
    #expect(throws: TensorError.self) { try withTensorErrors { Linalg.cond(x, order: .nuclear) } }
    let singular = Tensor([[1.0, 0], [0, 0]], dtype: .float64)
    for order in [2, 1, .frobenius] as [NormOrder] {
      expectClose(Linalg.cond(singular, order: order), [.infinity], shape: [])
    }
    expectClose(Linalg.cond(singular, order: -2), [0], shape: [])
    let stack = stacked([a, a * Double.nan, which(Tensor([true, false, false, false]).reshaped(4, 1), 0, a)])
    expectClose(Linalg.cond(stack, order: 1), [6.075471698113207, .nan, .infinity], shape: [3])
  }

  @Test func roots() throws {
    func real(_ roots: Tensor) -> Tensor { Real()(roots) }
    let p = Tensor([2, -3, 1], dtype: .float64)
    expectClose(real(Linalg.roots(p)), [1, 0.5], shape: [2])
    expectClose(real(Linalg.roots(Tensor([0, 0, 1, -6, 11, -6], dtype: .float64))), [3, 2, 1], shape: [3])
    let conjugates = Linalg.roots(Tensor([1, 0, 1, 0], dtype: .float64))
    #expect(conjugates.dtype == .complex128)
    expectClose(abs(conjugates).sorted(), [0, 1, 1], shape: [3])
    #expect(Linalg.roots(Tensor([5.0])).type == TensorType(.complex64, [0]))
    #expect(Linalg.roots(Tensor([0.0, 0])).shape == [0])
    let padded = Tensor([0, 2, -3, 1], dtype: .float64)
    expectClose(real(Linalg.roots(padded, stripsZeros: false)).sorted(), [0.5, 1, .nan], shape: [3])
    let compiled = try jit { (p: Tensor) in real(Linalg.roots(p, stripsZeros: false)).sorted() }(padded)
    expectClose(compiled, [0.5, 1, .nan], shape: [3])
    #expect(throws: TensorError.self) { try jit { (p: Tensor) in Linalg.roots(p) }(padded) }
  }

  @Test func polynomialsWithRoots() {
    expectClose(Linalg.poly(Tensor([1, 2, -3], dtype: .float64)), [1, 0, -7, 6], shape: [4])
    let matrix = Tensor([[2, 1], [1, 3]], dtype: .float64)
    expectClose(Real()(Linalg.poly(matrix)), [1, -5, 5], shape: [3])
    expectClose(Linalg.poly(Tensor.zeros([0], dtype: .float64)), [1], shape: [1])
  }

  @Test func fits() throws {
    let places = Tensor([0, 1, 2, 3, 4], dtype: .float64)
    let values = Tensor([1, 0.5, 2, 4.5, 7], dtype: .float64)
    expectClose(Linalg.polyfit(places, values, degree: 2), [0.5, -0.4, 0.8], shape: [3])
    let weights = Tensor([1, 2, 1, 0.5, 3], dtype: .float64)
    let weighted = Linalg.polyfit(places, values, degree: 1, weights: weights)
    expectClose(weighted, [1.9645069080514532, -0.9742734635540742], shape: [2])
    let several = Tensor([[1, 2], [3, 5], [5, 9]], dtype: .float64)
    let fit = Linalg.polyfit(places[..<3], several, degree: 1)
    expectClose(fit, [2, 3.5, 1, 11.0 / 6], shape: [2, 2])
    let batched = try vmap({ (y: Tensor) in Linalg.polyfit(places, y, degree: 2) })(stacked([values, values * 2]))
    expectClose(batched[1], [1, -0.8, 1.6], shape: [3])
    func fails(_ body: () -> Tensor) { #expect(throws: TensorError.self) { try withTensorErrors { body() } } }
    fails { Linalg.polyfit(places, values, degree: -1) }
    fails { Linalg.polyfit(places, values[1...], degree: 1) }
    fails { Linalg.polyfit(several, values, degree: 1) }
  }
}
