import JacobiCore
import JacobiPrimitives
import Testing

@Suite struct SelectionTests {
  let cases = [vector([0.0, 1, 2, 3]), vector([10.0, 11, 12, 13]), vector([20.0, 21, 22, 23])]

  @Test func picksByTruthValue() throws {
    let selector = vector([true, false, true, false])
    #expect(try scalars(SelectN(), selector, cases[0], cases[1]) == [10.0, 1, 12, 3])
    #expect(try scalars(SelectN(), TensorValue(scalar: true), cases[0], cases[1]) == [10.0, 11, 12, 13])
    #expect(try scalars(SelectN(), selector, cases[0]) == [0.0, 1, 2, 3])
  }

  @Test func picksByPositionWithinRange() throws {
    let selector = vector([-1, 0, 1, 5] as [Int32])
    #expect(try scalars(SelectN(), selector, cases[0], cases[1], cases[2]) == [0.0, 1, 12, 23])
    #expect(try scalars(SelectN(), TensorValue(scalar: Int32(1)), cases[0], cases[1], cases[2]) == [10.0, 11, 12, 13])
  }

  @Test(arguments: allDTypes) func picksFromEveryDType(dtype: DType) throws {
    let selector = vector([true, false, true, false])
    let (x, y) = (cases[0].converted(to: dtype), vector([1.0, 0, 1, 0]).converted(to: dtype))
    let expected = vector([1.0, 1, 1, 3]).converted(to: dtype)
    #expect(try run(SelectN(), selector, x, y)[0] == expected)
    let empty = TensorValue(uninitialized: TensorType(dtype, [0]))
    #expect(try run(SelectN(), vector([] as [Bool]), empty, empty)[0].type == empty.type)
  }

  @Test(arguments: allDTypes.filter { !$0.isComplex }) func limits(dtype: DType) throws {
    let x = vector([0.0, 1, 2, 3]).converted(to: dtype)
    let lower = vector([1.0]).converted(to: dtype).reshaped([])
    let upper = vector([2.0, 2, 2, 1]).converted(to: dtype)
    #expect(try run(Clamp(), lower, x, upper)[0] == vector([1.0, 1, 2, 1]).converted(to: dtype))
  }

  @Test func limitsWithTheUpperBoundLastAndKeepsNaN() throws {
    let x = vector([1.0, .nan, 3])
    let result = try run(Clamp(), TensorValue(scalar: 2.0), x, TensorValue(scalar: 1.0))[0]
    #expect(result.isIdentical(to: vector([1.0, .nan, 1])))
    let unknown = try run(Clamp(), TensorValue(scalar: Double.nan), x, TensorValue(scalar: 1.0))[0]
    #expect(unknown.isIdentical(to: vector([Double.nan, .nan, .nan])))
  }

  @Test func reinterpretsBits() throws {
    #expect(
      try scalars(BitcastConvert(to: .uint32), vector([1, -0.0] as [Float])) == [0x3F80_0000, 0x8000_0000] as [UInt32])
    #expect(try scalars(BitcastConvert(to: .bfloat16), vector([0x3F80] as [UInt16])) == [1 as BFloat16])
    #expect(try scalars(BitcastConvert(to: .int8), vector([255] as [UInt8])) == [-1 as Int8])
    #expect(try scalars(BitcastConvert(to: .float64), vector([0x3FF0_0000_0000_0000] as [Int64])) == [1.0])
    #expect(try scalars(StopGradient(), cases[0]) == [0.0, 1, 2, 3])
  }
}
