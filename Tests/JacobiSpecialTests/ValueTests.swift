import JacobiCore
import JacobiNumPy
import JacobiReference
import JacobiSpecial
import Testing

/// An expression, and the numbers of `jax.scipy` (JAX 0.10.2) or SciPy for it, in `float64`.
struct ValueCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var expected: [Double]
  /// How many units in the last place the result may be off.
  var units: Double
  var compute: @Sendable () -> Tensor

  init(
    _ name: String, _ expected: [Double], units: Double = 8, _ compute: @escaping @Sendable () -> Tensor
  ) {
    testDescription = name
    self.expected = expected
    self.units = units
    self.compute = compute
  }
}

/// The elements in row-major order.
func doubles(_ x: Tensor) -> [Double] { x.asType(.float64).scalars(Double.self) }

private let inf = Double.infinity
private let nan = Double.nan

/// A vector of `float64`.
func wide(_ numbers: Double...) -> Tensor { Tensor(numbers, shape: [numbers.count]) }

@Suite struct ValueTests {
  @Test(arguments: gammaCases + entropyCases + normalCases + distributionCases)
  func agrees(_ value: ValueCase) {
    let result = value.compute()
    #expect(result.type == TensorType(.float64, [Dimension(value.expected.count)]))
    for (actual, expected) in zip(doubles(result), value.expected) where !(actual.isNaN && expected.isNaN) {
      #expect(
        actual == expected || (actual - expected).magnitude <= value.units * expected.ulp,
        "\(actual), expected \(expected)")
    }
  }

  @Test func integersBecomeFloating() {
    #expect(logGamma(Tensor([3, 4])).dtype == .float32)
    #expect(digamma(Tensor([3, 4], dtype: .int64)).dtype == .float64)
    #expect(xlogy(Tensor([2, 3]), 3).dtype == .float32)
    #expect(entr(Tensor([2], dtype: .int64)).dtype == .float64)
    #expect(polygamma(1, Tensor([2.0], dtype: .float16)).dtype == .float16)
    #expect(xlogy(Tensor([2.0], dtype: .float16), 3).dtype == .float16)
    #expect(betainc(2, 3, Tensor([0.5], dtype: .bfloat16)).dtype == .bfloat16)
  }

  @Test func complexNumbersAreAnError() {
    let z = Tensor([Complex64(1, 2)], shape: [1])
    #expect(throws: TensorError.self) { try withTensorErrors { logGamma(z) } }
  }

  @Test func multivariateNormal() throws {
    let covariance = Tensor([2, 0.5, 0.5, 1] as [Double], shape: [2, 2])
    let normal = MultivariateNormalDistribution(mean: wide(1, -1), covariance: covariance)
    let x = Tensor([1, -1, 0, 0.5, 3, 2] as [Double], shape: [3, 2])
    let densities = normal.logDensity(x)
    #expect(densities.shape == [3])
    let expected = [-2.1176849603770567, -4.117684960377057, -6.689113531805628]
    for (actual, expected) in zip(doubles(densities), expected) {
      #expect((actual - expected).magnitude <= 4 * expected.ulp, "\(actual), expected \(expected)")
    }
    #expect(normal.logDensity(wide(1, -1)).shape == [])
    #expect(throws: TensorError.self) { try withTensorErrors { normal.logDensity(wide(1, 2, 3)) } }
  }

  @Test func operandsBroadcast() {
    #expect(gammainc(Tensor.ones([3, 1]), Tensor.ones([4])).shape == [3, 4])
    let normal = NormalDistribution(mean: Tensor.zeros([3, 1]), deviation: Tensor.ones([4]))
    #expect(normal.logDensity(0).shape == [3, 4])
  }
}

