import JacobiCore
import Testing

@Suite("BFloat16")
struct BFloat16Tests {
  private static let all: [BFloat16] = (UInt16.min...UInt16.max).map(BFloat16.init(bitPattern:))

  /// Every number but NaN, from the most negative to the largest, infinities included.
  private static let ordered: [BFloat16] =
    (0x8000...UInt16(0xFF80)).reversed().map(BFloat16.init(bitPattern:))
    + (0...UInt16(0x7F80)).map(BFloat16.init(bitPattern:))

  @Test("Every pattern survives a conversion to Float and Double")
  func exactConversions() {
    let wrong = Self.all.filter { number in
      // Signalling NaNs become quiet, the rest of the payload stays.
      let expected = number.isNaN ? number.bitPattern | 0x40 : number.bitPattern
      return BFloat16(Float(number)).bitPattern != expected || BFloat16(Double(number)).bitPattern != expected
    }
    #expect(wrong.isEmpty)
  }

  @Test("A NaN is neither less than a number, nor equal, nor greater")
  func notANumberIsUnordered() {
    let (nan, zero) = (BFloat16(Float.nan), BFloat16(0 as Float))
    #expect(!(nan < zero) && !(nan <= zero) && !(nan > zero) && !(nan >= zero))
    #expect(!(zero < nan) && !(zero <= nan) && !(zero > nan) && !(zero >= nan))
  }

  @Test("A NaN whose payload is cut off stays a NaN with its sign")
  func smallPayload() {
    #expect(BFloat16(Float(bitPattern: 0x7F80_0001)).bitPattern == 0x7FC0)
    #expect(BFloat16(Float(bitPattern: 0xFF80_0001)).bitPattern == 0xFFC0)
    #expect(BFloat16(-Double.nan).isNaN)
  }

  @Test("Between neighbours, the nearer one is taken, and the even one from the middle")
  func middles() {
    let finite = Self.ordered.filter(\.isFinite)
    let neighbours = zip(finite, finite.dropFirst()).filter { $0 != $1 }
    let wrong = neighbours.filter { lower, upper in
      // The middle is exact in both types; what is next to it in Double is much nearer to it than any Float.
      let middle = (Double(lower) + Double(upper)) / 2
      let even = lower.bitPattern % 2 == 0 ? lower : upper
      return BFloat16(middle).bitPattern != even.bitPattern || BFloat16(Float(middle)).bitPattern != even.bitPattern
        || BFloat16(middle.nextDown) != lower || BFloat16(Float(middle).nextDown) != lower
        || BFloat16(middle.nextUp) != upper || BFloat16(Float(middle).nextUp) != upper
    }
    #expect(neighbours.count == 0xFEFE)
    #expect(wrong.isEmpty, "\(wrong.first!)")
  }

  @Test("Past the largest number, half a place is kept and more is infinite")
  func overflow() {
    let largest = Double(BFloat16.greatestFiniteMagnitude)
    let limit = largest + (largest - Double(BFloat16.greatestFiniteMagnitude.nextDown)) / 2
    #expect(BFloat16(limit.nextDown) == .greatestFiniteMagnitude)
    #expect(BFloat16(limit) == .infinity)
    #expect(BFloat16(-limit) == -.infinity)
    #expect(BFloat16(Double.greatestFiniteMagnitude) == .infinity)
    #expect(BFloat16(Float.greatestFiniteMagnitude) == .infinity)
  }

  @Test("Past the smallest number, half of it is zero and more is not")
  func underflow() {
    let half = Double(BFloat16.leastNonzeroMagnitude) / 2
    #expect(BFloat16(half).bitPattern == 0)
    #expect(BFloat16(-half).bitPattern == 0x8000)
    #expect(BFloat16(half.nextUp) == .leastNonzeroMagnitude)
    #expect(BFloat16(Double.leastNonzeroMagnitude).bitPattern == 0)
  }

