import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiRandom
import JacobiReference
import JacobiVmap
import Testing

/// Samplers under transformations, and mistakes in their arguments.
@Suite struct SamplerTests {
  private static let samplers: [(name: String, draw: @Sendable (RandomKey, Tensor) -> Tensor)] = [
    ("gamma", { $0.gamma($1) }), ("loggamma", { $0.loggamma($1) }), ("beta", { $0.beta($1, $1) }),
    ("poisson", { $0.poisson($1) }), ("binomial", { $0.binomial($1 * 10, $1 / 40) }), ("t", { $0.t($1) }),
    ("multinomial", { $0.multinomial(9, $1 / $1.sum(axis: -1, keepDims: true)) }), ("wald", { $0.wald(mean: $1) }),
    ("truncatedNormal", { $0.truncatedNormal(lower: -$1, upper: $1) }), ("dirichlet", { $0.dirichlet($1) }),
    ("geometric", { $0.geometric($1 / 40) }), ("maxwell", { $0.maxwell($1.shape) * $1 }),
  ]
  private let key = RandomKey(42)
  private let parameters = Tensor([[0.5, 3, 30], [1, 12, 2]])

  @Test(arguments: samplers.indices) func batchesOfKeysAreSingleKeys(index: Int) throws {
    let draw = SamplerTests.samplers[index].draw
    let keys = key.split(batch: 2)
    let singles = (0..<2).map { (RandomKey(words: keys.words[$0]), parameters[$0]) }
    let both = try vmap { (key: RandomKey, a: Tensor) in draw(key, a) }(keys, parameters)
    #expect(both.value == stacked(singles.map { draw($0.0, $0.1) }).value)
    let keysAlone = try vmap { (key: RandomKey) in draw(key, parameters[0]) }(keys)
    #expect(keysAlone.value == stacked(singles.map { draw($0.0, parameters[0]) }).value)
    let parametersAlone = try vmap { (a: Tensor) in draw(key, a) }(parameters)
    #expect(parametersAlone.value == stacked(singles.map { draw(key, $0.1) }).value)
  }

  @Test(arguments: samplers.indices) func compiledDrawsAreTheSame(index: Int) throws {
    let draw = SamplerTests.samplers[index].draw
    let compiled = try jit { (key: RandomKey, a: Tensor) in draw(key, a) }(key, parameters)
    #expect(compiled.value == draw(key, parameters).value)
  }

  @Test func shapesMayBeSymbolic() throws {
    let b = Dimension.symbol("b")
    let traced = try traceProgram([TensorType(.uint32, [2]), TensorType(.float32, [b, 3])]) { operands in
      let key = RandomKey(words: operands[0])
      let a = operands[1]
      return [
        key.gamma(a), key.poisson(a, dtype: .uint8), key.binomial(a, a), key.beta(a, 1), key.dirichlet(a),
        key.gumbel([b]), key.multinomial(9, a), RngBitGenerator([b], dtype: .uint64).results([bits(key)])[1],
      ]
    }
    let shapes: [Shape] = [[b, 3], [b, 3], [b, 3], [b, 3], [b, 3], [b], [b, 3], [b]]
    #expect(traced.program.outputTypes.map(\.shape) == shapes)
    #expect(traced.program.outputTypes[1].dtype == .uint8)
  }

  /// A state for the bit generator.
  private func bits(_ key: RandomKey) -> Tensor { concatenated([key.words, key.words]) }

  @Test func parametersBroadcast() {
    #expect(key.beta(parameters, 1).shape == [2, 3])
    #expect(key.gamma([1, 2], shape: [4, 2]).shape == [4, 2])
    #expect(key.triangular(left: 0, mode: [1, 2], right: [[3], [4]]).shape == [2, 2])
    #expect(key.ball(dimension: 3, shape: [2]).shape == [2, 3])
    #expect(key.gamma(2, shape: [0, 3]).shape == [0, 3])
    #expect(key.poisson([], shape: [0]).shape == [0])
    #expect(key.multivariateNormal(mean: Tensor.zeros([4, 1, 2]), covariance: Tensor.eye(2)).shape == [4, 1, 2])
  }

  @Test func impossibleParametersGiveNaN() {
    func vector(_ numbers: Float...) -> Tensor { Tensor(numbers, shape: Shape([numbers.count])) }
    #expect(isNaN(key.gamma(vector(-1, -0.5, .nan))).all().item(Bool.self))
    #expect(isNaN(key.binomial(vector(-1, 5, 5), vector(0.5, -0.5, .nan))).all().item(Bool.self))
    #expect(key.poisson(vector(-1, .nan)).scalars() == [-1, -1] as [Int32])
    let endless = key.binomial(vector(.infinity, .infinity), vector(0, 0.5))
    #expect(endless.scalars() == [.infinity, .infinity] as [Float])
  }

  @Test func keysArePrinted() {
    #expect("\(key)" == "RandomKey([ 0 42])")
  }

  @Test(
    arguments: [
      ("gamma: expected a floating dtype, got int32", { @Sendable key in key.gamma(2, dtype: .int32) }),
      ("beta", { @Sendable key in key.beta([1, 2], [1, 2, 3]) }),
      ("expected a shape that broadcasts to [3], got [2]", { @Sendable key in key.gamma([1, 2], shape: [3]) }),
      ("expected `dtype` to be an integer dtype, got float32", { @Sendable key in key.poisson(2, dtype: .float32) }),
      ("binomial: expected a floating dtype, got int32", { @Sendable key in key.binomial(2, 0.5, dtype: .int32) }),
      ("rademacher: expected a signed dtype, got uint8", { @Sendable key in key.rademacher([2], dtype: .uint8) }),
      ("expected `alpha` to be at least one axis", { @Sendable key in key.dirichlet(1) }),
      ("multivariateNormal", { @Sendable key in key.multivariateNormal(mean: 1, covariance: [[1]]) }),
      ("orthogonal", { @Sendable key in key.orthogonal(-1) }),
      ("one key", { @Sendable key in key.split(batch: 3).normal([2]) }),
      ("one key", { @Sendable key in key.split(batch: 3).gamma([2, 3, 4]) }),
      (
        "expected keys of two words", { @Sendable _ in RandomGamma()(Tensor.zeros([3], dtype: .uint32), Tensor([1.0])) }
      ),
      ("expected uint32 words of keys", { @Sendable _ in RandomGamma()(Tensor([1.0, 2]), Tensor([1.0])) }),
    ] as [(String, @Sendable (RandomKey) -> Tensor)])
  func mistakesAreReported(message: String, draw: @Sendable (RandomKey) -> Tensor) {
    do {
      _ = try withTensorErrors { draw(key) }
      Issue.record("no error: \(message)")
    } catch {
      #expect((error as? TensorError)?.message.contains(message) == true, "\(error)")
    }
  }
}
