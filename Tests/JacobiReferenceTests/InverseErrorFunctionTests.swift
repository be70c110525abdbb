import JacobiCore
import JacobiPrimitives
import Testing

/// Bit for bit the numbers of `jax.lax.erf_inv` (JAX 0.10.2), on which the stream of `jax.random.normal` rests.
@Suite struct InverseErrorFunctionTests {
  @Test func agreesInFloat() throws {
    let x: [UInt32] = [
      0xBF7F_BE77, 0xBF66_6666, 0xBF00_0000, 0xBDCC_CCCD, 0xBA83_126F, 0x0DA2_4260, 0x3E80_0000, 0x3F19_999A,
      0x3F33_3333, 0x3F73_3333, 0x3F7F_F972, 0x3F7F_FFFE,
    ]
    let y: [UInt32] = [
      0xC014_E999, 0xBF94_E009, 0xBEF4_30FE, 0xBDB5_FA21, 0xBA68_51B2, 0x0D8F_CC6C, 0x3E66_B835, 0x3F18_5987,
      0x3F3B_9D4F, 0x3FB1_654B, 0x4030_10D3, 0x406F_9C68,
    ]
    let results: [Float] = try scalars(ErfInv(algorithm: .giles), vector(x.map { Float(bitPattern: $0) }))
    #expect(results.map(\.bitPattern) == y)
  }

  @Test func agreesInDouble() throws {
    let x: [UInt64] = [
      0xBFEF_F7CE_D916_872B, 0xBFEC_CCCC_CCCC_CCCD, 0xBFE0_0000_0000_0000, 0xBFB9_9999_9999_999A,
      0xBF50_624D_D2F1_A9FC, 0x39B4_484B_FEEB_C2A0, 0x3FD0_0000_0000_0000, 0x3FE3_3333_3333_3333,
      0x3FE6_6666_6666_6666, 0x3FEE_6666_6666_6666, 0x3FEF_FF2E_48E8_A71E, 0x3FEF_FFFF_CA50_1ACB,
      0x3FEF_FFEB_074A_771D, 0x3FEF_FFFF_FAA1_9C47, 0x3FEF_FFFF_FFFF_DCD1, 0x3FEF_FFFF_FFFF_FFF7,
    ]
    let y: [UInt64] = [
      0xC002_9D31_1405_CDBA, 0xBFF2_9C01_4677_0650, 0xBFDE_861F_BB24_C008, 0xBFB6_BF44_2539_FD74,
      0xBF4D_0A36_543E_1FD4, 0x39B1_F98D_A3D2_7727, 0x3FCC_D706_81D5_FF6F, 0x3FE3_0B30_E164_D845,
      0x3FE7_73A9_DA42_B44E, 0x3FF6_2CA9_7D0F_BB2B, 0x4006_022D_CB01_EAB2, 0x400E_21EB_9013_9EBD,
      0x4008_FCC0_1949_844A, 0x4010_357D_AE0F_0693, 0x4014_2B0A_68F7_0883, 0x4016_B423_4174_3885,
    ]
    let results: [Double] = try scalars(ErfInv(algorithm: .giles), vector(x.map { Double(bitPattern: $0) }))
    for (result, expected) in zip(results, y.map { Double(bitPattern: $0) }) {
      // The logarithm is that of the C library, which may differ from glibc's in the last bit elsewhere.
      #if canImport(Glibc)
        #expect(result == expected)
      #else
        #expect((result - expected).magnitude <= 4 * expected.ulp)
      #endif
    }
  }

  @Test func agreesInHalfPrecision() throws {
    let x: [UInt16] = [0xBF66, 0xBF00, 0xBDCD, 0xBA83, 0x0DA2, 0x3E80, 0x3F1A, 0x3F33, 0x3F73, 0x3F80]
    let y: [UInt16] = [0xBF94, 0xBEF4, 0xBDB6, 0xBA68, 0x0D90, 0x3E67, 0x3F19, 0x3F3B, 0x3FB1, 0x7F80]
    let results: [BFloat16] = try scalars(ErfInv(algorithm: .giles), vector(x.map { BFloat16(bitPattern: $0) }))
    #expect(results.map(\.bitPattern) == y)
    #if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
      let u: [UInt16] = [0xBBFE, 0xBB33, 0xB800, 0xAE66, 0x9419, 0x0000, 0x3400, 0x38CD, 0x399A, 0x3B9A, 0x3C00]
      let v: [UInt16] = [0xC0AA, 0xBCA7, 0xB7A2, 0xADAF, 0x9343, 0x0000, 0x3336, 0x38C3, 0x39DE, 0x3D8C, 0x7C00]
      let halves: [Float16] = try scalars(ErfInv(algorithm: .giles), vector(u.map { Float16(bitPattern: $0) }))
      #expect(halves.map(\.bitPattern) == v)
    #endif
  }

  @Test func isInfiniteAtOneAndUndefinedBeyond() throws {
    let x = vector([-1, 1, 0, -0.0, 2, .nan] as [Float])
    #expect(
      try run(ErfInv(algorithm: .giles), x)[0].isIdentical(
        to: vector([-.infinity, .infinity, 0, -0.0, .nan, .nan] as [Float])))
    let wide = x.converted(to: .float64)
    #expect(
      try run(ErfInv(algorithm: .giles), wide)[0].isIdentical(
        to: vector([-Double.infinity, .infinity, 0, -0.0, .nan, .nan])))
  }
}
