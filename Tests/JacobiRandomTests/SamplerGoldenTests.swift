import Foundation
import JacobiCore
import JacobiGrad
import JacobiNumPy
import JacobiRandom
import JacobiReference
import Testing

/// Draws of `jax.random` from distributions, as `Tests/Goldens/generate_samplers.py` has written them.
struct SamplerGoldens: Decodable {
  struct Draw: Decodable, Sendable, CustomTestStringConvertible {
    var sampler: String
    var key: [UInt32]
    var dtype: DType
    var shape: [Int]
    var parameters: [Parameter]
    var resultShape: [Int]
    var bits: [String]

    var patterns: [UInt64] { bits.map { UInt64($0, radix: 16)! } }
    var testDescription: String { "\(sampler) \(dtype)" }
  }
  struct Choice: Decodable, Sendable {
    var sampler: String
    var key: [UInt32]
    var values: [JSONNumber]
    var logits: [Float]?
    var count: Int?
  }
  struct Gradient: Decodable, Sendable {
    var sampler: String
    var key: [UInt32]
    var values: [Double]
  }

  /// A number, or nested arrays of them.
  enum Parameter: Decodable, Sendable {
    case number(Double)
    case array([Parameter])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .array(try container.decode([Parameter].self))
      }
    }

    func tensor(_ dtype: DType) -> Tensor { Tensor(literal, dtype: dtype) }

    private var literal: TensorLiteral {
      switch self {
      case .number(let number): .floating(number)
      case .array(let elements): .array(elements.map(\.literal))
      }
    }
  }

  /// An integer or a Boolean.
  struct JSONNumber: Decodable, Sendable {
    var integer: Int

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      integer = try (try? container.decode(Int.self)) ?? (container.decode(Bool.self) ? 1 : 0)
    }
  }

  var draws: [Draw]
  var choices: [Choice]
  var gradients: [Gradient]

  static let shared: SamplerGoldens = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Goldens/samplers.json")
    // The file is part of the repository: without it there is nothing to test.
    return try! JSONDecoder().decode(SamplerGoldens.self, from: Data(contentsOf: file))
  }()
}

/// The method that a case of a draw names.
private typealias Sampler = @Sendable (RandomKey, [Tensor], Shape, DType) -> Tensor

private let samplers: [String: Sampler] = [
  "exponential": { key, _, shape, dtype in key.exponential(shape, dtype: dtype) },
  "cauchy": { key, _, shape, dtype in key.cauchy(shape, dtype: dtype) },
  "laplace": { key, _, shape, dtype in key.laplace(shape, dtype: dtype) },
  "logistic": { key, _, shape, dtype in key.logistic(shape, dtype: dtype) },
  "gumbel": { key, _, shape, dtype in key.gumbel(shape, dtype: dtype) },
  "gumbel high": { key, _, shape, dtype in key.gumbel(shape, dtype: dtype, resolution: .high) },
  "normal": { key, _, shape, dtype in key.normal(shape, dtype: dtype) },
  "maxwell": { key, _, shape, dtype in key.maxwell(shape, dtype: dtype) },
  "rademacher": { key, _, shape, dtype in key.rademacher(shape, dtype: dtype) },
  "orthogonal": { key, _, shape, dtype in key.orthogonal(3, shape: shape, dtype: dtype) },
  "lognormal": { key, p, shape, dtype in key.lognormal(sigma: p[0], shape: shape, dtype: dtype) },
  "rayleigh": { key, p, shape, dtype in key.rayleigh(scale: p[0], shape: shape, dtype: dtype) },
  "wald": { key, p, shape, dtype in key.wald(mean: p[0], shape: shape, dtype: dtype) },
  "gamma": { key, p, shape, dtype in key.gamma(p[0], shape: shape, dtype: dtype) },
  "loggamma": { key, p, shape, dtype in key.loggamma(p[0], shape: shape, dtype: dtype) },
  "dirichlet": { key, p, shape, dtype in key.dirichlet(p[0], shape: shape, dtype: dtype) },
  "chisquare": { key, p, shape, dtype in key.chisquare(p[0], shape: shape, dtype: dtype) },
  "t": { key, p, shape, dtype in key.t(p[0], shape: shape, dtype: dtype) },
  "generalizedNormal": { key, p, shape, dtype in key.generalizedNormal(p: p[0], shape: shape, dtype: dtype) },
  "ball": { key, p, shape, dtype in key.ball(dimension: 3, p: p[0], shape: shape, dtype: dtype) },
  "pareto": { key, p, shape, dtype in key.pareto(p[0], shape: shape, dtype: dtype) },
  "poisson": { key, p, shape, dtype in key.poisson(p[0], shape: shape, dtype: dtype) },
  "truncatedNormal": { key, p, shape, dtype in
    key.truncatedNormal(lower: p[0], upper: p[1], shape: shape, dtype: dtype)
  },
  "doubleSidedMaxwell": { key, p, shape, dtype in
    key.doubleSidedMaxwell(location: p[0], scale: p[1], shape: shape, dtype: dtype)
  },
  "beta": { key, p, shape, dtype in key.beta(p[0], p[1], shape: shape, dtype: dtype) },
  "f": { key, p, shape, dtype in key.f(p[0], p[1], shape: shape, dtype: dtype) },
  "weibullMin": { key, p, shape, dtype in
    key.weibullMin(scale: p[0], concentration: p[1], shape: shape, dtype: dtype)
  },
  "triangular": { key, p, shape, dtype in
    key.triangular(left: p[0], mode: p[1], right: p[2], shape: shape, dtype: dtype)
  },
  "multivariateNormal": { key, p, shape, dtype in
    key.multivariateNormal(mean: p[0], covariance: p[1], shape: shape, dtype: dtype)
  },
  "binomial": { key, p, shape, dtype in key.binomial(p[0], p[1], shape: shape, dtype: dtype) },
  "multinomial": { key, p, shape, dtype in key.multinomial(p[0], p[1], shape: shape, dtype: dtype) },
]