private let gammaCases: [ValueCase] = [
  ValueCase("logGamma", [0.5723649429247001, 0, 359.1342053695754, inf]) { logGamma(wide(0.5, 1, 100, -1)) },
  ValueCase(
    "gamma of mpmath",
    [
      9.51350769866873, 1.772453850905516, 1.329340388179137, 2861595499.066015, 10495590191.787754,
      1.9628298224091644e+63, 9.332621544394415e+155, 9.4833675668248e+307, -3.544907701811032, -6.435466204989327e-19,
      -1.5097598047749159e-263, 9.999999999999999e+299,
    ]
  ) { gamma(wide(0.1, 0.5, 2.5, 13.7, 14.2, 50.3, 100, 171.5, -0.5, -20.3, -150.3, 1e-300)) },
  ValueCase("gamma at its limits", [inf, -inf, inf, nan, inf, nan]) { gamma(wide(0, -0.0, 180, -3, inf, -inf)) },
  // The exponential of a logarithm of up to 33 magnifies its rounding.
  ValueCase("comb", [120, 126410606437752, 29.78072401855836, 0, 0], units: 160) {
    comb(wide(10, 50, 7.5, 3, 3), wide(3, 25, 2.25, -1, 4))
  },
  ValueCase("gamma", [1, 24, 2.363271801207355, 9.332621544394414e155, nan]) {
    gamma(wide(1, 5, -1.5, 100, -2))
  },
  ValueCase("gammaSign", [1, -1, nan, 1, 1, -1, 1, -1]) { gammaSign(wide(0, -0.0, -1, -1.5, 5, -2.5, 0.5, -0.5)) },
  ValueCase("digamma", [-0.5772156649015329, 2.251752589066721, nan]) { digamma(wide(1, 10, 0)) },
  ValueCase("polygamma", [1.6449340668482264, 0.39493406684822646]) { polygamma(1, wide(1, 3)) },
  ValueCase("zeta", [1.6449340668482264, 1.0823232337111381, inf]) { zeta(wide(2, 4, 1)) },
  ValueCase("gammainc", [0.9321631004124359, 0.08030139707139419]) { gammainc(wide(0.5, 3), wide(1.6673, 1)) },
  ValueCase("gammaincc", [0.36787944117144233, 2.900863120340454e-12]) { gammaincc(wide(1, 2), wide(1, 30)) },
  ValueCase("betainc", [0.6875, 0, 1]) { betainc(2, 3, wide(0.5, 0, 1)) },
  // The second one loses what log(1 + a/b) cancels in a sum of large numbers.
  ValueCase("logBeta", [-2.4849066497880004, -68.38440560956143, -5.184096539560414], units: 32) {
    logBeta(wide(2, 1e10, 0.5), wide(3, 3, 1e5))
  },
  ValueCase("beta", [0.08333333333333333, 3.141592653589793], units: 16) { beta(wide(2, 0.5), wide(3, 0.5)) },
  ValueCase("factorial", [1, 6, 120, 0], units: 16) { factorial(wide(0, 3, 5, -1)) },
  ValueCase("pochhammer", [1, 24, 12], units: 32) { pochhammer(wide(1, 2, 3), wide(0, 3, 2)) },
  ValueCase("multivariateLogGamma", [1.5501949939575636], units: 16) {
    multivariateLogGamma(wide(3), dimension: 2)
  },
  ValueCase("besselI0", [1, 1.2660658777520084, 11.301921952136331]) { besselI0(wide(0, 1, 4)) },
  ValueCase("besselI1", [0, 0.5651591039924851, -9.759465153704449]) { besselI1(wide(0, 1, -4)) },
  ValueCase("besselI0e", [1, 0.03994437929909668]) { besselI0e(wide(0, 100)) },
  ValueCase("besselI1e", [0, 0.03974415302513025]) { besselI1e(wide(0, 100)) },
]

private let entropyCases: [ValueCase] = [
  ValueCase("xlogy", [0, 0, 0, 0, nan, -inf, 2.1972245773362196]) {
    xlogy(wide(0, 0, 0, 0, 0, 2, 2), wide(0, 2, -1, inf, nan, 0, 3))
  },
  ValueCase("xlog1py", [0, 0, 0, -inf, 0.8109302162163288]) { xlog1py(wide(0, 0, 0, 2, 2), wide(-1, 2, -2, -1, 0.5)) },
  ValueCase("entr", [0, -inf, 0.34657359027997264, -inf, nan]) { entr(wide(0, -1, 0.5, inf, nan)) },
  ValueCase("relativeEntropy", [0, inf, 0, -0.8109302162163288, inf]) {
    relativeEntropy(wide(0, 1, 0, 2, -1), wide(0, 0, 1, 3, 1))
  },
  ValueCase("kullbackLeibler", [0, inf, 1, 0.18906978378367123, inf], units: 32) {
    kullbackLeibler(wide(0, 1, 0, 2, -1), wide(0, 0, 1, 3, 1))
  },
  ValueCase("logit", [-inf, inf, 0, 4.000000330961484e-10, -46.051701859880914, nan, nan]) {
    logit(wide(0, 1, 0.5, 0.5000000001, 1e-20, -0.1, 1.1))
  },
  ValueCase("boxCox", [0, 2, 0.6931471805599453]) { boxCox(wide(1, 4, 2), wide(0.5, 0.5, 0)) },
]

