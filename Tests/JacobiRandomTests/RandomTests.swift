import JacobiCore
import JacobiNumPy
import JacobiRandom
import JacobiReference
import Testing

@Suite struct RandomTests {
  private let key = RandomKey(42)

  /// `jax.random.randint` of JAX 0.10.2 with key 42 and shape (2, 3).
  @Test(arguments: [
    (DType.int8, -5..<100, [94, 49, 76, -1, 84, 19]),
    (.uint8, 0..<256, [196, 18, 183, 193, 141, 107]),
    (.int8, -128..<128, [68, -110, 55, 65, 13, -21]),
    (.int16, -300..<17, [-152, -297, -161, -91, -97, -112]),
    (.uint16, 3..<4, [3, 3, 3, 3, 3, 3]),
    (
      .int32, -2_147_483_648..<2_147_483_647,
      [977_810_628, 1_236_381_714, -1_367_112_521, -1_019_495_231, -1_671_904_627, -1_277_190_805]
    ),
    (
      .uint32, 0..<4_294_967_296,
      [3_125_294_276, 3_383_865_362, 780_371_127, 1_127_988_417, 475_579_021, 870_292_843]
    ),
    (
      .int64, -5..<1_000_000_000_000_000,
      [
        679_464_050_633_427, 242_604_979_425_688, 727_848_944_875_266, 106_550_063_512_609, 233_100_519_558_033,
        556_686_673_073_201,
      ]
    ),
    (.uint64, 7..<1000, [412, 77, 115, 797, 818, 601]),
  ])
  func integersAreThoseOfJAX(dtype: DType, range: Range<Int>, expected: [Int]) {
    let draw = key.integers([2, 3], in: range, dtype: dtype)
    #expect(draw.type == TensorType(dtype, [2, 3]))
    #expect(draw.asType(.int64).scalars(Int64.self).map { Int($0) } == expected)
  }

  /// `jax.random.bernoulli` of JAX 0.10.2 with 64-bit types.
  @Test func booleansAreThoseOfJAX() {
    let wide = RandomKey(7).bernoulli(Tensor(0.3, dtype: .float64), shape: [8])
    #expect(wide.scalars() == [false, true, true, true, true, false, false, false])
    #expect(RandomKey(7).bernoulli(0.3, shape: [8]).scalars() == [Bool](repeating: false, count: 8))
    #expect(key.bernoulli(Tensor([0.1, 0.9, 0.5])).scalars() == [false, true, false])
  }

