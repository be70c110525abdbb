import JacobiCore
import Testing

private let a = Dimension.symbol("a")
private let b = Dimension.symbol("b")

@Suite struct DimensionIdentities {
  @Test func isOneWord() {
    #expect(MemoryLayout<Dimension>.size == MemoryLayout<Int>.size)
  }

  @Test func knownArithmeticIsThatOfIntegers() {
    for x in -9...9 {
      for y in -9...9 {
        #expect(Dimension(x) + Dimension(y) == Dimension(x + y))
        #expect(Dimension(x) - Dimension(y) == Dimension(x - y))
        #expect(Dimension(x) * Dimension(y) == Dimension(x * y))
        #expect(Dimension.minimum(Dimension(x), Dimension(y)).known == min(x, y))
        #expect(Dimension.maximum(Dimension(x), Dimension(y)).known == max(x, y))
        guard y != 0 else { continue }
        let quotient = Int((Double(x) / Double(y)).rounded(.down))
        #expect(Dimension(x).floorDivided(by: Dimension(y)).known == quotient)
        #expect(Dimension(x).modulo(Dimension(y)).known == x - y * quotient)
        let ceiling = Int((Double(x) / Double(y)).rounded(.up))
        #expect(Dimension(x).ceilDivided(by: Dimension(y)).known == ceiling)
      }
    }
  }

  @Test(arguments: [0, 1, -1, -7, .max, .min, .min + 1])
  func keepsEveryInteger(_ value: Int) {
    #expect(Dimension(value).known == value)
    #expect(Dimension(value).isKnown)
    #expect(Dimension(value).description == "\(value)")
    #expect(Dimension(value) == Dimension(value) + 0)
    #expect(!Dimension(value).isOverflow)
  }

  @Test func symbolsAreEqualByName() {
    #expect(a == Dimension.symbol("a"))
    #expect(a != b)
    #expect(a.known == nil)
    #expect(!a.isKnown)
    #expect((a * b + a).symbols == ["a", "b"])
    #expect((a.floorDivided(by: b) - a.modulo(3)).symbols == ["a", "b"])
    #expect(Dimension(3).symbols.isEmpty)
  }

  @Test func ringLaws() {
    #expect(a + b == b + a)
    #expect(a * b == b * a)
    #expect(a + a == 2 * a)
    #expect((a + b) * (a - b) == a * a - b * b)
    #expect(a - a == 0)
    #expect(a * 0 == 0)
    #expect(-(-a) == a)
    #expect(a + b - a == b)
    #expect(a * b != a + b)
  }

  /// What prints as the text on the right is the value on the left, and no other value prints so.
  @Test(arguments: [
    (2 * b + 1, "2*b + 1"),
    (1 - b, "-b + 1"),
    (b * b * a - 3 * a, "a*b^2 - 3*a"),
    ((a + b) * (a + b), "a^2 + 2*a*b + b^2"),
    (b.floorDivided(by: 2), "floordiv(b, 2)"),
    (b.modulo(4) * 2, "2*mod(b, 4)"),
    (Dimension.minimum(b, a), "min(a, b)"),
    (Dimension.maximum(4, b), "max(b, 4)"),
    (Dimension.maximum(Dimension.maximum(b, 4), a), "max(a, b, 4)"),
    (b + Dimension(.min), "b - 9223372036854775808"),
    (Dimension(.min) * b, "-9223372036854775808*b"),
  ])
  func printsReadably(_ dimension: Dimension, _ text: String) {
    #expect(dimension.description == text)
    #expect(Dimension(parsing: text) == dimension)
  }

