import JacobiCore
import Testing

@Suite("Tensor scalars")
struct TensorScalarTests {
  @Test("Conversions agree with JAX and NumPy", arguments: ScalarConversion.goldens)
  func goldens(_ conversion: ScalarConversion) throws {
    try expectGoldens(conversion, from: conversion.dtype.scalarType)
  }

  private func expectGoldens<Source: TensorScalar>(_ conversion: ScalarConversion, from type: Source.Type) throws {
    let source = try #require(Source(conversion.text))
    for (dtype, text) in zip(DType.allCases, conversion.results) {
      try expectConversion(of: source, to: dtype.scalarType, text: text)
    }
    #expect(conversion.results.count == DType.allCases.count)
  }

  private func expectConversion<Source: TensorScalar, Target: TensorScalar>(
    of source: Source, to target: Target.Type, text: Substring
  ) throws {
    let expected = try #require(Target(String(text)))
    // The texts tell zeros apart, and hold NaNs equal.
    #expect(describeScalar(source.converted(to: target)) == describeScalar(expected), "to \(Target.dtype)")
  }

  @Test("Every conversion of a type to itself changes nothing")
  func identity() {
    func expectIdentity<Scalar: TensorScalar>(_ scalar: Scalar.Type) {
      for value in [0, 1, -1, 0.1, 1e30, .infinity, -.infinity, -0.0] {
        let scalar = Scalar(converting: value)
        #expect(scalar.converted(to: Scalar.self) == scalar)
      }
      #expect(Scalar(converting: Int64.max).converted(to: Scalar.self) == Scalar(converting: Int64.max))
    }
    for dtype in DType.allCases { expectIdentity(dtype.scalarType) }
    #expect(Complex128(0.1, -0.2).converted(to: Complex128.self) == Complex128(0.1, -0.2))
  }

  @Test("Integers wrap around, whatever their widths")
  func integers() {
    var random = SeededGenerator(seed: 5)
    func expectWrap<Source: TensorScalar & FixedWidthInteger, Target: TensorScalar & FixedWidthInteger>(
      _ source: Source.Type, _ target: Target.Type
    ) {
      for _ in 0..<200 {
        let value = Source(truncatingIfNeeded: UInt64.random(in: 0...UInt64.max, using: &random))
        // Equal modulo the range of the target.
        let difference = Int128(value) - Int128(value.converted(to: Target.self))
        #expect(difference % (Int128(1) << Int128(Target.bitWidth)) == 0)
      }
    }
    let types: [any (TensorScalar & FixedWidthInteger).Type] = [
      Int8.self, Int16.self, Int32.self, Int64.self, Int.self, UInt8.self, UInt16.self, UInt32.self, UInt64.self,
      UInt.self,
    ]
    for source in types {
      for target in types { expectWrap(source, target) }
    }
  }

  @Test("A Double is rounded once to a 16-bit type")
  func singleRounding() {
    // Above the middle of two neighbours by less than a Float can tell.
    #expect(Double((1 + 0x1p-11 + 0x1p-40).converted(to: Float16.self)) == 1 + 0x1p-10)
    #expect(Double((1 + 0x1p-8 + 0x1p-40).converted(to: BFloat16.self)) == 1 + 0x1p-7)
    #expect(Complex128(1 + 0x1p-8 + 0x1p-40, 0).converted(to: BFloat16.self) == 1 + .ulpOfOne)
  }

  @Test("Integers that a Double cannot hold are rounded once")
  func wideIntegers() {
    // Above the middle of two Floats by less than a Double can tell.
    let integer: Int64 = 1 << 62 + 1 << 38 + 1
    #expect(integer.converted(to: Float.self) == 0x1.000002p62)
    #expect(UInt64(integer).converted(to: Complex64.self) == Complex64(0x1.000002p62))
    #expect(Int64(65519).converted(to: Float16.self) == .greatestFiniteMagnitude)
    #expect(UInt64(65520).converted(to: Float16.self) == .infinity)
  }

  @Test("Small numbers are kept")
  func subnormals() {
    #expect(Float.leastNonzeroMagnitude.converted(to: Double.self) == 0x1p-149)
    #expect(Float.leastNonzeroMagnitude.converted(to: Bool.self))
    #expect(BFloat16.leastNonzeroMagnitude.converted(to: Double.self) == 0x1p-133)
    #expect(Double(0x1p-149).converted(to: Float.self) == .leastNonzeroMagnitude)
  }

  @Test("The real part as a Double")
  func doubleValue() {
    #expect(true.doubleValue == 1)
    #expect(Int8(-3).doubleValue == -3)
    #expect(UInt64.max.doubleValue == 0x1p64)
    #expect(BFloat16(0.5).doubleValue == 0.5)
    #expect(Complex64(1.5, 2).doubleValue == 1.5)
  }
}
