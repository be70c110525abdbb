/// All that interval arithmetic knows about a value: its least and its greatest possible value, nil where there is none.
struct SizeRange: Hashable, Sendable {
  var lower: Int?
  var upper: Int?

  static let unbounded = SizeRange(lower: nil, upper: nil)

  /// The value, if there is one only.
  var onlyValue: Int? { lower == upper ? lower : nil }
}

extension DimensionBounds {
  /// Bounds on the values of a polynomial.
  ///
  /// Where products occur, each atom is first replaced by its distance from one of its bounds. That is what relates `b*b`
  /// to `b`: with `b == 1 + t` the difference of the two is `t*t + t`, not negative because none of its terms is.
  func range(of polynomial: SizePolynomial) -> SizeRange {
    polynomial.isLinear ? rangeOfLinear(polynomial) : rangeOfShifted(polynomial)
  }

  private func rangeOfLinear(_ polynomial: SizePolynomial) -> SizeRange {
    polynomial.terms.reduce(SizeRange(lower: 0, upper: 0)) { sum, term in
      guard let atom = term.monomial.factors.first?.atom else {
        return sum.adding(SizeRange(lower: term.coefficient, upper: term.coefficient))
      }
      return sum.adding(range(of: atom).multiplied(by: term.coefficient))
    }
  }

  private func rangeOfShifted(_ polynomial: SizePolynomial) -> SizeRange {
    var replacements: [SizeAtom: SizePolynomial] = [:]
    var distances: [SizeAtom: SizeRange] = [:]
    for atom in polynomial.atoms {
      let range = range(of: atom)
      distances[atom] = SizeRange(lower: 0, upper: nil)
      if let lower = range.lower {
        distances[atom]?.upper = range.upper.flatMap { try? $0.checkedSubtracting(lower) }
        replacements[atom] = lower == 0 ? nil : try? SizePolynomial(atom).adding(lower)
      } else if let upper = range.upper {
        replacements[atom] = try? SizePolynomial(atom).negated().adding(upper)
      } else {
        distances[atom] = .unbounded
      }
    }
    guard let shifted = try? polynomial.replacing(replacements) else { return .unbounded }
    return shifted.terms.reduce(SizeRange(lower: 0, upper: 0)) { sum, term in
      sum.adding(term.range(ofDistances: distances))
    }
  }

  /// Bounds on the values of `floordiv(dividend, divisor)`, wherever the divisor is not zero.
  func rangeOfQuotient(_ dividend: SizePolynomial, by divisor: SizePolynomial) -> SizeRange {
    let (dividend, divisor) = (range(of: dividend), range(of: divisor))
    guard let leastDivisor = divisor.lower, leastDivisor >= 0, divisor.upper != 0 else { return .unbounded }
    // A dividend on this side of zero is drawn towards zero by the greatest divisor, on the other side by the least.
    let least = max(1, leastDivisor)
    func quotient(_ dividend: Int, drawnTowardsZero: Bool) -> Int? {
      guard drawnTowardsZero else { return try? dividend.checkedFloorDividing(by: least) }
      return divisor.upper.map { try? dividend.checkedFloorDividing(by: $0) } ?? (dividend < 0 ? -1 : 0)
    }
    return SizeRange(
      lower: dividend.lower.flatMap { quotient($0, drawnTowardsZero: $0 >= 0) },
      upper: dividend.upper.flatMap { quotient($0, drawnTowardsZero: $0 < 0) })
  }

  private func range(of atom: SizeAtom) -> SizeRange {
    switch atom {
    case .symbol(let name): SizeRange(lower: lowerBound(of: name), upper: upperBound(of: name))
    case .operation(.floorDivision, let operands): rangeOfQuotient(operands[0], by: operands[1])
    case .operation(.modulo, let operands): rangeOfRemainder(operands[0], by: operands[1])
    case .operation(.minimum, let operands): operands.map(range(of:)).reduced(lower: .everyOne, upper: .anyOne, by: min)
    case .operation(.maximum, let operands): operands.map(range(of:)).reduced(lower: .anyOne, upper: .everyOne, by: max)
    }
  }

  private func rangeOfRemainder(_ dividend: SizePolynomial, by divisor: SizePolynomial) -> SizeRange {
    let (dividend, divisor) = (range(of: dividend), range(of: divisor))
    guard let leastDivisor = divisor.lower, leastDivisor >= 0 else { return .unbounded }
    var candidates = divisor.upper.map { [$0 - 1] } ?? []
    if let least = dividend.lower, least >= 0, let greatest = dividend.upper { candidates.append(greatest) }
    return SizeRange(lower: 0, upper: candidates.min())
  }
}

extension [SizeRange] {
  /// Whether a bound on the extremum takes a bound on each operand, or follows from one alone.
  fileprivate enum Requirement { case everyOne, anyOne }

  fileprivate func reduced(lower: Requirement, upper: Requirement, by choose: (Int, Int) -> Int) -> SizeRange {
    func reduce(_ bounds: [Int?], _ requirement: Requirement) -> Int? {
      let known = bounds.compactMap(\.self)
      if requirement == .everyOne && known.count < bounds.count { return nil }
      return known.first.map { known.dropFirst().reduce($0, choose) }
    }
    return SizeRange(lower: reduce(map(\.lower), lower), upper: reduce(map(\.upper), upper))
  }
}

/// A bound that no `Int` can express is none.
extension SizeRange {
  fileprivate func multiplied(by factor: Int) -> SizeRange {
    let lower = lower.flatMap { try? $0.checkedMultiplying(by: factor) }
    let upper = upper.flatMap { try? $0.checkedMultiplying(by: factor) }
    return factor < 0 ? SizeRange(lower: upper, upper: lower) : SizeRange(lower: lower, upper: upper)
  }

  fileprivate func adding(_ other: SizeRange) -> SizeRange {
    func sum(_ lhs: Int?, _ rhs: Int?) -> Int? {
      guard let lhs, let rhs else { return nil }
      return try? lhs.checkedAdding(rhs)
    }
    return SizeRange(lower: sum(lower, other.lower), upper: sum(upper, other.upper))
  }
}

extension SizePolynomial.Term {
  /// Bounds on the term when its atoms are distances: never negative, or without any bounds.
  fileprivate func range(ofDistances distances: [SizeAtom: SizeRange]) -> SizeRange {
    if monomial.isOne { return SizeRange(lower: coefficient, upper: coefficient) }
    var greatest: Int? = coefficient
    for factor in monomial.factors {
      let distance = distances[factor.atom] ?? .unbounded
      if distance.lower == nil { return .unbounded }
      greatest = greatest.flatMap { greatest in
        distance.upper.flatMap { try? greatest.checkedMultiplying(by: $0.checkedRaising(to: factor.power)) }
      }
    }
    return coefficient > 0 ? SizeRange(lower: 0, upper: greatest) : SizeRange(lower: greatest, upper: 0)
  }
}