  @Test func divisionTakesOutMultiples() {
    #expect((6 * b).floorDivided(by: 6) == b)
    #expect((4 * b + 2).floorDivided(by: 4) == b)
    #expect((4 * b + 2).modulo(4) == 2)
    #expect((b + 9).floorDivided(by: 4) == (b + 1).floorDivided(by: 4) + 2)
    #expect((b - 1).modulo(4) == (b + 3).modulo(4))
    #expect((2 * b + 1).floorDivided(by: 4) == b.floorDivided(by: 2))
    #expect((2 * b + 1).modulo(4) == 2 * b.modulo(2) + 1)
    #expect((a * b).floorDivided(by: b) == a)
    #expect((a * b + a).modulo(b) == a.modulo(b))
    #expect((a * a - b * b).floorDivided(by: a + b) == a - b)
    #expect((2 * a).floorDivided(by: 2 * b) == a.floorDivided(by: b))
    #expect(b.floorDivided(by: -4) == (-b).floorDivided(by: 4))
    #expect(b.floorDivided(by: 1) == b)
    #expect(b.modulo(1) == 0)
    #expect(b.modulo(4).modulo(4) == b.modulo(4))
    #expect(b.modulo(4).floorDivided(by: 4) == 0)
    #expect(b.floorDivided(by: 2).floorDivided(by: 3) == b.floorDivided(by: 6))
    #expect((b - 1).floorDivided(by: b) == 0)
    #expect(a.floorDivided(by: 2) != a.floorDivided(by: 3))
  }

  /// A common factor of dividend and divisor does not cancel where it leaves a remainder and the divisor's sign is open:
  /// floor(1 / -2) is not floor(0 / -1).
  @Test func divisorsOfUnknownSign() {
    let dividend = 2 * a + 1
    let divisor = 2 * b - 2 * Dimension.symbol("c")
    let sizes = ["a": 0, "b": 1, "c": 2]
    #expect(dividend.floorDivided(by: divisor).evaluated(sizes) == -1)
    #expect(dividend.modulo(divisor).evaluated(sizes) == -1)
    #expect(dividend.ceilDivided(by: divisor).evaluated(sizes) == 0)
  }

  @Test func roundingUp() {
    #expect(b.ceilDivided(by: 4) == (b + 3).floorDivided(by: 4))
    #expect((4 * b + 1).ceilDivided(by: 4) == b + 1)
    #expect((a * b).ceilDivided(by: b) == a)
    #expect(b.ceilDivided(by: -4).evaluated(["b": 9]) == -2)
    #expect(Dimension(.max).ceilDivided(by: 1).known == .max)
  }

  @Test func extremaDropWhatCannotWin() {
    #expect(Dimension.minimum(a, a) == a)
    #expect(Dimension.maximum(a, b) == Dimension.maximum(b, a))
    #expect(Dimension.maximum(b, 0) == b)
    #expect(Dimension.maximum(b, b - 3) == b)
    #expect(Dimension.minimum(b, a * b + b) == b)
    #expect(Dimension.maximum(Dimension.minimum(a, b), a) == a)
    // True of sizes that are at least one only, which is an assumption of the bounds, not of the canonical form.
    #expect(Dimension.maximum(b, 1) != b)
    #expect(Dimension.maximum(b, 1).evaluated(["b": 0]) == 1)
  }

  @Test func substitution() {
    #expect((a + 2 * b).substituting(["a": b, "b": a]) == 2 * a + b)
    #expect(a.floorDivided(by: b).substituting(["a": 3 * b]) == 3)
    #expect(Dimension.maximum(a, 4).substituting(["a": 9]) == 9)
    #expect((a * b).substituting(["c": 9]) == a * b)
    #expect((a * b).substituting(["a": Dimension(.max), "b": 2]).isOverflow)
    #expect(a.substituting(["b": .overflow]) == a)
    #expect(a.substituting(["a": .overflow]).isOverflow)
  }

  @Test func evaluation() {
    #expect((2 * b + 1).evaluated(["b": 3]) == 7)
    #expect((2 * b + 1).evaluated(["a": 3]) == nil)
    #expect((2 * b + 1).evaluated(["b": -3]) == nil)
    #expect((2 * b + 1).evaluated(["b": .max]) == nil)
    #expect(a.floorDivided(by: b).evaluated(["a": 3, "b": 0]) == nil)
    // The expanded square has terms beyond the range of Int.
    #expect(((a - b) * (a - b)).evaluated(["a": .max, "b": .max - 2]) == 4)
    #expect(Dimension(-3).evaluated([:]) == -3)
  }
}

@Suite struct DimensionOverflow {
  @Test func arithmeticOutOfRangeOverflows() {
    #expect((Dimension(.max) + 1).isOverflow)
    #expect((Dimension(.min) - 1).isOverflow)
    #expect((Dimension(.max) * 2).isOverflow)
    #expect((-Dimension(.min)).isOverflow)
    #expect(Dimension(.min).floorDivided(by: -1).isOverflow)
    #expect(Dimension(.min).modulo(-1) == 0)
    #expect((Dimension(.max) * b + b).isOverflow)
    #expect((Dimension(.max) * b * 2).isOverflow)
    #expect(!(Dimension(.max) * b).isOverflow)
    #expect(!(Dimension(.min) - Dimension(.min)).isOverflow)
  }

