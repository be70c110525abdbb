import JacobiCore
import Testing

/// Random expressions, compared with a plain evaluation of the same expressions that simplifies nothing.
@Suite struct DimensionProperties {
  @Test func valuesSurviveCanonicalForms() {
    var generator = SeededGenerator(seed: 1)
    var comparisons = 0
    for _ in 0..<800 {
      let expression = Expression.random(depth: 4, using: &generator)
      let dimension = expression.dimension
      for bindings in Bindings.random(count: 12, atLeast: 0, using: &generator) {
        // A simplified form may have a value where the original divides by zero, but never a different one.
        guard let value = expression.evaluated(bindings) else { continue }
        #expect(dimension.evaluated(bindings) == value, "\(expression) -> \(dimension) at \(bindings)")
        comparisons += 1
      }
    }
    #expect(comparisons > 5000)
  }

  @Test func printedFormsParseBack() {
    var generator = SeededGenerator(seed: 2)
    var symbolic = 0
    for _ in 0..<800 {
      let dimension = Expression.random(depth: 4, using: &generator).dimension
      if dimension.isOverflow { continue }
      #expect(Dimension(parsing: dimension.description) == dimension, "\(dimension)")
      symbolic += dimension.isKnown ? 0 : 1
    }
    #expect(symbolic > 250)
  }

  @Test func substitutionCommutesWithEvaluation() {
    var generator = SeededGenerator(seed: 3)
    var comparisons = 0
    for _ in 0..<500 {
      let expression = Expression.random(depth: 3, using: &generator)
      let replacement = Expression.random(depth: 2, using: &generator)
      let substituted = expression.dimension.substituting(["a": replacement.dimension])
      for bindings in Bindings.random(count: 8, atLeast: 0, using: &generator) {
        // Only sizes, which are not negative, may take the place of a size.
        guard let inner = replacement.evaluated(bindings), inner >= 0 else { continue }
        var outer = bindings
        outer["a"] = inner
        guard let value = expression.evaluated(outer) else { continue }
        #expect(substituted.evaluated(bindings) == value, "\(expression), a = \(replacement), at \(bindings)")
        comparisons += 1
      }
    }
    #expect(comparisons > 1000)
  }

  /// The soundness of `decide`: no answer may be contradicted by any choice of sizes within the bounds.
  @Test(arguments: [0, 1, 2, 3])
  func decisionsHoldAtAllSizes(_ scenario: Int) {
    let bounds: DimensionBounds =
      switch scenario {
      case 0: .default
      case 1: .default.setting("a", atLeast: 0).setting("b", atLeast: 0).setting("c", atLeast: 0)
      case 2: .default.setting("a", atLeast: 2, atMost: 5).setting("b", atMost: 3)
      default: .default.setting("a", atLeast: 3, atMost: 3).setting("b", atLeast: 4).setting("c", atLeast: 0, atMost: 6)
      }
    let choices = Bindings.all(within: bounds, upTo: 6)
    var generator = SeededGenerator(seed: UInt64(100 + scenario))
    var decided: [DimensionComparison: Int] = [:]
    for round in 0..<250 {
      let lhs = Expression.random(depth: 3, using: &generator)
      // Every other time two related sides, about which there is more to be said.
      let other = Expression.random(depth: round.isMultiple(of: 2) ? 3 : 1, using: &generator)
      let rhs = round.isMultiple(of: 2) ? other : .random(joining: lhs, and: other, using: &generator)
      let values = choices.map { (lhs.evaluated($0), rhs.evaluated($0)) }
      let (left, right) = (lhs.dimension, rhs.dimension)
      for comparison in DimensionComparison.allCases {
        guard let answer = Dimension.decide(left, comparison, right, assuming: bounds) else { continue }
        decided[comparison, default: 0] += 1
        let counterexample = values.firstIndex { value in
          guard let lhsValue = value.0, let rhsValue = value.1 else { return false }
          return comparison.holds(lhsValue, rhsValue) != answer
        }
        #expect(
          counterexample == nil,
          "\(lhs) \(comparison) \(rhs) is not \(answer) at \(choices[counterexample ?? 0])")
      }
    }
    for comparison in DimensionComparison.allCases {
      #expect((decided[comparison] ?? 0) > 25, "hardly any decision about \(comparison)")
    }
  }
}

extension DimensionComparison {
  fileprivate func holds(_ lhs: Int, _ rhs: Int) -> Bool {
    switch self {
    case .equal: lhs == rhs
    case .notEqual: lhs != rhs
    case .less: lhs < rhs
    case .lessOrEqual: lhs <= rhs
    case .greater: lhs > rhs
    case .greaterOrEqual: lhs >= rhs
    }
  }
}