/// The functions of a parameter that the script differentiates.
private let differentiableSamplers: [String: @Sendable (RandomKey, Tensor) -> Tensor] = [
  "gamma": { key, a in key.gamma(a, dtype: .float64) },
  "loggamma": { key, a in key.loggamma(a, dtype: .float64) },
  "beta": { key, a in key.beta(a, a + 1, dtype: .float64) },
  "dirichlet": { key, a in key.dirichlet(a, dtype: .float64) * Tensor([0, 1, 2], dtype: .float64) },
  "t": { key, a in key.t(a, dtype: .float64) },
  "chisquare": { key, a in key.chisquare(a, dtype: .float64) },
  "lognormal": { key, a in key.lognormal(sigma: a, dtype: .float64) },
  "truncatedNormal": { key, a in key.truncatedNormal(lower: -a, upper: a, dtype: .float64) },
  "weibullMin": { key, a in key.weibullMin(scale: a, concentration: a, dtype: .float64) },
]

/// The samplers that give the bits of JAX: they draw uniform numbers and select, or follow XLA's rounding on purpose. In
/// the narrow dtypes all do.
private let exact: Set = [
  "rademacher", "poisson", "binomial", "multinomial", "gamma", "loggamma", "truncatedNormal", "triangular",
]

@Suite struct SamplerGoldenTests {
  private func key(_ words: [UInt32]) -> RandomKey { RandomKey(words: Tensor(words, shape: [2])) }

  /// In units in the last place of the result, or of 1 for smaller ones: the elementary functions of XLA are polynomials
  /// that are off by a unit or two. Its `log1p` of `float64`, of which Laplace numbers are made, is off by four.
  private func tolerance(_ draw: SamplerGoldens.Draw) -> Double {
    if exact.contains(draw.sampler) || draw.dtype.byteCount <= 2 { return 0 }
    return draw.sampler == "laplace" && draw.dtype == .float64 ? 5 : 2
  }

  @Test(arguments: SamplerGoldens.shared.draws)
  func draws(golden: SamplerGoldens.Draw) throws {
    let sampler = try #require(samplers[golden.sampler])
    let isCount = golden.sampler == "poisson"
    let parameters = golden.parameters.map { $0.tensor(isCount ? .float32 : golden.dtype) }
    let draw = sampler(key(golden.key), parameters, Shape(golden.shape), golden.dtype)
    #expect(draw.type == TensorType(golden.dtype, Shape(golden.resultShape)))
    let part = golden.dtype == .complex64 ? .float32 : golden.dtype == .complex128 ? .float64 : golden.dtype
    let expected = golden.patterns.map { BitcastedScalar(pattern: $0, dtype: part).tensor.item(Double.self) }
    let actual = golden.dtype.isComplex ? draw.parts : draw.asType(.float64).scalars(Double.self)
    let epsilon = part.floatingLimits?.epsilon ?? 0
    for (number, target) in zip(actual, expected) where number != target {
      let units = Swift.abs(number - target) / (epsilon * Swift.max(Swift.abs(target), 1))
      #expect(units <= tolerance(golden), "\(number), expected \(target)")
    }
    #expect(actual.count == expected.count)
  }

  private func choice(_ name: String) throws -> (key: RandomKey, golden: SamplerGoldens.Choice) {
    let golden = try #require(SamplerGoldens.shared.choices.first { $0.sampler == name })
    return (key(golden.key), golden)
  }

  private func expect(_ draw: Tensor, _ golden: SamplerGoldens.Choice) {
    #expect(draw.asType(.int64).scalars(Int64.self).map { Int($0) } == golden.values.map(\.integer))
  }

  @Test func categories() throws {
    for (name, axis, shape, resolution) in [
      ("categorical", -1, [5, 2], .low), ("categorical along axis 0", 0, nil, .low),
      ("categorical high", 1, [5, 2], .high),
    ] as [(String, Int, Shape?, RandomResolution)] {
      let (key, golden) = try choice(name)
      let logits = try Tensor(#require(golden.logits), shape: [2, 4])
      expect(key.categorical(logits, axis: axis, shape: shape, resolution: resolution), golden)
    }
  }

  @Test func countsAndBooleans() throws {
    let geometric = try choice("geometric")
    expect(geometric.key.geometric(0.2, shape: [8]), geometric.golden)
    let bernoulli = try choice("bernoulli high")
    expect(bernoulli.key.bernoulli(0.3, shape: [8], resolution: .high), bernoulli.golden)
  }

  /// Of sums of draws, with respect to a parameter.
  @Test(arguments: SamplerGoldens.shared.gradients.map(\.sampler))
  func gradients(name: String) throws {
    let golden = try #require(SamplerGoldens.shared.gradients.first { $0.sampler == name })
    let draw = try #require(differentiableSamplers[name])
    let key = key(golden.key)
    let gradient = try grad { (a: Tensor) in draw(key, a).sum() }(Tensor([0.5, 2, 7], dtype: .float64))
    // The functions of which the derivatives consist are off by some units in the last place in XLA.
    #expect(
      allClose(gradient, Tensor(golden.values, shape: [3]), relative: 1e-12).item(Bool.self),
      "\(gradient), expected \(golden.values)")
  }
}

extension Tensor {
  /// Real and imaginary parts in turn.
  fileprivate var parts: [Double] {
    asType(.complex128).scalars(Complex128.self).flatMap { [$0.real, $0.imaginary] }
  }
}
