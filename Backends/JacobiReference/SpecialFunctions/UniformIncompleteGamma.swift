/// Temme's uniform expansion of the incomplete gamma functions, DLMF 8.12: for large `a`, and `x` near `a`.
struct UniformIncompleteGamma {
  private let a: Double
  private let x: DoubleDouble
  /// (x - a) / a
  private let excess: DoubleDouble
  /// `a (μ - log(1 + μ))`, which is `a η² / 2`; the Gaussian factor is its negative exponential.
  private let square: DoubleDouble
  /// The square's root, with the sign of `x - a`.
  private let root: DoubleDouble
  private let eta: DoubleDouble

  init(_ a: Double, _ x: DoubleDouble) {
    self.a = a
    self.x = x
    excess = (x - a) / a
    square = excess.minusLogarithmOfOnePlus * a
    root = excess.high < 0 ? -square.squareRoot : square.squareRoot
    eta = root * DoubleDouble(2 / a).squareRoot
  }

  /// Q = erfc(η √(a/2)) / 2 + exp(-a η²/2) / √(2πa) S(η)
  var regularized: (lower: DoubleDouble, upper: DoubleDouble) {
    let correction = (-square).exponential(times: expansion.value * scale)
    let tail = square.high == 0 ? DoubleDouble(1) : IncompleteGamma.regularized(0.5, square).upper
    let smaller = tail / 2
    return root.high < 0
      ? (smaller - correction, 1 - smaller + correction) : (1 - smaller - correction, smaller + correction)
  }

  /// ∂P/∂a
  var gradient: DoubleDouble { (-square).exponential(times: -slope) }

  /// ∂Q/∂a / (∂P/∂x), with `∂P/∂x = √(a / 2π) exp(-a η²/2) / (x Γ*(a))`.
  var sampleGradient: DoubleDouble {
    slope * x * DoubleDouble(a).logStirlingCorrection.exponential / (scale * a)
  }

  /// 1 / √(2πa)
  private var scale: DoubleDouble { 1 / (DoubleDouble.pi * 2 * a).squareRoot }

  /// ∂Q/∂a without the Gaussian factor.
  private var slope: DoubleDouble {
    let logarithm = excess.logarithmOfOnePlus
    // The derivatives of the square, -log(1 + μ), and of its root.
    let rootSlope = square.high == 0 ? -(1 / DoubleDouble(2 * a).squareRoot) : -(logarithm / (root * 2))
    let etaSlope = rootSlope * DoubleDouble(2 / a).squareRoot - eta / (2 * a)
    let sum = expansion
    let terms = sum.value * (logarithm - 0.5 / DoubleDouble(a)) + sum.etaSlope * etaSlope + sum.parameterSlope
    return terms * scale - rootSlope * .inverseRootPi
  }

  /// `S(η) = ∑ cₖ(η) a^-k`, and its derivatives.
  private var expansion: (value: DoubleDouble, etaSlope: DoubleDouble, parameterSlope: DoubleDouble) {
    var (value, etaSlope, parameterSlope) = (DoubleDouble(0), DoubleDouble(0), DoubleDouble(0))
    var weight = DoubleDouble(1)
    for (k, coefficients) in Self.coefficients.enumerated() {
      var polynomial = Dual(DoubleDouble(0), DoubleDouble(0))
      for coefficient in coefficients.reversed() {
        polynomial = polynomial * Dual(eta, DoubleDouble(1)) + coefficient
      }
      value = value + polynomial.value * weight
      etaSlope = etaSlope + polynomial.derivative * weight
      parameterSlope = parameterSlope - polynomial.value * weight * Double(k) / a
      weight = weight / a
    }
    return (value, etaSlope, parameterSlope)
  }

  /// The Taylor coefficients of c₀, c₁, ..., by the recurrence DLMF 8.12.12 from the series of μ in η. Those of `a` beyond
  /// ten thousand, for |η| < 0.11.
  private static let coefficients: [[Double]] = [
    [
      -0.3333333333333333, 0.08333333333333333, -0.014814814814814815, 0.0011574074074074073,
      0.0003527336860670194, -0.0001787551440329218, 3.919263178522438e-05, -2.185448510679992e-06,
      -1.85406221071516e-06, 8.296711340953087e-07, -1.7665952736826078e-07, 6.707853543401498e-09,
      1.0261809784240309e-08, -4.382036018453353e-09, 9.14769958223679e-10, -2.5514193994946248e-11,
      -5.830772132550426e-11,
    ],
    [
      -0.001851851851851852, -0.003472222222222222, 0.0026455026455026454, -0.0009902263374485596,
      0.00020576131687242798, -4.018775720164609e-07, -1.8098550334489977e-05, 7.64916091608111e-06,
      -1.6120900894563446e-06, 4.647127802807434e-09, 1.378633446915721e-07, -5.752545603517705e-08,
    ],
    [
      0.004133597883597883, -0.0026813271604938273, 0.0007716049382716049, 2.0093878600823047e-06,
      -0.0001073665322636516, 5.2923448829120125e-05, -1.2760635188618728e-05, 3.423578734096138e-08,
    ],
    [
      0.0006494341563786008, 0.00022947209362139917, -0.0004691894943952557, 0.00026772063206283885,
      -7.561801671883977e-05,
    ],
    [
      -0.0008618882909167117, 0.0007840392217200666,
    ],
  ]
}
