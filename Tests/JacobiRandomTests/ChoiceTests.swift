import JacobiCore
import JacobiJIT
import JacobiNumPy
import JacobiRandom
import JacobiReference
import JacobiVmap
import Testing

/// Permutations and choices against those of `jax.random`, under transformations, and mistakes in their arguments.
@Suite struct ChoiceTests {
  private let key = RandomKey(42)
  private let table = Tensor.arange(12).reshaped([3, 4])
  private let weights = Tensor([0.1, 0.4, 0, 0.3, 0.2])

  private func numbers(_ x: Tensor) -> [Int] { x.asType(.int64).scalars(Int64.self).map { Int($0) } }

  private func expected(_ name: String) throws -> [Int] {
    try #require(SamplerGoldens.shared.choices.first { $0.sampler == name }).values.map(\.integer)
  }

  @Test func permutationsOfIntegers() throws {
    let goldens = SamplerGoldens.shared.choices.filter { $0.sampler == "permutation" }
    #expect(goldens.count == 5)
    for golden in goldens {
      let count = try #require(golden.count)
      #expect(numbers(key.permutation(count)) == golden.values.map(\.integer))
    }
  }

  @Test func permutationsOfSlices() throws {
    #expect(try numbers(key.permutation(of: table)) == expected("rows"))
    #expect(try numbers(key.permutation(of: table, axis: 1)) == expected("columns"))
    #expect(try numbers(key.permutation(of: table, independent: true)) == expected("independent rows"))
    #expect(try numbers(key.permutation(of: table, axis: -1, independent: true)) == expected("independent columns"))
  }

  @Test func choices() throws {
    #expect(try numbers(key.choice(10, shape: [6])) == expected("choice"))
    #expect(try numbers(key.choice(10, shape: [6], replace: false)) == expected("choice without replacement"))
    #expect(try numbers(key.choice(5, shape: [3, 3], probabilities: weights)) == expected("weighted choice"))
    #expect(
      try numbers(key.choice(5, shape: [4], replace: false, probabilities: weights))
        == expected("weighted choice without replacement"))
    #expect(try numbers(key.choice(from: table, shape: [5], axis: 1)) == expected("choice of columns"))
    #expect(
      try numbers(key.choice(from: table, shape: [2], replace: false)) == expected("choice of rows without replacement")
    )
  }

  @Test func distinctCategories() throws {
    let golden = try #require(
      SamplerGoldens.shared.choices.first { $0.sampler == "categorical without replacement" })
    let logits = try Tensor(#require(golden.logits), shape: [2, 4])
    let draw = key.categorical(logits, shape: [3, 2], replace: false)
    #expect(numbers(draw) == golden.values.map(\.integer))
  }

  @Test func integersBetweenBounds() throws {
    let draw = key.integers([2, 3], low: [0, -5, 10], high: [[3], [200]])
    #expect(try numbers(draw) == expected("integers"))
    for dtype in [DType.int8, .uint8, .int32, .uint32, .int64] {
      let bounded = key.integers([20], low: 3, high: 90, dtype: dtype)
      #expect(bounded.value == key.integers([20], in: 3..<90, dtype: dtype).value)
    }
    // The greatest number can be drawn by a bound that the dtype does not have.
    let all = key.integers([2000], low: -1000, high: 1000, dtype: .int8)
    #expect(all.value == key.integers([2000], in: -128..<128, dtype: .int8).value)
    #expect(numbers(key.integers([2], low: 7, high: [7, 3])) == [7, 7])
  }

  @Test func drawsAreBatchedAndCompiled() throws {
    let keys = key.split(batch: 2)
    func draw(_ key: RandomKey) -> Tensor {
      let chosen = key.choice(5, shape: [4], replace: false, probabilities: weights)
      return concatenated([key.permutation(7), key.choice(9, shape: [3]), chosen])
    }
    let singles = stacked((0..<2).map { draw(RandomKey(words: keys.words[$0])) })
    #expect(try vmap(draw)(keys).value == singles.value)
    #expect(try jit(draw)(key).value == draw(key).value)
  }

  @Test func countsMayBeSymbolic() throws {
    let count = Dimension.symbol("length")
    let program = try traceProgram([TensorType(.uint32, [2]), TensorType(.float32, [count])]) { operands in
      let key = RandomKey(words: operands[0])
      return [key.permutation(count), key.choice(count, shape: [3]), key.permutation(of: operands[1])]
    }.program
    #expect(program.outputTypes.map(\.shape) == [[count], [3], [count]] as [Shape])
    let known = try Program(parsing: program.description.replacing("length", with: "5"))
    let results = try withTensorErrors { try known.evaluate([key.words, weights]) }
    let expected = [key.permutation(5), key.choice(5, shape: [3]), key.permutation(of: weights)]
    #expect(results.map(\.value) == expected.map(\.value))
  }

  @Test(
    arguments: [
      ("expected `count` to be positive", { @Sendable key in key.choice(0, shape: [2]) }),
      ("at most 3 numbers", { @Sendable key in key.choice(3, shape: [4], replace: false) }),
      ("expected `probabilities` to be", { @Sendable key in key.choice(3, probabilities: [0.5, 0.5]) }),
      ("permutation", { @Sendable key in key.permutation(of: [1, 2], axis: 1) }),
      ("integer bounds", { @Sendable key in key.integers([2], low: 0.5, high: 3) }),
      ("at most 2 draws", { @Sendable key in key.categorical([0.0, 1], shape: [3], replace: false) }),
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