private let normalCases: [ValueCase] = [
  ValueCase("ndtr", [0.5, 0.8413447460685429, 2.7536241186062337e-89, 1], units: 4) { ndtr(wide(0, 1, -20, 40)) },
  ValueCase(
    "ndtr of mpmath",
    [
      0.3820885778110474, 0.0004834241423837775, 2.762109471764517e-24, 1.7318518790197378e-95, 1.9536815616489922e-306,
    ], units: 4
  ) { ndtr(wide(-0.3, -3.3, -10.1, -20.7, -37.4)) },
  ValueCase("logNdtr", [-804.6084420137538, -500007.82669481216, -15.064998393988725, -0.6931471805599453]) {
    logNdtr(wide(-40, -1000, -5, 0))
  },
  ValueCase("logNdtr", [-7.619853024160525e-24]) { logNdtr(wide(10)) },
  ValueCase("ndtri", [-inf, inf, 0, -9.262340089798408, 1.959963984540054, -37.0470962993612, nan], units: 16) {
    ndtri(wide(0, 1, 0.5, 1e-20, 0.975, 1e-300, -0.1))
  },
]

private let distributionCases: [ValueCase] = [
  ValueCase("normal logDensity", [-1.893335713764618, -1.737085713764618, -inf]) {
    NormalDistribution(mean: 1, deviation: 2).logDensity(wide(-0.5, 0, inf))
  },
  ValueCase("normal logSurvival", [-0.2569942668383652, -108.7227881543205]) {
    NormalDistribution(mean: 1, deviation: 2).logSurvival(wide(-0.5, 30))
  },
  ValueCase("normal quantile", [1, 4.919927969080108]) {
    NormalDistribution(mean: 1, deviation: 2).quantile(wide(0.5, 0.975))
  },
  ValueCase("uniform logDensity", [-inf, 0, 0, 0, -inf]) {
    UniformDistribution().logDensity(wide(-0.1, 0, 0.5, 1, 1.1))
  },
  ValueCase("uniform cumulative", [0, 0.5, 1]) {
    UniformDistribution(lower: 1, upper: 3).cumulative(wide(0.5, 2, 4))
  },
  ValueCase("uniform quantile", [2, nan, 1]) { UniformDistribution(lower: 1, upper: 3).quantile(wide(0.5, 2, 0)) },
  ValueCase("exponential logDensity", [-inf, -0.6931471805599453, -1.1931471805599454, nan]) {
    ExponentialDistribution(location: 1, scale: 2).logDensity(wide(0.5, 1, 2, nan))
  },
  ValueCase("exponential cumulative", [0, 0, 0.3934693402873666]) {
    ExponentialDistribution(location: 1, scale: 2).cumulative(wide(0.5, 1, 2))
  },
  ValueCase("exponential quantile", [2.386294361119891, inf, nan, 1]) {
    ExponentialDistribution(location: 1, scale: 2).quantile(wide(0.5, 1, 2, 0))
  },
  ValueCase("gamma logDensity", [-inf, -inf, -0.8792177623647548, -1.5326441720847821]) {
    GammaDistribution(shape: 1.5).logDensity(wide(-0.5, 0, 1, 2))
  },
  ValueCase("gamma logDensity at the edge", [0, inf]) {
    GammaDistribution(shape: wide(1, 0.5)).logDensity(wide(0, 0))
  },
  ValueCase("gamma cumulative", [0, 0.19874804309879912, 0.6083748237289109]) {
    GammaDistribution(shape: 1.5, location: 1, scale: 2).cumulative(wide(0.5, 2, 4))
  },
  ValueCase("beta logDensity", [-inf, -inf, -0.6931471805599453, 0.6931471805599453, -inf]) {
    BetaDistribution(alpha: 2, beta: 1).logDensity(wide(-0.5, 0, 0.25, 1, 1.5))
  },
  ValueCase("beta cumulative", [0, 0, 0.26171875, 1, 1]) {
    BetaDistribution(alpha: 2, beta: 3).cumulative(wide(-0.5, 0, 0.25, 1, 1.5))
  },
]
