import JacobiCore
import JacobiPrimitives
import Testing

@Suite struct IntegerArithmeticTests {
  let x = vector([7, -7, -128, 5] as [Int8])

  @Test func wrapsAround() throws {
    #expect(try scalars(Add(), x, x) == [14, -14, 0, 10] as [Int8])
    #expect(try scalars(Mul(), x, x) == [49, 49, 0, 25] as [Int8])
    #expect(try scalars(Neg(), x) == [-7, 7, -128, -5] as [Int8])
    #expect(try scalars(Abs(), x) == [7, 7, -128, 5] as [Int8])
    #expect(try scalars(Square(), vector([200] as [UInt8])) == [64] as [UInt8])
    #expect(try scalars(Sub(), vector([1] as [UInt8]), vector([2] as [UInt8])) == [255] as [UInt8])
    #expect(try scalars(Neg(), vector([1] as [UInt32])) == [UInt32.max])
  }

  @Test func dividesTowardZero() throws {
    let y = vector([0, 0, -1, -2] as [Int8])
    #expect(try scalars(Div(), x, y) == [-1, -1, -128, -2] as [Int8])
    #expect(try scalars(Rem(), x, y) == [7, -7, 0, 1] as [Int8])
    #expect(try scalars(Div(), vector([7] as [UInt8]), vector([0] as [UInt8])) == [255] as [UInt8])
    #expect(try scalars(Rem(), vector([7, 7] as [UInt64]), vector([0, 4] as [UInt64])) == [7, 3] as [UInt64])
  }

  @Test func shiftsOutAllBits() throws {
    let count = vector([8, 7, -1, 1] as [Int8])
    #expect(try scalars(ShiftLeft(), x, count) == [0, -128, 0, 10] as [Int8])
    #expect(try scalars(ShiftRightLogical(), x, count) == [0, 1, 0, 2] as [Int8])
    #expect(try scalars(ShiftRightArithmetic(), x, count) == [0, -1, -1, 2] as [Int8])
    let word = vector([UInt32.max])
    #expect(try scalars(ShiftRightLogical(), word, vector([31] as [UInt32])) == [1] as [UInt32])
    #expect(try scalars(ShiftRightArithmetic(), word, vector([99] as [UInt32])) == [UInt32.max])
    #expect(
      try scalars(ShiftRightArithmetic(), vector([200, 8] as [UInt8]), vector([1, 1] as [UInt8])) == [228, 4] as [UInt8]
    )
  }

  @Test func raisesToIntegerPowers() throws {
    #expect(try scalars(IntegerPow(exponent: 3), x) == [87, -87, 0, 125] as [Int8])
    #expect(try scalars(IntegerPow(exponent: 0), x) == [1, 1, 1, 1] as [Int8])
    let y = vector([.nan, 0, -2, 3])
    #expect(try scalars(IntegerPow(exponent: 0), y) == [1.0, 1, 1, 1])
    let inverse = try run(IntegerPow(exponent: -3), y)[0]
    #expect(inverse.isIdentical(to: vector([.nan, .infinity, -0.125, 1.0 / 27])))
    let z = vector([Complex128(1, 2)])
    #expect(try scalars(IntegerPow(exponent: 3), z) == [Complex128(-11, -2)])
    #expect(try scalars(IntegerPow(exponent: -1), z) == [Complex128(0.2, -0.4)])
  }

  @Test func treatsBitsAndTruthValues() throws {
    let (p, q) = (vector([false, false, true, true]), vector([false, true, false, true]))
    #expect(try scalars(Add(), p, q) == [false, true, true, true])
    #expect(try scalars(Mul(), p, q) == [false, false, false, true])
    #expect(try scalars(Xor(), p, q) == [false, true, true, false])
    #expect(try scalars(Not(), p) == [true, true, false, false])
    #expect(try scalars(Max(), p, q) == [false, true, true, true])
    #expect(try scalars(Less(), p, q) == [false, true, false, false])
    #expect(try scalars(And(), vector([12] as [Int16]), vector([10] as [Int16])) == [8] as [Int16])
    #expect(try scalars(Or(), vector([12] as [Int16]), vector([10] as [Int16])) == [14] as [Int16])
    #expect(try scalars(Not(), vector([12] as [Int16])) == [-13] as [Int16])
  }
}

/// Special values as XLA has them on a CPU.
@Suite struct FloatingArithmeticTests {
  @Test(arguments: [DType.float16, .bfloat16, .float32, .float64].filter(\.isAvailable))
  func ordersZerosAndPropagatesNaN(dtype: DType) throws {
    let x = vector([-0.0, 0.0, 0.0, -0.0, .nan, 1]).converted(to: dtype)
    let y = vector([0.0, -0.0, 0.0, -0.0, 1, .nan]).converted(to: dtype)
    let maximum = try run(Max(), x, y)[0]
    #expect(maximum.isIdentical(to: vector([0.0, 0, 0, -0.0, .nan, .nan]).converted(to: dtype)))
    let minimum = try run(Min(), x, y)[0]
    #expect(minimum.isIdentical(to: vector([-0.0, -0.0, 0, -0.0, .nan, .nan]).converted(to: dtype)))
    #expect(try scalars(Equal(), x, y) == [true, true, true, true, false, false])
    #expect(try scalars(NotEqual(), x, y) == [false, false, false, false, true, true])
    #expect(try scalars(LessOrEqual(), x, y) == [true, true, true, true, false, false])
    #expect(try scalars(Greater(), x, y) == [false, false, false, false, false, false])
  }

