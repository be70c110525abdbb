import JacobiNumPy
import Testing

@testable import JacobiCore

@Suite struct PromotionTests {
  /// `jax.numpy.promote_types` of JAX 0.10.2 with 64-bit types, row by row in the order of the dtypes.
  static let table: [DType: String] = [
    .bool: "bool i8 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64 c64 c128",
    .int8: "i8 i8 i16 i32 i64 i16 i32 i64 f64 f16 bf16 f32 f64 c64 c128",
    .int16: "i16 i16 i16 i32 i64 i16 i32 i64 f64 f16 bf16 f32 f64 c64 c128",
    .int32: "i32 i32 i32 i32 i64 i32 i32 i64 f64 f16 bf16 f32 f64 c64 c128",
    .int64: "i64 i64 i64 i64 i64 i64 i64 i64 f64 f16 bf16 f32 f64 c64 c128",
    .uint8: "u8 i16 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64 c64 c128",
    .uint16: "u16 i32 i32 i32 i64 u16 u16 u32 u64 f16 bf16 f32 f64 c64 c128",
    .uint32: "u32 i64 i64 i64 i64 u32 u32 u32 u64 f16 bf16 f32 f64 c64 c128",
    .uint64: "u64 f64 f64 f64 f64 u64 u64 u64 u64 f16 bf16 f32 f64 c64 c128",
    .float16: "f16 f16 f16 f16 f16 f16 f16 f16 f16 f16 f32 f32 f64 c64 c128",
    .bfloat16: "bf16 bf16 bf16 bf16 bf16 bf16 bf16 bf16 bf16 f32 bf16 f32 f64 c64 c128",
    .float32: "f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f64 c64 c128",
    .float64: "f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 c128 c128",
    .complex64: "c64 c64 c64 c64 c64 c64 c64 c64 c64 c64 c64 c64 c128 c64 c128",
    .complex128: "c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128",
  ]

  @Test func dtypesArePromotedAsJAXDoes() {
    for left in DType.allCases {
      let row = DType.allCases.map { DType.promoted(left, $0).shortName }
      #expect(row.joined(separator: " ") == PromotionTests.table[left], "\(left)")
    }
  }

  /// `lattice_result_type` of a tensor and a number of Python; a star marks a weak result. Where no tensor decides, the
  /// dtype is that of the number itself: 32 bits, as in JAX without 64-bit types.
  @Test(arguments: [
    (1 as Tensor, "i32* i8 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64 c64 c128"),
    (0.5 as Tensor, "f32* f32* f32* f32* f32* f32* f32* f32* f32* f16 bf16 f32 f64 c64 c128"),
    (Tensor(weak: Complex64(0, 1)), "c64* c64* c64* c64* c64* c64* c64* c64* c64* c64 c64 c64 c128 c64 c128"),
  ])
  func numbersArePromotedAsJAXDoes(number: Tensor, row: String) throws {
    let results = try DType.allCases.map { dtype in
      let program = try traceProgram([TensorType(dtype, [])]) { operands in
        let sum = operands[0] + number
        #expect(sum.isWeaklyTyped == (number + operands[0]).isWeaklyTyped)
        return [sum, sum.isWeaklyTyped ? Tensor(weak: 1) : operands[0] .== operands[0]]
      }.program
      return program.outputTypes[0].dtype.shortName + (program.outputTypes[1].dtype == .bool ? "" : "*")
    }
    #expect(results.joined(separator: " ") == row)
  }

  @Test func swiftNumbersDoNotPromote() throws {
    let rate: Double = 0.1
    let small: Float = 0.5
    let count = 3
    let index: UInt8 = 2
    let types = try outputTypes(TensorType(.float16, [2])) { x in
      [x * rate, rate * x, x / small, x - count, index + x, x % count, x .< rate, maximum(x, rate), pow(x, count)]
    }
    #expect(types.map(\.dtype.shortName) == ["f16", "f16", "f16", "f16", "f16", "f16", "bool", "f16", "f16"])
    let wide = try outputTypes(TensorType(.int32, [2])) { x in [x * rate, x + count, x / count, x + true] }
    #expect(wide.map(\.dtype.shortName) == ["f32", "i32", "f32", "i32"])
  }

  @Test func convertedTensorsAreNotWeak() throws {
    let types = try outputTypes(TensorType(.float16, [])) { x in
      [x + Tensor(0.5), x + Tensor(0.5).asType(.float32), x + Tensor(2) * 0.5]
    }
    #expect(types.map(\.dtype) == [.float16, .float32, .float16])
  }

  @Test func integersBecomeFloatingAsJAXDoes() {
    let results = DType.allCases.map(\.inexactDType.shortName).joined(separator: " ")
    #expect(results == "f32 f32 f32 f32 f64 f32 f32 f32 f64 f16 bf16 f32 f64 c64 c128")
  }
}

/// The types of what a function of one tensor gives, without carrying it out.
func outputTypes(_ input: TensorType, _ function: (Tensor) -> [Tensor]) throws -> [TensorType] {
  try traceProgram([input]) { function($0[0]) }.program.outputTypes
}
