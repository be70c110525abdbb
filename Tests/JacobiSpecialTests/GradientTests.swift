import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiReference
import JacobiSpecial
import JacobiVmap
import Testing

/// Derivatives at the edges of domains, where a formula differentiated naively gives NaN.
@Suite struct GradientTests {
  private let inf = Double.infinity

  private func slopes(_ x: Tensor, _ function: @escaping @Sendable (Tensor) -> Tensor) throws -> [Double] {
    doubles(try grad { (x: Tensor) in function(x).sum() }(x))
  }

  private func isClose(_ actual: [Double], _ expected: [Double], _ relative: Double = 1e-13) -> Bool {
    zip(actual, expected).allSatisfy { $0 == $1 || ($0 - $1).magnitude <= relative * $1.magnitude }
  }

  @Test func productsWithLogarithms() throws {
    let y = wide(0, 2, 3)
    #expect(try isClose(slopes(wide(0, 0, 2)) { xlogy($0, y) }, [-inf, 0.6931471805599453, 1.0986122886681098]))
    let x = wide(0, 0, 2)
    #expect(try isClose(slopes(y) { xlogy(x, $0) }, [0, 0, 0.6666666666666666]))
    let z = wide(-1, 2, 0.5)
    #expect(try isClose(slopes(x) { xlog1py($0, z) }, [-inf, 1.0986122886681098, 0.4054651081081644]))
    #expect(try isClose(slopes(z) { xlog1py(x, $0) }, [0, 0, 1.3333333333333333]))
  }

  @Test func entropies() throws {
    #expect(try isClose(slopes(wide(0, 0.5, 1)) { entr($0) }, [inf, -0.3068528194400547, -1]))
    let q = wide(1, 3)
    #expect(try isClose(slopes(wide(0, 2)) { relativeEntropy($0, q) }, [0, 0.5945348918918356]))
  }

  @Test func logits() throws {
    #expect(try isClose(slopes(wide(0, 1, 0.5, 0.1)) { logit($0) }, [inf, inf, 4, 11.11111111111111]))
  }

  @Test func normalTails() throws {
    let x = wide(-1e10, -1000, -40, -5, 0, 10, 40)
    let expected = [
      1e10, 1000.000999998, 40.02496884720264, 5.186503967125843, 0.7978845608028654, 7.694598626706419e-23, 0,
    ]
    #expect(try isClose(slopes(x) { logNdtr($0) }, expected, 1e-11))
    #expect(try isClose(slopes(wide(0.5, 0.975)) { ndtri($0) }, [2.5066282746310002, 17.110083080332707], 1e-12))
  }

  @Test func normalDistributionFunctionIsFlatAtInfinity() throws {
    #expect(try slopes(wide(-inf, inf, -50, 50)) { ndtr($0) } == [0, 0, 0, 0])
    #expect(doubles(ndtr(wide(-inf, inf))) == [0, 1])
  }

  @Test func densitiesHaveFiniteSlopesOutsideOfTheSupport() throws {
    #expect(try slopes(wide(-1)) { GammaDistribution(shape: 1.5).logDensity($0) } == [0])
    #expect(try slopes(wide(2)) { BetaDistribution(alpha: 2, beta: 2).logDensity($0) } == [0])
    #expect(try slopes(wide(0)) { GammaDistribution(shape: 1).logDensity($0) } == [-1])
  }

  /// A distribution is a tree: the score of its parameters is a distribution.
  @Test func distributionsAreTrees() throws {
    let normal = NormalDistribution(mean: wide(1), deviation: wide(2))
    let x = wide(4)
    let score = try grad { (normal: NormalDistribution) in normal.logDensity(x).sum() }(normal)
    #expect(doubles(score.mean) == [0.75])
    #expect(isClose(doubles(score.deviation), [0.625]))
  }

  @Test func rulesCompose() throws {
    let a = wide(0.5, 2, 3)
    let x = wide(1, 0.3, 4)
    let density = { @Sendable (a: Tensor, x: Tensor) in GammaDistribution(shape: a).logDensity(x) }
    let slope = grad { (a: Tensor) in density(a, x).sum() }
    let expected = doubles(try slope(a))
    let single = grad { (a: Tensor, x: Tensor) in density(a, x) }
    #expect(doubles(try vmap(single)(a, x)) == expected)
    #expect(isClose(doubles(try jit { (a: Tensor) in try slope(a) }(a)), expected))
  }

  @Test func unsupportedDerivativesAreErrors() {
    #expect(throws: TensorError.self) { try grad { (a: Tensor) in betainc(a, 2, 0.5).sum() }(wide(1)) }
    #expect(throws: TensorError.self) { try grad { (s: Tensor) in zeta(s).sum() }(wide(2)) }
  }
}
