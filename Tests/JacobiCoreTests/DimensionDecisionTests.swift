import JacobiCore
import Testing

/// What `decide` finds out; that it is never wrong is tested among the properties.
@Suite struct DimensionDecisions {
  private let a = Dimension.symbol("a")
  private let b = Dimension.symbol("b")

  @Test func knownSizes() {
    #expect(Dimension.decide(2, .less, 3) == true)
    #expect(Dimension.decide(3, .notEqual, 3) == false)
    #expect(Dimension.decide(Dimension(.min), .lessOrEqual, Dimension(.max)) == true)
  }

  @Test func boundsOfNames() {
    #expect(Dimension.decide(b, .greaterOrEqual, 1) == true)
    #expect(Dimension.decide(b, .equal, 0) == false)
    #expect(Dimension.decide(b, .greater, 1) == nil)
    #expect(Dimension.decide(b, .equal, a) == nil)
    #expect(Dimension.decide(b + 1, .greater, b) == true)
    #expect(Dimension.decide(a * b, .greaterOrEqual, a) == true)
    #expect(Dimension.decide(b * b, .greaterOrEqual, b) == true)
    #expect(Dimension.decide(b * b, .less, b) == false)
    let bounds = DimensionBounds.default.setting("b", atLeast: 0, atMost: 8)
    #expect(Dimension.decide(b, .less, 9, assuming: bounds) == true)
    #expect(Dimension.decide(b, .notEqual, 9, assuming: bounds) == true)
    #expect(Dimension.decide(b, .greaterOrEqual, 1, assuming: bounds) == nil)
    #expect(Dimension.decide(a * b, .greaterOrEqual, a, assuming: bounds) == nil)
    let exact = DimensionBounds.default.setting("b", atLeast: 3, atMost: 3)
    #expect(Dimension.decide(b * b, .equal, 9, assuming: exact) == true)
  }

  @Test func divisibility() {
    #expect(Dimension.decide(2 * a, .equal, 2 * b + 1) == false)
    #expect(Dimension.decide(6 * a, .notEqual, 3 * b + 1) == true)
    #expect(Dimension.decide(2 * a, .equal, 3 * b + 1) == nil)
  }

  @Test func quotientsAndRemainders() {
    let quotient = b.floorDivided(by: 4)
    #expect(Dimension.decide(b.modulo(4), .less, 4) == true)
    #expect(Dimension.decide(b.modulo(4), .lessOrEqual, b) == true)
    #expect(Dimension.decide(4 * quotient, .lessOrEqual, b) == true)
    #expect(Dimension.decide(4 * quotient, .greater, b - 4) == true)
    #expect(Dimension.decide(4 * quotient, .greater, b - 3) == nil)
    #expect(Dimension.decide(4 * quotient + b.modulo(4), .equal, b) == true)
    #expect(Dimension.decide(quotient, .lessOrEqual, b) == true)
    #expect(Dimension.decide(quotient, .greater, b) == false)
    #expect(Dimension.decide((b + 1).floorDivided(by: 4), .greaterOrEqual, quotient) == true)
    #expect(Dimension.decide((b + 1).floorDivided(by: 2) + b.floorDivided(by: 2), .equal, b) == true)
    #expect(Dimension.decide(b.ceilDivided(by: 4) * 4, .greaterOrEqual, b) == true)
    #expect(Dimension.decide(b.ceilDivided(by: 4), .greaterOrEqual, 1) == true)
  }

  @Test func symbolicDivisors() {
    #expect(Dimension.decide(a.modulo(b), .less, b) == true)
    #expect(Dimension.decide(a.modulo(b), .lessOrEqual, a) == true)
    #expect(Dimension.decide(a.floorDivided(by: b), .lessOrEqual, a) == true)
    #expect(Dimension.decide(b * a.floorDivided(by: b), .lessOrEqual, a) == true)
    #expect(Dimension.decide(b * a.floorDivided(by: b) + a.modulo(b), .equal, a) == true)
    #expect(Dimension.decide(b * a.ceilDivided(by: b), .greaterOrEqual, a) == true)
  }

  @Test func extrema() {
    #expect(Dimension.decide(.minimum(a, b), .lessOrEqual, a) == true)
    #expect(Dimension.decide(.maximum(a, b), .less, b) == false)
    #expect(Dimension.decide(.maximum(a, b), .lessOrEqual, a + b) == true)
    #expect(Dimension.decide(.maximum(a, b), .greater, a) == nil)
    #expect(Dimension.decide(.minimum(a, b), .lessOrEqual, .maximum(a, b)) == true)
    #expect(Dimension.decide(.maximum(b, 1), .equal, b) == true)
    #expect(Dimension.decide(.maximum(b - 4, 0), .less, b) == true)
  }

  @Test func contradictoryBoundsDecideNothing() {
    let bounds = DimensionBounds.default.setting("b", atLeast: 5).setting("b", atMost: 4)
    #expect(bounds.isContradictory)
    #expect(Dimension.decide(b, .equal, 7, assuming: bounds) == nil)
    #expect(!bounds.setting("b", atMost: 5).isContradictory)
  }

  @Test func boundsAreValues() {
    #expect(DimensionBounds.default.setting("b", atLeast: 1) == .default)
    #expect(DimensionBounds.default.setting("b", atLeast: -3).lowerBound(of: "b") == 0)
    let bounds = DimensionBounds.default.setting("b", atMost: 8).setting("b", atLeast: 2)
    #expect(bounds.lowerBound(of: "b") == 2)
    #expect(bounds.upperBound(of: "b") == 8)
    #expect(bounds.upperBound(of: "a") == nil)
  }

  @Test func comparisonsPrintAsOperators() {
    #expect(DimensionComparison.allCases.map(\.description) == ["==", "!=", "<", "<=", ">", ">="])
  }

  /// Values near the ends of `Int` must lead to no answer rather than to a wrong one or a trap.
  @Test func extremeSizes() {
    let bounds = DimensionBounds.default.setting("a", atLeast: .max - 1).setting("b", atMost: .max)
    #expect(Dimension.decide(a * b, .greaterOrEqual, 1, assuming: bounds) != false)
    #expect(Dimension.decide(a + Dimension(.max), .less, 0, assuming: bounds) != true)
    #expect(Dimension.decide(Dimension(.min) * b, .greater, Dimension(.max), assuming: bounds) != true)
    #expect(Dimension.decide(b, .greaterOrEqual, Dimension(.min), assuming: bounds) != false)
  }
}
