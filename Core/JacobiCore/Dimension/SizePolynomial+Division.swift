extension SizePolynomial {
  /// Floor division in canonical form. An equation between polynomials, true for every integer value of the atoms,
  /// justifies each step, so the result agrees with the definition wherever the divisor is not zero.
  func floorDivided(by divisor: SizePolynomial) throws(SizeOverflow) -> SizePolynomial {
    if let constant, let divisor = divisor.constant {
      return SizePolynomial(try constant.checkedFloorDividing(by: divisor))
    }
    let division = try FloorDivision(self, by: divisor)
    return try division.whole.adding(division.quotientOfRemainder())
  }

  /// The remainder of ``floorDivided(by:)`` in canonical form: zero or of the sign of the divisor.
  func modulo(_ divisor: SizePolynomial) throws(SizeOverflow) -> SizePolynomial {
    if let constant, let divisor = divisor.constant {
      return SizePolynomial(try constant.checkedFloorRemainder(by: divisor))
    }
    let division = try FloorDivision(self, by: divisor)
    return try division.signed(division.remainder())
  }

  /// Polynomial division: `self == divisor * quotient + remainder`, the remainder as small as integers allow.
  ///
  /// The leading coefficient of the divisor must be positive.
  func divided(by divisor: SizePolynomial) throws(SizeOverflow) -> (
    quotient: SizePolynomial, remainder: SizePolynomial
  ) {
    let leading = divisor.terms[0]
    var (quotient, remainder): ([Term], [Term]) = ([], [])
    var rest = self
    while let term = rest.terms.first {
      guard let monomial = term.monomial.divided(by: leading.monomial),
        case let factor = Self.wholeMultiples(of: leading, in: term), factor != 0
      else {
        remainder.append(term)
        rest = try SizePolynomial(summing: Array(rest.terms.dropFirst()))
        continue
      }
      let step = Term(coefficient: factor, monomial: monomial)
      quotient.append(step)
      rest = try rest.subtracting(SizePolynomial(summing: [step]).multiplied(by: divisor))
    }
    return (try SizePolynomial(summing: quotient), try SizePolynomial(summing: remainder))
  }

  /// How often the divisor's leading coefficient goes into that of a term.
  private static func wholeMultiples(of leading: Term, in term: Term) -> Int {
    let quotient = term.coefficient / leading.coefficient
    // A constant leaves a non-negative remainder, so that `b - 1` and `b + 3` agree modulo 4. Elsewhere the sign is kept:
    // a remainder of `-b` says more, and reads better, than one of `3*b`.
    let roundsDown = term.monomial.isOne && term.coefficient % leading.coefficient < 0
    return roundsDown ? quotient - 1 : quotient
  }
}

/// A floor division with everything that is known to divide taken out:
///
///     dividend == divisor * whole + scale * numerator + offset,   divisor == scale * denominator,   0 <= offset < scale
///
/// so that its quotient is `whole + floordiv(numerator, denominator)`, and its remainder is
/// `scale * mod(numerator, denominator) + offset`. The leading coefficient of the denominator is positive.
private struct FloorDivision {
  var whole: SizePolynomial
  var numerator: SizePolynomial
  var denominator: SizePolynomial
  var scale: Int
  var offset = 0
  /// Whether both sides were negated, which leaves the quotient alone and negates the remainder.
  var isNegated: Bool

  init(_ dividend: SizePolynomial, by divisor: SizePolynomial) throws(SizeOverflow) {
    guard let leading = divisor.terms.first else { throw SizeOverflow() }
    isNegated = leading.coefficient < 0
    let dividend = isNegated ? try dividend.negated() : dividend
    let divisor = isNegated ? try divisor.negated() : divisor
    // An overflow on the way to a simpler form is no reason to give up the form at hand.
    let division = try? dividend.divided(by: divisor)
    whole = division?.quotient ?? .zero
    let remainder = division?.remainder ?? dividend

    var common = greatestCommonDivisor(remainder.variableContent, divisor.variableContent)
    common = greatestCommonDivisor(common, divisor.constantTerm.magnitude)
    // floor((g*e + c) / (g*k)) == floor((e + floor(c / g)) / k) takes k > 0; of other divisors only whole factors cancel.
    if divisor.constant == nil { common = greatestCommonDivisor(common, remainder.constantTerm.magnitude) }
    scale = Int(common)
    offset = try remainder.constantTerm.checkedFloorRemainder(by: scale)
    numerator = try remainder.adding(-offset).divided(by: SizePolynomial(scale)).quotient
    denominator = try divisor.divided(by: SizePolynomial(scale)).quotient
  }

  /// `floordiv(numerator, denominator)`.
  func quotientOfRemainder() throws(SizeOverflow) -> SizePolynomial {
    if let decided = decidedQuotient { return SizePolynomial(decided) }
    if let (inner, divisor) = try nestedDivision() { return try inner.floorDivided(by: divisor) }
    return SizePolynomial(.floorDivision, [numerator, denominator])
  }

  /// The remainder, before ``signed(_:)``.
  func remainder() throws(SizeOverflow) -> SizePolynomial {
    var remainder = SizePolynomial(.modulo, [numerator, denominator])
    if let decided = decidedQuotient {
      remainder = try numerator.subtracting(denominator.multiplied(by: SizePolynomial(decided)))
    }
    return try remainder.multiplied(by: SizePolynomial(scale)).adding(offset)
  }

  func signed(_ remainder: SizePolynomial) throws(SizeOverflow) -> SizePolynomial {
    isNegated ? try remainder.negated() : remainder
  }

  /// The quotient of the remainder where it is the same for all sizes, most often zero.
  private var decidedQuotient: Int? {
    if numerator.isZero { return 0 }
    let range = DimensionBounds.anySize.rangeOfQuotient(numerator, by: denominator)
    if let only = range.onlyValue { return only }
    let isProper =
      SignProof.isNonNegative(numerator, assuming: .anySize)
      && SignProof.isNonNegative(assuming: .anySize) { () throws(SizeOverflow) in
        try denominator.subtracting(numerator).adding(-1)
      }
    return isProper ? 0 : nil
  }

  /// `floordiv(floordiv(e, m) + c, k) == floordiv(e + c*m, m*k)` for constants `m` and `k > 0`: what two strides in a
  /// row make of a size is what their product makes of it.
  private func nestedDivision() throws(SizeOverflow) -> (dividend: SizePolynomial, divisor: SizePolynomial)? {
    guard denominator.constant != nil, let first = numerator.terms.first, first.coefficient == 1,
      case let shift = numerator.constantTerm, numerator.terms.count == (shift == 0 ? 1 : 2),
      let atom = first.monomial.factors.first?.atom, first.monomial.degree == 1,
      case .operation(.floorDivision, let operands) = atom, operands[1].constant != nil,
      let dividend = try? operands[0].adding(operands[1].multiplied(by: SizePolynomial(shift))),
      let divisor = try? operands[1].multiplied(by: denominator)
    else { return nil }
    return (dividend, divisor)
  }
}