  @Test func rangesAreBounds() {
    // `jax.random.uniform` of JAX 0.10.2 with key 3.
    let draw = RandomKey(3).uniform([4], in: -2..<5)
    #expect(
      draw.scalars() == [-1.4816319942474365, 4.567010402679443, 2.542699098587036, 4.829346656799316] as [Float])
    let columns = RandomKey(3).uniform([2, 2], low: Tensor([0, 10]), high: Tensor([1, 20]))
    let scalars = columns.scalars(Float.self)
    #expect((0..<1).contains(scalars[0]) && (0..<1).contains(scalars[2]))
    #expect((10..<20).contains(scalars[1]) && (10..<20).contains(scalars[3]))
  }

  /// Draws between bounds are rounded once, as a fused multiply-add does it.
  @Test func boundsAreAppliedWithOneRounding() {
    for seed in 0..<100 {
      let bounds = RandomKey(seed).folding(in: 1).uniform([2], in: -3..<3, dtype: .float64)
      let (low, high) = (bounds.min(), bounds.max())
      let unit = RandomKey(seed).uniform([500], dtype: .float64).scalars(Double.self)
      let draw = RandomKey(seed).uniform([500], dtype: .float64, low: low, high: high)
      let (l, span) = (low.item(Double.self), high.item(Double.self) - low.item(Double.self))
      #expect(draw.scalars(Double.self) == unit.map { Swift.max(l, l.addingProduct($0, span)) })

      let single = RandomKey(seed).uniform([500]).scalars(Float.self)
      let singleDraw = RandomKey(seed).uniform([500], low: low, high: high)
      let (m, width) = (low.item(Float.self), high.item(Float.self) - low.item(Float.self))
      #expect(singleDraw.scalars(Float.self) == single.map { Swift.max(m, m.addingProduct($0, width)) })
    }
  }

  @Test func extremeBoundsDoNotBreakTheArithmetic() {
    let wide = key.uniform([3], in: -3e38..<3e38)
    #expect(wide.scalars(Float.self).allSatisfy { $0 == .infinity })
    let narrow = key.uniform([3], in: 1.0..<(1.0).nextUp, dtype: .float64).scalars(Double.self)
    #expect(narrow.allSatisfy { $0 == 1 || $0 == (1.0).nextUp })
  }

  @Test func foldsAreSplitsAndLongerDrawsBeginWithShorterOnes() {
    let keys = key.split(into: 5)
    for index in 0..<5 { #expect(key.folding(in: index).words.value == keys[index].words.value) }
    let (first, second) = key.split()
    #expect([first, second].map(\.words.value) == keys.prefix(2).map(\.words.value))
    #expect(key.split(into: 0).isEmpty)
    #expect(key.normal([7])[..<3].value == key.normal([3]).value)
    #expect(key.normal([2, 3]).value == key.normal([6]).reshaped(2, 3).value)
  }

  @Test func momentsAreThoseOfTheDistributions() {
    // Of 40,000 draws, the standard errors are 0.0015 and 0.005: the bounds are six times as wide.
    let uniform = key.uniform([40_000])
    #expect(Swift.abs(uniform.mean().item(Double.self) - 0.5) < 0.009)
    #expect(Swift.abs(uniform.variance().item(Double.self) - 1.0 / 12) < 0.003)
    let normal = key.normal([40_000])
    #expect(Swift.abs(normal.mean().item(Double.self)) < 0.03)
    #expect(Swift.abs(normal.variance().item(Double.self) - 1) < 0.043)
  }

  @Test(
    arguments: [
      ("bits: expected an unsigned integer dtype, got int32", { @Sendable key in key.bits([2], dtype: .int32) }),
      ("uniform: expected a floating dtype, got int32", { @Sendable key in key.uniform([2], dtype: .int32) }),
      ("normal: expected a floating or complex dtype, got int32", { @Sendable key in key.normal([2], dtype: .int32) }),
      (
        "expected a shape that broadcasts to [3], got [2]",
        { @Sendable key in key.bernoulli(Tensor([0.5, 0.5]), shape: [3]) }
      ),
      ("uniform: expected a floating dtype, got int32", { @Sendable key in key.bernoulli(Tensor([1, 0])) }),
      ("broadcast", { @Sendable key in key.uniform([2], low: Tensor([1, 2, 3]), high: 4) }),
      (
        "expected `range` to be a range of integers of the dtype int8, not empty, got 0..<200",
        {
          @Sendable key in key.integers(in: 0..<200, dtype: .int8)
        }
      ),
      ("got 0..<0", { @Sendable key in key.integers(in: 0..<0) }),
      ("got -1..<4", { @Sendable key in key.integers(in: -1..<4, dtype: .uint8) }),
      ("dtype float32", { @Sendable key in key.integers(in: 0..<4, dtype: .float32) }),
      ("expected `data` to be in 0..<4294967296, got -1", { @Sendable key in key.folding(in: -1).words }),
      ("folding(in:)(f32[]): expected an integer scalar", { @Sendable key in key.folding(in: Tensor(0.5)).words }),
      (
        "expected words of type u32[2], got u32[3]",
        { @Sendable _ in RandomKey(words: .zeros([3], dtype: .uint32)).words }
      ),
      ("a size must be a non-negative integer, got -1", { @Sendable key in key.uniform([-1]) }),
    ] as [(String, @Sendable (RandomKey) -> Tensor)])
  func mistakesAreReported(message: String, draw: @Sendable (RandomKey) -> Tensor) {
    do {
      _ = try withTensorErrors { draw(key) }
      Issue.record("no error: \(message)")
    } catch {
      #expect((error as? TensorError)?.message.contains(message) == true, "\(message)")
    }
  }
}
