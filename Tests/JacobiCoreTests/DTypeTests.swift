import Foundation
import JacobiCore
import Testing

@Suite("DType")
struct DTypeTests {
  @Test("Both names are unique and read back")
  func names() {
    for dtype in DType.allCases {
      #expect(DType(name: dtype.name) == dtype)
      #expect(DType(name: dtype.shortName) == dtype)
      #expect(dtype.description == dtype.name)
    }
    let shortNames = "bool i8 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64 c64 c128"
    #expect(DType.allCases.map(\.shortName).joined(separator: " ") == shortNames)
    let names =
      "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 bfloat16 float32 float64 complex64 complex128"
    #expect(DType.allCases.map(\.name).joined(separator: " ") == names)
  }

  @Test("Other names are refused", arguments: ["", "float", "F32", "f32 ", "int128", "uint1"])
  func unknownName(_ name: String) {
    #expect(DType(name: name) == nil)
  }

  @Test("Every type is of one kind")
  func kinds() {
    for dtype in DType.allCases {
      let kinds = [
        dtype.isBoolean, dtype.isSignedInteger, dtype.isUnsignedInteger, dtype.isFloating, dtype.isComplex,
      ]
      #expect(kinds.filter { $0 }.count == 1, "\(dtype)")
      #expect(dtype.isInteger == (dtype.isSignedInteger || dtype.isUnsignedInteger))
      #expect(dtype.isInexact == (dtype.isFloating || dtype.isComplex))
    }
    #expect(DType.allCases.filter(\.isFloating) == [.float16, .bfloat16, .float32, .float64])
    #expect(DType.allCases.filter(\.isComplex) == [.complex64, .complex128])
    #expect(DType.allCases.filter(\.isSignedInteger) == [.int8, .int16, .int32, .int64])
    #expect(DType.allCases.filter(\.isUnsignedInteger) == [.uint8, .uint16, .uint32, .uint64])
  }

  @Test("Real and complex counterparts")
  func counterparts() {
    #expect(DType.complex64.realDType == .float32)
    #expect(DType.complex128.realDType == .float64)
    let others = DType.allCases.filter { !$0.isComplex }
    #expect(others.map(\.realDType) == others)
    let wide: Set<DType> = [.int64, .uint64, .float64, .complex128]
    for dtype in DType.allCases {
      #expect(dtype.complexDType == (wide.contains(dtype) ? .complex128 : .complex64))
    }
  }

  @Test("The host's type has the size and the dtype")
  func scalarTypes() {
    func expectMatch<Scalar: TensorScalar>(_ scalar: Scalar.Type, _ dtype: DType) {
      #expect(Scalar.dtype == dtype)
      #expect(MemoryLayout<Scalar>.stride == dtype.byteCount)
    }
    for dtype in DType.allCases { expectMatch(dtype.scalarType, dtype) }
    expectMatch(Int.self, .int64)
    expectMatch(UInt.self, .uint64)
  }

  @Test("Encoded as the short name, decoded from either")
  func coding() throws {
    let encoded = try JSONEncoder().encode(DType.allCases)
    #expect(String(decoding: encoded, as: UTF8.self).hasPrefix(#"["bool","i8","i16""#))
    #expect(try JSONDecoder().decode([DType].self, from: encoded) == DType.allCases)
    #expect(try JSONDecoder().decode([DType].self, from: Data(#"["float32"]"#.utf8)) == [.float32])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([DType].self, from: Data(#"["f31"]"#.utf8)) }
  }
}

@Suite("Limits of dtypes")
struct DTypeLimitsTests {
  /// What `ml_dtypes.finfo` says.
  @Test(arguments: [
    (DType.float16, 0.0009765625, 6.103515625e-05, 5.960464477539063e-08, 65504.0, 10, 5, 3),
    (.bfloat16, 0.0078125, 1.1754943508222875e-38, 9.183549615799121e-41, 3.3895313892515355e+38, 7, 8, 2),
    (.float32, 1.1920928955078125e-07, 1.1754943508222875e-38, 1.401298464324817e-45, 3.4028234663852886e+38, 23, 8, 6),
    (.float64, 2.220446049250313e-16, 2.2250738585072014e-308, 0x1p-1074, 1.7976931348623157e+308, 52, 11, 15),
  ])
  func floating(
    dtype: DType, epsilon: Double, tiny: Double, smallestSubnormal: Double, largest: Double, significandBitCount: Int,
    exponentBitCount: Int, decimalPrecision: Int
  ) throws {
    let limits = try #require(dtype.floatingLimits)
    #expect(limits.epsilon == epsilon)
    #expect(limits.tiny == tiny)
    #expect(limits.smallestSubnormal == smallestSubnormal)
    #expect(limits.largest == largest)
    #expect(limits.lowest == -largest)
    #expect(limits.significandBitCount == significandBitCount)
    #expect(limits.exponentBitCount == exponentBitCount)
    #expect(limits.decimalPrecision == decimalPrecision)
  }

  @Test("A complex type has the limits of its parts")
  func complex() {
    #expect(DType.complex64.floatingLimits == DType.float32.floatingLimits)
    #expect(DType.complex128.floatingLimits == DType.float64.floatingLimits)
  }

  @Test("The constants of BFloat16 agree")
  func bfloat16() throws {
    let limits = try #require(DType.bfloat16.floatingLimits)
    #expect(Double(BFloat16.ulpOfOne) == limits.epsilon)
    #expect(Double(BFloat16.leastNormalMagnitude) == limits.tiny)
    #expect(Double(BFloat16.leastNonzeroMagnitude) == limits.smallestSubnormal)
    #expect(Double(BFloat16.greatestFiniteMagnitude) == limits.largest)
  }

  @Test(arguments: [
    (DType.int8, Int64(-128), UInt64(127)), (.int16, -32768, 32767), (.int32, -2_147_483_648, 2_147_483_647),
    (.int64, .min, 9_223_372_036_854_775_807), (.uint8, 0, 255), (.uint16, 0, 65535), (.uint32, 0, 4_294_967_295),
    (.uint64, 0, .max),
  ])
  func integer(dtype: DType, minimum: Int64, maximum: UInt64) throws {
    let limits = try #require(dtype.integerLimits)
    #expect(limits.minimum == minimum)
    #expect(limits.maximum == maximum)
    #expect(limits.bitWidth == dtype.byteCount * 8)
  }

  @Test("Other kinds have no limits")
  func none() {
    for dtype in DType.allCases {
      #expect((dtype.floatingLimits != nil) == dtype.isInexact)
      #expect((dtype.integerLimits != nil) == dtype.isInteger)
    }
  }
}