  @Test("Random numbers go to the nearest")
  func randomRounding() {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<3000 {
      let float = Float(bitPattern: .random(in: 0...UInt32.max, using: &random))
      if float.isFinite { #expect(BFloat16(float) == nearest(to: Double(float)), "\(float)") }
      let magnitude = Double(bitPattern: .random(in: 0x36D0 << 48...0x47F0 << 48, using: &random))
      let double = Bool.random(using: &random) ? magnitude : -magnitude
      #expect(BFloat16(double) == nearest(to: double), "\(double)")
    }
  }

  @Test("Integers are rounded once")
  func integers() {
    // Just above the middle between two numbers, which the nearest Float and Double do not tell from it.
    #expect(Double(BFloat16(Int64(0x1010_0000_0000_0001))) == 0x1.02p60)
    #expect(Double(BFloat16(Int64(-0x1010_0000_0000_0001))) == -0x1.02p60)
    #expect(Double(BFloat16(Int64(0x1010_0000_0000_0000))) == 0x1p60)
    #expect(Double(BFloat16(Int64(0x1030_0000_0000_0000 - 1))) == 0x1.02p60)
    #expect(Double(BFloat16(UInt64.max)) == 0x1p64)
    #expect(Double(BFloat16(Int64.min)) == -0x1p63)
    var random = SeededGenerator(seed: 3)
    for _ in 0..<3000 {
      // An integer that a Double holds exactly; there are numbers of all sizes.
      let integer = Int64.random(in: -(1 << 53)...(1 << 53), using: &random) >> Int64.random(in: 0..<54, using: &random)
      #expect(BFloat16(integer) == nearest(to: Double(integer)), "\(integer)")
      #expect(BFloat16(integer.magnitude) == nearest(to: Double(integer.magnitude)), "\(integer)")
    }
  }

  @Test("Literals")
  func literals() {
    let pi: BFloat16 = 3.14159
    #expect(pi.bitPattern == 0x4049)
    #expect((-2 as BFloat16).bitPattern == 0xC000)
    #expect(pi.description == "3.14")
  }

  @Test("Numbers are ordered like their values, and each is next to the other")
  func order() {
    let wrong = zip(Self.ordered, Self.ordered.dropFirst()).filter { lower, upper in
      if lower.isZero && upper.isZero { return lower < upper || lower != upper }
      return !(lower < upper) || upper < lower || lower == upper || lower.nextUp != upper || upper.nextDown != lower
    }
    #expect(wrong.isEmpty, "\(wrong.first!)")
    #expect(BFloat16.infinity.nextUp == .infinity)
    #expect((-BFloat16.infinity).nextDown == -.infinity)
    #expect(BFloat16.nan.nextUp.isNaN)
  }

  @Test("Equal as numbers, not as bits")
  func equality() {
    let minusZero = BFloat16(bitPattern: 0x8000)
    #expect(minusZero == 0)
    #expect(minusZero.hashValue == BFloat16(0).hashValue)
    #expect(BFloat16.nan != BFloat16.nan)
    #expect(!(BFloat16.nan < 1) && !(1 < BFloat16.nan))
  }

  @Test("Classes")
  func classes() {
    let wrong = Self.all.filter { number in
      let float = Float(bitPattern: UInt32(number.bitPattern) << 16)
      return number.isNaN != float.isNaN || number.isInfinite != float.isInfinite || number.isFinite != float.isFinite
        || number.isZero != float.isZero || number.isSubnormal != float.isSubnormal || number.sign != float.sign
    }
    #expect(wrong.isEmpty)
  }

  @Test("Arithmetic is rounded once")
  func arithmetic() {
    var random = SeededGenerator(seed: 4)
    for _ in 0..<3000 {
      let x = BFloat16(bitPattern: .random(in: 0...UInt16.max, using: &random))
      let y = BFloat16(bitPattern: .random(in: 0...UInt16.max, using: &random))
      guard x.isFinite && y.isFinite else { continue }
      // Double holds a product exactly, and rounds a sum or quotient by much less than it is away from a tie.
      expectSame(x * y, BFloat16(Double(x) * Double(y)))
      expectSame(x + y, BFloat16(Double(x) + Double(y)))
      expectSame(x - y, BFloat16(Double(x) - Double(y)))
      expectSame(x / y, BFloat16(Double(x) / Double(y)))
      var z = x
      z /= y
      expectSame(z, x / y)
      #expect((-x).bitPattern == x.bitPattern ^ 0x8000)
      #expect(x.magnitude == (x < 0 ? -x : x))
    }
  }

  @Test("Exact integers")
  func exactIntegers() {
    #expect(BFloat16(exactly: 256)?.bitPattern == 0x4380)
    #expect(BFloat16(exactly: 257) == nil)
    #expect(BFloat16(exactly: UInt64.max) == nil)
  }

  private func expectSame(_ x: BFloat16, _ y: BFloat16) {
    #expect(x.isNaN && y.isNaN || x.bitPattern == y.bitPattern, "\(x) \(y)")
  }

  /// The nearest number by its definition: of all numbers, found by bisection, that with the least distance.
  private func nearest(to value: Double) -> BFloat16 {
    var range = Self.ordered.startIndex..<Self.ordered.endIndex - 1
    while range.count > 1 {
      let middle = range.lowerBound + range.count / 2
      range = Double(Self.ordered[middle]) <= value ? middle..<range.upperBound : range.lowerBound..<middle
    }
    let (lower, upper) = (Self.ordered[range.lowerBound], Self.ordered[range.lowerBound + 1])
    let (below, above) = (value - position(of: lower), position(of: upper) - value)
    if below == above { return lower.bitPattern % 2 == 0 ? lower : upper }
    return below < above ? lower : upper
  }

  /// Infinity stands where the next number would be, if there were one.
  private func position(of number: BFloat16) -> Double {
    if number == .infinity { return 0x1p128 }
    return number == -.infinity ? -0x1p128 : Double(number)
  }
}
