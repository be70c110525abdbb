import JacobiCore
import JacobiNN
import JacobiRandom
import JacobiReference
import Testing

/// The bits of `jax.nn.initializers` (JAX 0.10.2) for `jax.random.key(7)` and the shape [3, 2].
@Suite struct InitializerTests {
  struct Case: Sendable {
    var initializer: Initializer
    var bits: [UInt32]

    init(_ initializer: Initializer, _ bits: [UInt32]) {
      self.initializer = initializer
      self.bits = bits
    }
  }

  static let cases: [Case] = [
    Case(.glorotUniform(), [0x3ec3486b, 0x3f851944, 0xbedd284e, 0xbdfb7477, 0x3f017f33, 0x3e92de50]),
    Case(.heUniform(), [0x3efc1bef, 0x3fabd465, 0xbf0ec1aa, 0xbe22503f, 0x3f272e03, 0x3ebd9b36]),
    Case(.lecunUniform(), [0x3eb244a0, 0x3f7300fc, 0xbec9e360, 0xbde58bc0, 0x3eec6d88, 0x3e861268]),
    Case(.normal(), [0x3b93dc59, 0x3ca006d6, 0xbba9294e, 0xbab8bbb7, 0x3bc9af9b, 0x3b5b1900]),
    Case(.uniform(), [0x3bdce2c2, 0x3c1fae65, 0x3b4678b8, 0x3b9179f0, 0x3bef7f35, 0x3bcebe35]),
    Case(
      .varianceScaling(2, mode: .fanOut, distribution: .normal),
      [0x3ee7084b, 0x3ffa0aae, 0xbf042845, 0xbe1052a7, 0x3f1d9131, 0x3eab2b88]),
    Case(.glorotNormal(), [0x3e9e0f5c, 0x3f9a24ec, 0xbeb4a5a4, 0xbdc6094f, 0x3ed6fa96, 0x3e6a8c4a]),
    Case(.heNormal(), [0x3ecc0dfa, 0x3fc6ffd5, 0xbee936df, 0xbdffa9f3, 0x3f0ac4ad, 0x3e97666d]),
    Case(.lecunNormal(), [0x3e9049d3, 0x3f8cb6ba, 0xbea4e84d, 0xbdb4c81a, 0x3ec43f79, 0x3e561caf]),
    Case(
      .truncatedNormal(standardDeviation: 0.5),
      [0x3e5bd4dc, 0x3f5662a8, 0xbe7b3eeb, 0xbd89b72c, 0x3e957f56, 0x3e231b1c]),
  ]

  /// LAPACK's factors have their last bits from other orders of additions.
  @Test func orthogonalMatricesAreThoseOfJAX() {
    let bits: [UInt32] = [0x3efabe90, 0x3f5ea8b9, 0xbf0f6ee1, 0x3ebc03eb, 0x3f2b02d0, 0xbea8c726]
    let actual = Initializer.orthogonal()(RandomKey(7), [3, 2]).scalars(Float.self)
    for (value, expected) in zip(actual, bits.map(Float.init(bitPattern:))) { #expect(abs(value - expected) < 1e-6) }
  }

  @Test(arguments: cases) func hasTheBitsOfJAX(_ test: Case) {
    let actual = test.initializer(RandomKey(7), [3, 2]).scalars(Float.self).map(\.bitPattern)
    #expect(actual == test.bits)
  }

  @Test func kernelsCountTheirSpace() {
    let expected: [UInt64] = [
      0x3fe10f0ef5281141, 0xbfe6892a486d742d, 0xbfdb446f8c69b71a, 0xbfe59860f42c337e, 0xbfe831fa968e9996,
      0x3fe091fafd9c83bc, 0x3fc8e9d7c77d2b31, 0x3fdab1da4aadf234, 0x3fe177cb18eeb34d, 0x3fce9adb1e91e815,
      0x3fda67a401d8bf60, 0x3fcdfc699a65a43d,
    ]
    let actual = Initializer.glorotUniform()(RandomKey(7), [2, 2, 3], dtype: .float64).scalars(Double.self)
    #expect(actual.map(\.bitPattern) == expected)
  }

  @Test func constants() {
    #expect(Initializer.zeros(RandomKey(0), [2]).scalars(Float.self) == [0, 0])
    #expect(Initializer.ones(RandomKey(0), [2]).scalars(Float.self) == [1, 1])
    #expect(Initializer.constant(2.5)(RandomKey(0), [2], dtype: .float64).scalars(Double.self) == [2.5, 2.5])
    #expect(throws: TensorError.self) { try withTensorErrors { Initializer.heUniform()(RandomKey(0), [2]) } }
  }
}