  @Test func divisionByZeroOverflows() {
    #expect(Dimension(1).floorDivided(by: 0).isOverflow)
    #expect(Dimension(1).modulo(0).isOverflow)
    #expect(Dimension(0).ceilDivided(by: 0).isOverflow)
    #expect(b.floorDivided(by: 0).isOverflow)
    #expect(b.modulo(b - b).isOverflow)
  }

  @Test func overflowPropagates() {
    let poison = Dimension(.max) + 1
    for other in [0, 1, -1, a, poison] {
      for result in [
        poison + other, other + poison, poison - other, other - poison, poison * other, other * poison, -poison,
        poison.floorDivided(by: other), other.floorDivided(by: poison), poison.modulo(other), other.modulo(poison),
        poison.ceilDivided(by: other), other.ceilDivided(by: poison), .minimum(poison, other), .maximum(other, poison),
      ] {
        #expect(result.isOverflow)
      }
    }
    #expect(poison.known == nil)
    #expect(poison.symbols.isEmpty)
    #expect(poison.evaluated([:]) == nil)
    #expect(poison.substituting(["a": 1]).isOverflow)
    #expect(poison == .overflow)
    #expect(Dimension.decide(poison, .equal, poison) == nil)
    #expect(Dimension(parsing: poison.description) == nil)
  }

  @Test func expressionsWithoutEndOverflow() {
    let product = (0..<20).reduce(Dimension(1)) { $0 * (Dimension.symbol("x\($1)") + 1) }
    #expect(product.isOverflow)
    let power = (0..<65).reduce(Dimension(1)) { product, _ in product * a }
    #expect(power.isOverflow)
  }
}

@Suite struct DimensionText {
  @Test(arguments: [
    "", " ", "+", "b +", "* b", "2b", "b 2", "a b", "(b", "b)", "()", "(a, b)", "a,b", "1.5", "a // b", "0\u{301}",
    "min(a)", "mod(a, b, 2)", "floordiv(a)", "f(a, b)", "b^", "b^-1", "b^a", "b^99", "2^64", "9223372036854775808",
    "floordiv(b, 0)", "<overflow>",
  ])
  func malformedTextIsRejected(_ text: String) {
    #expect(Dimension(parsing: text) == nil)
  }

  @Test func readsWhatItDoesNotPrint() {
    #expect(Dimension(parsing: " ( b+1 ) * 2 ") == 2 * b + 2)
    #expect(Dimension(parsing: "--b - -3") == b + 3)
    #expect(Dimension(parsing: "-2^2") == -4)
    #expect(Dimension(parsing: "(a + 1)^2") == a * a + 2 * a + 1)
    #expect(Dimension(parsing: "min") == .symbol("min"))
    #expect(Dimension(parsing: "größe_1") == .symbol("größe_1"))
    #expect(Dimension(parsing: "mod(4*b + 2, 4)") == 2)
  }

  @Test func deepNestingIsRejectedAndNotACrash() {
    let depth = 100_000
    let text = String(repeating: "(", count: depth) + "b" + String(repeating: ")", count: depth)
    #expect(Dimension(parsing: text) == nil)
    #expect(Dimension(parsing: String(repeating: "-", count: depth) + "b") == b)
  }
}

@Suite struct DimensionConcurrency {
  @Test func manyThreadsInternTheSameExpressions() async {
    let results = await withTaskGroup(of: [Dimension].self) { group in
      for task in 0..<16 {
        group.addTask {
          // Each task starts elsewhere, so that they race for the first use of each expression.
          let indices = (0..<300).map { ($0 + task * 37) % 300 }
          let made = indices.map { ($0, Dimension.symbol("thread\($0)") * Dimension($0) + 1) }
          return made.sorted { $0.0 < $1.0 }.map(\.1)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.count == 16)
    for result in results {
      #expect(result == results[0])
    }
    #expect(Set(results[0]).count == 300)
    #expect(results[0][7].description == "7*thread7 + 1")
  }
}
