import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiRandom
import JacobiReference
import JacobiVmap
import Testing

/// Keys and draws are ordinary values to all transformations.
@Suite struct TransformationTests {
  private let key = RandomKey(42)

  @Test func keysAreBatched() throws {
    let keys = key.split(batch: 3)
    let draws = try vmap { (key: RandomKey) in key.normal([4]) }(keys)
    // "normal (4) for each key of split 3" of the goldens.
    let expected: [UInt64] = [
      0x3d9b_7ed9, 0xbef9_01e7, 0x3fa5_293a, 0x3f05_0549, 0x3f1b_135a, 0x3f4c_8e27, 0xbf68_af71, 0xbf22_a03d,
      0x3edd_5747, 0x3f16_56ec, 0xbf92_2262, 0xbebf_6297,
    ]
    #expect(draws.shape == [3, 4])
    #expect(draws.patterns == expected)
  }

  @Test func foldsAreBatched() throws {
    let draws = try vmap { (step: Tensor) in key.folding(in: step).uniform([3], in: -1..<2) }(Tensor.arange(4))
    let expected = stacked((0..<4).map { key.folding(in: $0).uniform([3], in: -1..<2) })
    #expect(draws.value == expected.value)
  }

  @Test(arguments: [DType.float32, .float64, .bfloat16])
  func compiledDrawsAreTheSame(dtype: DType) throws {
    let draw = { (key: RandomKey) in
      let (first, second) = key.split()
      return first.normal([5], dtype: dtype) + second.uniform([5], in: 0.1..<0.3, dtype: dtype)
    }
    #expect(try jit(draw)(key).value == draw(key).value)
  }

  @Test func derivativesPassThroughTheScaleOfDraws() throws {
    let slope = try grad { (scale: Tensor) in (key.normal([6], dtype: .float64) * scale).sum() }(
      Tensor(2.0, dtype: .float64))
    #expect(slope.item(Double.self) == key.normal([6], dtype: .float64).sum().item(Double.self))
    // d/d(high) of low + (high - low) u is u.
    let draws = try grad { (high: Tensor) in key.uniform([6], dtype: .float64, low: 0, high: high).sum() }(
      Tensor(2.0, dtype: .float64))
    let expected = key.uniform([6], dtype: .float64).sum()
    #expect(allClose(draws, expected, relative: 1e-15).item(Bool.self))
  }

  @Test func shapesMayBeSymbolic() throws {
    let b = Dimension.symbol("b")
    let traced = try traceProgram([TensorType(.uint32, [2])]) { words in
      let key = RandomKey(words: words[0])
      return [key.uniform([b, 3]), key.normal([b], dtype: .float64), key.bits([b]), key.split(batch: b).words]
    }
    #expect(traced.program.outputTypes.map(\.shape) == [[b, 3], [b], [b], [b, 2]])
  }
}
