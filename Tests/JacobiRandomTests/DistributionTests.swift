import Foundation
import JacobiCore
import JacobiNumPy
import JacobiRandom
import JacobiReference
import Testing

/// A continuous distribution: how to draw from it, and its distribution function.
private struct Distribution: Sendable, CustomTestStringConvertible {
  var name: String
  var draw: @Sendable (RandomKey, Shape) -> Tensor
  var cumulative: @Sendable (Double) -> Double

  init(
    _ name: String, _ draw: @escaping @Sendable (RandomKey, Shape) -> Tensor,
    _ cumulative: @escaping @Sendable (Double) -> Double
  ) {
    self.name = name
    self.draw = draw
    self.cumulative = cumulative
  }

  var testDescription: String { name }
}

private func gaussian(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
private func laplacian(_ x: Double) -> Double { x < 0 ? exp(x) / 2 : 1 - exp(-x) / 2 }
private func maxwellian(_ x: Double) -> Double {
  erf(x / 2.0.squareRoot()) - (2 / Double.pi).squareRoot() * x * exp(-x * x / 2)
}
/// Of the gamma distribution with a whole parameter.
private func erlang(_ count: Int, _ x: Double) -> Double {
  var (term, sum) = (1.0, 0.0)
  for k in 0..<count {
    sum += term
    term *= x / Double(k + 1)
  }
  return 1 - exp(-x) * sum
}

private func logFactorial(_ n: Int) -> Double { (0..<n).reduce(0) { $0 + log(Double($1 + 1)) } }

private let distributions: [Distribution] = [
  Distribution("uniform", { $0.uniform($1) }, { $0 }),
  Distribution("normal", { $0.normal($1) }, gaussian),
  Distribution("exponential", { $0.exponential($1) }, { 1 - exp(-$0) }),
  Distribution("cauchy", { $0.cauchy($1) }, { 0.5 + atan($0) / .pi }),
  Distribution("laplace", { $0.laplace($1) }, laplacian),
  Distribution("logistic", { $0.logistic($1) }, { 1 / (1 + exp(-$0)) }),
  Distribution("gumbel", { $0.gumbel($1) }, { exp(-exp(-$0)) }),
  Distribution("gumbel high", { $0.gumbel($1, resolution: .high) }, { exp(-exp(-$0)) }),
  Distribution(
    "truncatedNormal", { $0.truncatedNormal(lower: -1, upper: 2, shape: $1) },
    { (gaussian($0) - gaussian(-1)) / (gaussian(2) - gaussian(-1)) }),
  Distribution("lognormal", { $0.lognormal(sigma: 0.5, shape: $1) }, { gaussian(log($0) / 0.5) }),
  Distribution("maxwell", { $0.maxwell($1) }, maxwellian),
  Distribution(
    "doubleSidedMaxwell", { $0.doubleSidedMaxwell(location: 1, scale: 2, shape: $1) },
    { x in
      let half = maxwellian(Swift.abs(x - 1) / 2) / 2
      return x < 1 ? 0.5 - half : 0.5 + half
    }),
  Distribution("rayleigh", { $0.rayleigh(scale: 2, shape: $1) }, { 1 - exp(-$0 * $0 / 8) }),
  Distribution(
    "wald", { $0.wald(mean: 2, shape: $1) },
    { x in
      let root = (1 / x).squareRoot()
      return gaussian(root * (x / 2 - 1)) + exp(1) * gaussian(-root * (x / 2 + 1))
    }),
  Distribution("gamma 0.5", { $0.gamma(0.5, shape: $1) }, { erf($0.squareRoot()) }),
  Distribution("gamma 1", { $0.gamma(1, shape: $1) }, { erlang(1, $0) }),
  Distribution("gamma 20", { $0.gamma(20, shape: $1) }, { erlang(20, $0) }),
  Distribution("loggamma", { $0.loggamma(3, shape: $1) }, { erlang(3, exp($0)) }),
  Distribution(
    "beta", { $0.beta(2, 3, shape: $1) }, { x in x * x * (6 - 8 * x + 3 * x * x) }),
  Distribution("chisquare", { $0.chisquare(4, shape: $1) }, { erlang(2, $0 / 2) }),
  Distribution("t", { $0.t(2, shape: $1) }, { x in 0.5 + x / (2 * (2 + x * x).squareRoot()) }),
  Distribution("f", { $0.f(2, 2, shape: $1) }, { $0 / (1 + $0) }),
  Distribution("generalizedNormal", { $0.generalizedNormal(p: 1, shape: $1) }, laplacian),
  Distribution(
    "radius in the ball", { sqrt(square($0.ball(dimension: 3, shape: $1)).sum(axis: -1)) }, { $0 * $0 * $0 }),
  Distribution("pareto", { $0.pareto(3, shape: $1) }, { 1 - 1 / ($0 * $0 * $0) }),
  Distribution(
    "weibullMin", { $0.weibullMin(scale: 2, concentration: 1.5, shape: $1) }, { 1 - exp(-pow($0 / 2, 1.5)) }),
  Distribution(
    "triangular", { $0.triangular(left: 0, mode: 1, right: 3, shape: $1) },
    { x in x < 1 ? x * x / 3 : 1 - (3 - x) * (3 - x) / 6 }),
]

/// Draws against the distributions that they are said to have, whatever JAX draws.
@Suite struct DistributionTests {
  /// The test of Kolmogorov and Smirnov: the seed is fixed, and of random ones it would fail one in a thousand.
  @Test(arguments: distributions)
  fileprivate func hasItsDistributionFunction(distribution: Distribution) {
    let count = 2000
    let draw = distribution.draw(RandomKey(2024), [Dimension(count)])
    let sorted = draw.asType(.float64).scalars(Double.self).sorted()
    let distance =
      sorted.enumerated().map { index, x in
        let expected = distribution.cumulative(x)
        return Swift.max(expected - Double(index) / Double(count), Double(index + 1) / Double(count) - expected)
      }.max() ?? 1
    #expect(distance < 1.95 / Double(count).squareRoot(), "\(distance)")
  }

  /// The frequency of each number is within five standard errors of its probability.
  private func expectFrequencies(_ draw: Tensor, _ probability: (Int) -> Double) {
    let numbers = draw.asType(.int64).scalars(Int64.self)
    let count = Double(numbers.count)
    for value in 0...Int(numbers.max() ?? 0) {
      let expected = probability(value)
      let frequency = Double(numbers.count { $0 == value }) / count
      let bound = 5 * (expected * (1 - expected) / count).squareRoot() + 5 / count
      #expect(Swift.abs(frequency - expected) <= bound, "\(value): \(frequency), expected \(expected)")
    }
  }

  @Test(arguments: [0.3, 4, 9.9, 10, 25]) func poissonFrequencies(rate: Double) {
    let draw = RandomKey(7).poisson(Tensor(weak: rate), shape: [4000])
    expectFrequencies(draw) { exp(Double($0) * log(rate) - rate - logFactorial($0)) }
  }

  @Test(arguments: [(3, 0.5), (20, 0.1), (40, 0.6), (60, 0.95)]) func binomialFrequencies(count: Int, chance: Double) {
    let draw = RandomKey(7).binomial(Tensor(weak: count), Tensor(chance), shape: [4000])
    expectFrequencies(draw) { k in
      if k > count { return 0 }
      let ways = logFactorial(count) - logFactorial(k) - logFactorial(count - k)
      return exp(ways + Double(k) * log(chance) + Double(count - k) * log(1 - chance))
    }
  }

  @Test func geometricFrequencies() {
    expectFrequencies(RandomKey(7).geometric(0.3, shape: [4000])) { $0 == 0 ? 0 : pow(0.7, Double($0 - 1)) * 0.3 }
  }

  /// Means and covariances within five standard errors.
  @Test func vectorsHaveTheirMoments() {
    let covariance = Tensor([[2, 0.5], [0.5, 1]])
    let normal = RandomKey(7).multivariateNormal(mean: [1, -1], covariance: covariance, shape: [4000])
    #expect(allClose(normal.mean(axis: 0), Tensor([1.0, -1]), absolute: 0.11).item(Bool.self))
    let centered = normal - normal.mean(axis: 0)
    #expect(allClose(matmul(centered.T, centered) / 4000, covariance, absolute: 0.22).item(Bool.self))

    let shares = RandomKey(7).dirichlet([1, 2, 3], shape: [4000])
    #expect(allClose(shares.mean(axis: 0), Tensor([1.0, 2, 3]) / 6, absolute: 0.015).item(Bool.self))
    let counts = RandomKey(7).multinomial(20, [0.2, 0.3, 0.5], shape: [1000, 3])
    #expect(counts.sum(axis: -1).scalars(Float.self).allSatisfy { $0 == 20 })
    #expect(allClose(counts.mean(axis: 0), Tensor([4.0, 6, 10]), absolute: 0.36).item(Bool.self))
  }

  @Test(arguments: [(3, 3), (2, 4), (4, 2), (0, 3)]) func orthogonalMatrices(rows: Int, columns: Int) {
    let q = RandomKey(7).orthogonal(rows, columns: columns, shape: [2], dtype: .float64)
    #expect(q.shape == [2, Dimension(rows), Dimension(columns)])
    let gram = rows < columns ? matmul(q, q.swappedAxes(-1, -2)) : matmul(q.swappedAxes(-1, -2), q)
    let identity = Tensor.eye(Swift.min(rows, columns), dtype: .float64).broadcast(to: gram.shape)
    #expect(allClose(gram, identity, absolute: 1e-14).item(Bool.self))
  }
}

@Suite struct CovarianceFactorTests {
  @Test(arguments: [CovarianceFactor.eigenvectors, .singularVectors])
  func semidefiniteCovariances(method: CovarianceFactor) {
    let ones = Tensor.ones([2, 2], dtype: .float64)
    let mean = Tensor([1, -1], dtype: .float64)
    let draw = RandomKey(3).multivariateNormal(mean: mean, covariance: ones, shape: [5], method: method) - mean
    // Both coordinates are the same number; the root of an eigenvalue of about 1e-16 is 1e-8.
    #expect(allClose(draw[.all, 0], draw[.all, 1], absolute: 1e-7).item())
    #expect(abs(draw).min().item(Double.self) > 0)
  }

  @Test func factorsHaveTheCovariance() {
    let covariance = Tensor([[2, 0.5], [0.5, 1]])
    for method in [CovarianceFactor.cholesky, .eigenvectors, .singularVectors] {
      let draw = RandomKey(3).multivariateNormal(mean: [0, 0], covariance: covariance, shape: [20_000], method: method)
      // The standard error of an estimate from 20,000 vectors is 0.02 at most.
      #expect(allClose(cov(draw.T), covariance, absolute: 0.08).item())
    }
  }
}