private enum Bindings {
  static let names = ["a", "b", "c"]

  static func random(count: Int, atLeast lower: Int, using generator: inout SeededGenerator) -> [[String: Int]] {
    (0..<count).map { round in
      // Small sizes meet the corner cases, larger ones the generic one.
      let upper = round.isMultiple(of: 2) ? 6 : 200
      return Dictionary(uniqueKeysWithValues: names.map { ($0, Int.random(in: lower...upper, using: &generator)) })
    }
  }

  static func all(within bounds: DimensionBounds, upTo limit: Int) -> [[String: Int]] {
    names.reduce([[:]]) { choices, name in
      let sizes = bounds.lowerBound(of: name)...min(limit, bounds.upperBound(of: name) ?? limit)
      return choices.flatMap { choice in sizes.map { choice.merging([name: $0]) { $1 } } }
    }
  }
}

/// An expression as written, with a definition of its value that shares nothing with `Dimension`.
private indirect enum Expression: CustomStringConvertible {
  case symbol(String)
  case constant(Int)
  case operation(Operation, Expression, Expression)

  enum Operation: CaseIterable {
    case sum, difference, product, floorDivision, modulo, ceilingDivision, minimum, maximum
  }

  static func random(depth: Int, using generator: inout SeededGenerator) -> Expression {
    if depth == 0 || Int.random(in: 0..<8, using: &generator) == 0 {
      return Bool.random(using: &generator)
        ? .symbol(Bindings.names.randomElement(using: &generator)!)
        : .constant(Int.random(in: -4...8, using: &generator))
    }
    let lhs = random(depth: depth - 1, using: &generator)
    return random(joining: lhs, and: random(depth: depth - 1, using: &generator), using: &generator)
  }

  static func random(
    joining lhs: Expression, and rhs: Expression, using generator: inout SeededGenerator
  ) -> Expression {
    .operation(Operation.allCases.randomElement(using: &generator)!, lhs, rhs)
  }

  var dimension: Dimension {
    switch self {
    case .symbol(let name): .symbol(name)
    case .constant(let value): Dimension(value)
    case .operation(.sum, let lhs, let rhs): lhs.dimension + rhs.dimension
    case .operation(.difference, let lhs, let rhs): lhs.dimension - rhs.dimension
    case .operation(.product, let lhs, let rhs): lhs.dimension * rhs.dimension
    case .operation(.floorDivision, let lhs, let rhs): lhs.dimension.floorDivided(by: rhs.dimension)
    case .operation(.modulo, let lhs, let rhs): lhs.dimension.modulo(rhs.dimension)
    case .operation(.ceilingDivision, let lhs, let rhs): lhs.dimension.ceilDivided(by: rhs.dimension)
    case .operation(.minimum, let lhs, let rhs): .minimum(lhs.dimension, rhs.dimension)
    case .operation(.maximum, let lhs, let rhs): .maximum(lhs.dimension, rhs.dimension)
    }
  }

  /// Nil at a division by zero.
  func evaluated(_ bindings: [String: Int]) -> Int? {
    switch self {
    case .symbol(let name): bindings[name]
    case .constant(let value): value
    case .operation(let operation, let lhs, let rhs):
      if let lhs = lhs.evaluated(bindings), let rhs = rhs.evaluated(bindings) { operation.value(lhs, rhs) } else { nil }
    }
  }

  var description: String {
    switch self {
    case .symbol(let name): name
    case .constant(let value): "\(value)"
    case .operation(let operation, let lhs, let rhs): "\(operation)(\(lhs), \(rhs))"
    }
  }
}

extension Expression.Operation {
  fileprivate func value(_ lhs: Int, _ rhs: Int) -> Int? {
    switch self {
    case .sum: return lhs + rhs
    case .difference: return lhs - rhs
    case .product: return lhs * rhs
    case .minimum: return min(lhs, rhs)
    case .maximum: return max(lhs, rhs)
    case .modulo: return rhs == 0 ? nil : ((lhs % rhs) + rhs) % rhs
    case .floorDivision: return rhs == 0 ? nil : (lhs - ((lhs % rhs) + rhs) % rhs) / rhs
    case .ceilingDivision: return rhs == 0 ? nil : -((-lhs - ((-lhs % rhs) + rhs) % rhs) / rhs)
    }
  }
}
