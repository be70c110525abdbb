extension SizePolynomial {
  func adding(_ other: SizePolynomial) throws(SizeOverflow) -> SizePolynomial {
    if isZero { return other }
    return other.isZero ? self : try SizePolynomial(summing: terms + other.terms)
  }

  func subtracting(_ other: SizePolynomial) throws(SizeOverflow) -> SizePolynomial {
    // Constants apart: the negative of the subtrahend may overflow where the difference does not.
    if let lhs = constant, let rhs = other.constant { return SizePolynomial(try lhs.checkedSubtracting(rhs)) }
    return try adding(other.negated())
  }

  func negated() throws(SizeOverflow) -> SizePolynomial {
    try multiplied(by: SizePolynomial(-1))
  }

  func adding(_ constant: Int) throws(SizeOverflow) -> SizePolynomial {
    try adding(SizePolynomial(constant))
  }

  func multiplied(by other: SizePolynomial) throws(SizeOverflow) -> SizePolynomial {
    if terms.count * other.terms.count > Self.maximumTermCount { throw SizeOverflow() }
    var products: [Term] = []
    products.reserveCapacity(terms.count * other.terms.count)
    for lhs in terms {
      for rhs in other.terms {
        let coefficient = try lhs.coefficient.checkedMultiplying(by: rhs.coefficient)
        products.append(Term(coefficient: coefficient, monomial: try lhs.monomial.multiplied(by: rhs.monomial)))
      }
    }
    return try SizePolynomial(summing: products)
  }

  func raised(to power: Int) throws(SizeOverflow) -> SizePolynomial {
    if let constant, constant.magnitude <= 1 {
      return SizePolynomial(power == 0 ? 1 : power.isMultiple(of: 2) ? constant * constant : constant)
    }
    // Everything else overflows beyond this power: constants leave Int, atoms leave the degree that a monomial may have.
    if power > SizeMonomial.maximumDegree { throw SizeOverflow() }
    var result = SizePolynomial.one
    for _ in 0..<power { result = try result.multiplied(by: self) }
    return result
  }

  /// Replaces atoms, all at once; an atom without a replacement stays.
  ///
  /// Atoms inside other atoms are not looked at: ``substituting(_:)`` goes that deep.
  func replacing(_ replacements: [SizeAtom: SizePolynomial]) throws(SizeOverflow) -> SizePolynomial {
    var sum: [Term] = []
    for term in terms {
      var product = SizePolynomial(term.coefficient)
      for factor in term.monomial.factors {
        let replacement = replacements[factor.atom] ?? SizePolynomial(factor.atom)
        product = try product.multiplied(by: replacement.raised(to: factor.power))
      }
      sum += product.terms
    }
    return try SizePolynomial(summing: sum)
  }

  /// The polynomials `rest` and `cofactor`, both free of the atom, with `self == rest + cofactor * atom`.
  ///
  /// Nil where a higher power of the atom occurs.
  func isolating(_ atom: SizeAtom) throws(SizeOverflow) -> (rest: SizePolynomial, cofactor: SizePolynomial)? {
    var (rest, cofactor): ([Term], [Term]) = ([], [])
    for term in terms {
      switch term.monomial.power(of: atom) {
      case 0: rest.append(term)
      case 1: cofactor.append(Term(coefficient: term.coefficient, monomial: term.monomial.removing(atom)))
      default: return nil
      }
    }
    return (try SizePolynomial(summing: rest), try SizePolynomial(summing: cofactor))
  }
}
