import JacobiCore
import Testing

@Suite("Complex numbers")
struct ComplexNumberTests {
  @Test("The parts are next to each other, the real one first")
  func layout() {
    #expect(withUnsafeBytes(of: Complex64(1, 2)) { Array($0) } == [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
    #expect(MemoryLayout<Complex64>.size == 8 && MemoryLayout<Complex64>.alignment == 4)
    #expect(MemoryLayout<Complex128>.size == 16 && MemoryLayout<Complex128>.alignment == 8)
  }

  @Test("Arithmetic on small integers is exact")
  func arithmetic() {
    let (x, y) = (Complex128(3, -2), Complex128(1, 4))
    #expect(x + y == Complex128(4, 2))
    #expect(x - y == Complex128(2, -6))
    #expect(x * y == Complex128(11, 10))
    #expect(-x == Complex128(-3, 2))
    #expect(x.conjugate == Complex128(3, 2))
    #expect(x * y / y == x)
    #expect(Complex128.j * .j == -1)
    #expect(Complex64(exactly: 1 << 24) == Complex64(0x1p24))
    #expect(Complex64(exactly: 1 << 24 + 1) == nil)
  }

  @Test("A quotient times the divisor is the dividend")
  func division() {
    var random = SeededGenerator(seed: 6)
    for _ in 0..<2000 {
      func part() -> Double {
        let exponent = Int.random(in: -20...20, using: &random)
        return Double(sign: .plus, exponent: exponent, significand: .random(in: -1...1, using: &random))
      }
      let (x, y) = (Complex128(part(), part()), Complex128(part(), part()))
      let error = x / y * y - x
      // Smith's method is accurate to a few roundings relative to the magnitude, and the product adds two.
      #expect(error.magnitude <= 8 * x.magnitude * .ulpOfOne, "\(x) / \(y)")
      // Without the scaling these would overflow.
      let large = Complex128(0x1p980)
      #expect(x * large / (y * large) == x / y)
    }
  }

  @Test("Division neither overflows nor underflows on the way")
  func extremeDivision() {
    let large = Double.greatestFiniteMagnitude
    #expect(Complex128(large, large) / Complex128(large, large) == 1)
    #expect(Complex128(0, large) / Complex128(large, 0) == .j)
    let small = Double.leastNonzeroMagnitude
    #expect(Complex128(small, small) / Complex128(small, small) == 1)
    #expect(Complex128(1, 1) / Complex128(0x1p-1000, 0x1p-1000) == Complex128(0x1p1000))
    #expect(Complex64(0x1p100, 0) / Complex64(0, 0x1p-20) == Complex64(0, -0x1p120))
  }

  /// By Annex G of the C standard; JAX agrees.
  @Test(
    "Division at infinity and zero",
    arguments: [
      ("1.0+1.0j", "inf+infj", "0.0+0.0j"), ("1.0+1.0j", "inf+0.0j", "0.0+0.0j"), ("1.0+1.0j", "inf+nanj", "0.0+0.0j"),
      ("1.0+0.0j", "0.0+0.0j", "inf+nanj"), ("0.0+0.0j", "0.0+0.0j", "nan+nanj"),
      ("1.0+1.0j", "-0.0+0.0j", "-inf-infj"), ("inf+1.0j", "1.0+1.0j", "inf-infj"),
      ("nan+0.0j", "1.0+1.0j", "nan+nanj"),
    ])
  func limits(dividend: String, divisor: String, quotient: String) throws {
    let (x, y) = (try #require(Complex128(dividend)), try #require(Complex128(divisor)))
    #expect((x / y).description == quotient)
  }

  @Test("Magnitude")
  func magnitude() {
    #expect(Complex64(3, 4).magnitude == 5)
    #expect(Complex128(-3 * 0x1p900, 4 * 0x1p900).magnitude == 5 * 0x1p900)
    #expect(Complex128(3 * 0x1p-1070, 4 * 0x1p-1070).magnitude == 5 * 0x1p-1070)
    #expect(Complex64(0, -0.0).magnitude == 0)
    #expect(Complex64(.nan, -.infinity).magnitude == .infinity)
    #expect(Complex64(.nan, 1).magnitude.isNaN && Complex64(1, .nan).magnitude.isNaN)
    #expect(Complex64(.greatestFiniteMagnitude, .greatestFiniteMagnitude).magnitude == .infinity)
    #expect(Complex128(1, 0x1p-600).magnitude == 1)
  }

  @Test("Classes")
  func classes() {
    #expect(Complex64(1, 2).isFinite && !Complex64(1, .nan).isFinite && !Complex64(.infinity, 1).isFinite)
    #expect(Complex64(.nan, .infinity).isInfinite && !Complex64(.nan, .infinity).isNaN)
    #expect(Complex64(1, .nan).isNaN && !Complex64(1, 2).isNaN)
    #expect(Complex64(.nan, 0) != Complex64(.nan, 0))
    #expect(Complex64(-0.0, 0) == 0 && Complex64(-0.0, 0).hashValue == Complex64(0).hashValue)
  }

  @Test("Description")
  func description() {
    #expect(Complex64(1, 2).description == "1.0+2.0j")
    #expect(Complex128(0.1, -1e-20).description == "0.1-1e-20j")
    #expect(Complex128("0.1-1e-20j") == Complex128(0.1, -1e-20))
    #expect((1.5 as Complex64) == Complex64(1.5, 0))
  }
}
