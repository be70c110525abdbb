import JacobiCore
import JacobiNumPy
import JacobiReference
import Testing

/// Numbers in the program keep their value until a tensor decides their dtype.
@Suite struct LiteralTests {
  private let one = Tensor([1.0], shape: [1])

  private func expect(_ actual: Tensor, _ expected: Double, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
    #expect(actual.dtype == .float64, sourceLocation: sourceLocation)
    #expect(actual.item(Double.self) == expected, sourceLocation: sourceLocation)
  }

  @Test func aLiteralIsRoundedOnce() {
    let product = one * 0.1
    #expect(product.item(Double.self) == 0.1)
    let difference = 0.1 + one - 1
    #expect(difference.item(Double.self) == 0.10000000000000009)
    let single = Tensor([1], dtype: .float32) * 0.1
    #expect(single.item(Float.self) == 0.1)
    let half = Tensor([1], dtype: .bfloat16) * 0.1
    #expect(half.item(BFloat16.self) == 0.1)
  }

  @Test func arithmeticOfLiteralsIsThatOfDouble() {
    let tenth: Tensor = 0.1
    let two: Tensor = 2
    expect(one * (tenth * two + 0.3), 0.1 * 2 + 0.3)
    expect(one * (Tensor(1) / 3), 1.0 / 3.0)
    expect(one / sqrt(two), 1 / 2.0.squareRoot())
    expect(one * pow(tenth, 2), 0.1 * 0.1)
    expect(one * -tenth, -0.1)
    expect(one * maximum(tenth, 0.2), 0.2)
  }

  @Test func literalsAloneHaveTheDefaultDTypes() {
    let sum: Tensor = 1 + 2
    #expect(sum.dtype == .int32)
    let half: Tensor = 1 / 2
    #expect(half.dtype == .float32)
    #expect(half.item(Double.self) == 0.5)
    let large = Tensor(2_147_483_647) + 1
    #expect(large.dtype == .int64)
    #expect(large.item(Int.self) == 2_147_483_648)
    #expect((Tensor(1) .< 2).dtype == .bool)
  }

  @Test func largeUnsignedNumbersStayWhole() {
    let bits = Tensor([UInt64.max], shape: [1])
    #expect((bits & (UInt64.max - 1)).scalars() == [UInt64.max - 1])
    #expect((Tensor([7], dtype: .uint8) % UInt64(4)).scalars() == [3 as UInt8])
  }

  @Test func sizesAreNumbers() {
    expect(one / Tensor(Dimension(3)), 1.0 / 3.0)
    #expect(Tensor(Dimension(3)).dtype == .int32)
  }

  /// Recording a program needs no backend, and a number in it is a constant of the dtype that it takes.
  @Test func literalsBecomeConstantsOfPrograms() throws {
    let traced = try traceProgram([TensorType(.float16, [2])]) { [$0[0] * 2 + Tensor(0.5) * 4] }
    #expect(
      traced.program.equations.map { type(of: $0.primitive).id } == [
        "broadcast_in_dim", "mul", "broadcast_in_dim", "add",
      ])
    #expect(traced.program.outputTypes == [TensorType(.float16, [2])])
  }
}
