/// A bounded search for a proof that a polynomial is nowhere negative.
///
/// Where interval arithmetic alone does not tell, one atom after the other is taken out of the polynomial `p`, which is
/// written as `rest + cofactor * atom`:
/// - `floordiv(e, d)` with `d > 0`: it is `(e - mod(e, d)) / d`, exactly. As `p` is an integer, `p >= 0` is the same as
///   `s*p + s - 1 >= 0` for any `s > 0`; `s` is chosen so that the division by `d` has no remainder.
/// - `min` and `max`: each is one of its operands, so a proof for every operand will do. Where the cofactor tells that
///   the operand can only make `p` smaller (`max(a, b) >= a`), a proof for a single one will do.
/// - `mod(e, d)` with `d > 0`: it lies between zero and `d - 1`, and is at most `e` if that is not negative.
///
/// Every step is an equivalence or goes to a smaller polynomial, so that a proof found is a proof. Not to find one says
/// nothing. A value that does not exist (a division by zero) is no counterexample: `d >= 0` therefore means `d > 0` here.
struct SignProof {
  private let bounds: DimensionBounds
  /// What bounds the search: no proof met in practice takes more than a dozen steps.
  private var remainingSteps = 64

  /// Whether the polynomial is known to be non-negative at all admissible sizes. An overflow is no proof.
  static func isNonNegative(
    assuming bounds: DimensionBounds, _ polynomial: () throws(SizeOverflow) -> SizePolynomial
  ) -> Bool {
    guard let polynomial = try? polynomial() else { return false }
    return isNonNegative(polynomial, assuming: bounds)
  }

  static func isNonNegative(_ polynomial: SizePolynomial, assuming bounds: DimensionBounds) -> Bool {
    var proof = SignProof(bounds: bounds)
    return (try? proof.isNonNegative(polynomial)) ?? false
  }

  private init(bounds: DimensionBounds) {
    self.bounds = bounds
  }

  private mutating func isNonNegative(_ polynomial: SizePolynomial) throws(SizeOverflow) -> Bool {
    if isBoundedBelow(polynomial) { return true }
    remainingSteps -= 1
    if remainingSteps < 0 { return false }
    for atom in polynomial.atoms {
      guard case .operation(let operation, let operands) = atom,
        let (rest, cofactor) = try polynomial.isolating(atom)
      else { continue }
      switch operation {
      case .floorDivision:
        guard isBoundedBelow(operands[1]) else { continue }
        return try isNonNegative(Self.withoutQuotient(operands, rest: rest, cofactor: cofactor))
      case .modulo:
        let choices = try replacementsForRemainder(operands, cofactor: cofactor)
        if choices.isEmpty { continue }
        return try anyIsNonNegative(rest, plus: cofactor, times: choices)
      case .minimum, .maximum:
        let helps = operation == .maximum ? isBoundedBelow(cofactor) : isBoundedBelow(try cofactor.negated())
        if helps { return try anyIsNonNegative(rest, plus: cofactor, times: operands) }
        return try allAreNonNegative(rest, plus: cofactor, times: operands)
      }
    }
    return false
  }

  /// What interval arithmetic tells alone.
  private func isBoundedBelow(_ polynomial: SizePolynomial) -> Bool {
    bounds.range(of: polynomial).lower.map { $0 >= 0 } ?? false
  }

  /// `s*p + s - 1` for `p = rest + cofactor * floordiv(e, d)`, with the least `s` that needs no division.
  private static func withoutQuotient(
    _ operands: [SizePolynomial], rest: SizePolynomial, cofactor: SizePolynomial
  ) throws(SizeOverflow) -> SizePolynomial {
    let (dividend, divisor) = (operands[0], operands[1])
    var scale = divisor
    if let constant = divisor.constant {
      let content = greatestCommonDivisor(cofactor.variableContent, cofactor.constantTerm.magnitude)
      scale = SizePolynomial(constant / Int(greatestCommonDivisor(content, constant.magnitude)))
    } else if try cofactor.divided(by: divisor).remainder.isZero {
      scale = .one
    }
    let multiple = try dividend.subtracting(SizePolynomial(.modulo, operands))
    let quotients = try cofactor.multiplied(by: scale).divided(by: divisor).quotient
    return try rest.multiplied(by: scale).adding(quotients.multiplied(by: multiple)).adding(scale).adding(-1)
  }

  /// Bounds to put in the place of `mod(e, d)`, each of which can only make the polynomial smaller.
  private func replacementsForRemainder(
    _ operands: [SizePolynomial], cofactor: SizePolynomial
  ) throws(SizeOverflow) -> [SizePolynomial] {
    guard isBoundedBelow(operands[1]) else { return [] }
    if isBoundedBelow(cofactor) { return [.zero] }
    guard isBoundedBelow(try cofactor.negated()) else { return [] }
    let greatest = try operands[1].adding(-1)
    return isBoundedBelow(operands[0]) ? [greatest, operands[0]] : [greatest]
  }

  private mutating func anyIsNonNegative(
    _ rest: SizePolynomial, plus cofactor: SizePolynomial, times choices: [SizePolynomial]
  ) throws(SizeOverflow) -> Bool {
    for choice in choices where try isNonNegative(rest.adding(cofactor.multiplied(by: choice))) { return true }
    return false
  }

  private mutating func allAreNonNegative(
    _ rest: SizePolynomial, plus cofactor: SizePolynomial, times cases: [SizePolynomial]
  ) throws(SizeOverflow) -> Bool {
    for choice in cases where try !isNonNegative(rest.adding(cofactor.multiplied(by: choice))) { return false }
    return true
  }
}