  @Test(arguments: [DType.float16, .bfloat16, .float32, .float64].filter(\.isAvailable))
  func keepsSignsOfZeroAndNaN(dtype: DType) throws {
    let x = vector([-0.0, 0, .nan, -3, .infinity]).converted(to: dtype)
    #expect(try run(Sign(), x)[0].isIdentical(to: vector([-0.0, 0, .nan, -1, 1]).converted(to: dtype)))
    #expect(try run(Neg(), x)[0].isIdentical(to: vector([0, -0.0, .nan, 3, -.infinity]).converted(to: dtype)))
    #expect(try run(Abs(), x)[0].isIdentical(to: vector([0.0, 0, .nan, 3, .infinity]).converted(to: dtype)))
    #expect(try scalars(IsFinite(), x) == [true, true, false, true, false])
  }

  @Test func takesRemaindersWithTheSignOfTheDividend() throws {
    let x = vector([5.5, -5.5, 1, .infinity, 0, -0.0])
    let y = vector([2.0, 2, 0, 1, .infinity, 1])
    #expect(try run(Rem(), x, y)[0].isIdentical(to: vector([1.5, -1.5, .nan, .nan, 0, -0.0])))
    let single = vector([5.3, -1e30] as [Float])
    let expected = [Float(5.3).truncatingRemainder(dividingBy: 0.7), Float(-1e30).truncatingRemainder(dividingBy: 3)]
    #expect(try scalars(Rem(), single, vector([0.7, 3] as [Float])) == expected)
  }

  @Test func rounds() throws {
    let x = vector([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4, -0.2] as [Float])
    #expect(try scalars(Round(ties: .toEven), x) == [-2, -2, 0, 0, 2, 2, 2, 0] as [Float])
    #expect(try scalars(Round(ties: .awayFromZero), x) == [-3, -2, -1, 1, 2, 3, 2, 0] as [Float])
    #expect(try scalars(Floor(), x) == [-3, -2, -1, 0, 1, 2, 2, -1] as [Float])
    #expect(try scalars(Ceil(), x) == [-2, -1, 0, 1, 2, 3, 3, 0] as [Float])
  }

  @Test func stepsToTheNeighbour() throws {
    let x = vector([0, -0.0, 1, .infinity, .nan, 0, -0.0, 1] as [Float])
    let y = vector([1, -1, 1, 0, 1, -0.0, 0, 2] as [Float])
    let least = Float.leastNonzeroMagnitude
    let expected = [least, -least, 1, .greatestFiniteMagnitude, .nan, -0.0, 0, Float(1).nextUp]
    #expect(try run(NextAfter(), x, y)[0].isIdentical(to: vector(expected)))
    let halves: [BFloat16] = try scalars(NextAfter(), vector([1, 0] as [BFloat16]), vector([2, -1] as [BFloat16]))
    #expect(halves == [BFloat16(1).nextUp, -BFloat16.leastNonzeroMagnitude])
  }

  @Test func raisesToPowersLikeC() throws {
    let x = vector([0.0, -1, .nan, 1, -8, 2, 2.5, -2, 0])
    let y = vector([0.0, .infinity, 0, .nan, 1.0 / 3, -1, 0.3, -3, -1])
    let expected = [1.0, 1, 1, 1, .nan, 0.5, 1.3163822043342375, -0.125, .infinity]
    #expect(try run(Pow(), x, y)[0].isIdentical(to: vector(expected)))
  }
}

@Suite struct ComplexArithmeticTests {
  let z = vector([Complex64(3, 4), Complex64(0, 0), Complex64(1, -2)])

  @Test func hasParts() throws {
    #expect(try scalars(Real(), z) == [3, 0, 1] as [Float])
    #expect(try scalars(Imag(), z) == [4, 0, -2] as [Float])
    #expect(try scalars(Abs(), vector([Complex64(3, 4), 0])) == [5, 0] as [Float])
    #expect(try scalars(Conj(), vector([Complex64(3, 4)])) == [Complex64(3, -4)])
    let parts = vector([1, 2] as [Double])
    #expect(try scalars(MakeComplex(), parts, parts) == [Complex128(1, 1), Complex128(2, 2)])
    #expect(try scalars(Sign(), vector([Complex64(3, 4), 0])) == [Complex64(0.6, 0.8), 0])
    #expect(try scalars(Abs(), vector([Complex128(1e300, 1e300)])) == [1.4142135623730951e300])
  }

  @Test func comparesByRealThenImaginaryPart() throws {
    let x = vector([Complex64(1, 1), Complex64(1, 2), Complex64(2, 0), Complex64(.nan, 0)])
    let y = vector([Complex64(1, 2), Complex64(0, 9), Complex64(2, 0), Complex64(1, 0)])
    let maximum: [Complex64] = try scalars(Max(), x, y)
    #expect(maximum[0...2] == [Complex64(1, 2), Complex64(1, 2), Complex64(2, 0)])
    #expect(maximum[3].isNaN)
    let minimum: [Complex64] = try scalars(Min(), x, y)
    #expect(minimum[0...2] == [Complex64(1, 1), Complex64(0, 9), Complex64(2, 0)])
    #expect(try scalars(Equal(), x, y) == [false, false, true, false])
  }

  @Test func raisesToPowersLikeNumPy() throws {
    let x = vector([Complex128(0, 0), Complex128(0, 0), Complex128(2, 1), Complex128(0, 1)])
    let y = vector([Complex128(0, 0), Complex128(1, 0), Complex128(0, 0), Complex128(2, 0)])
    let powers: [Complex128] = try scalars(Pow(), x, y)
    #expect(powers[0...2] == [1, 0, 1])
    #expect((powers[3] + 1).magnitude < 4e-16)
  }
}
