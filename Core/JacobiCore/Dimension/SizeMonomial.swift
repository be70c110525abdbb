/// A product of powers of atoms; without factors it is one.
struct SizeMonomial: Hashable, Sendable {
  struct Factor: Hashable, Sendable {
    var atom: SizeAtom
    var power: Int
  }

  /// A product of more factors is taken for an overflow: it leaves `Int` as soon as each of them is two. The limit also
  /// bounds the work that text from a file can ask for.
  static let maximumDegree = 64

  static let one = SizeMonomial(factors: [])

  /// Strictly ordered by atom, with positive powers.
  private(set) var factors: [Factor]
  /// The sum of the powers.
  private(set) var degree: Int

  private init(factors: [Factor]) {
    self.factors = factors
    degree = factors.reduce(0) { $0 + $1.power }
  }

  init(_ atom: SizeAtom) {
    self.init(factors: [Factor(atom: atom, power: 1)])
  }

  var isOne: Bool { factors.isEmpty }

  func power(of atom: SizeAtom) -> Int {
    factors.first { $0.atom == atom }?.power ?? 0
  }

  /// The product of the other factors.
  func removing(_ atom: SizeAtom) -> SizeMonomial {
    SizeMonomial(factors: factors.filter { $0.atom != atom })
  }

  func multiplied(by other: SizeMonomial) throws(SizeOverflow) -> SizeMonomial {
    if degree + other.degree > Self.maximumDegree { throw SizeOverflow() }
    if isOne { return other }
    var product = self
    product.degree += other.degree
    for factor in other.factors {
      if let position = product.factors.firstIndex(where: { $0.atom >= factor.atom }) {
        if product.factors[position].atom == factor.atom {
          product.factors[position].power += factor.power
        } else {
          product.factors.insert(factor, at: position)
        }
      } else {
        product.factors.append(factor)
      }
    }
    return product
  }

  /// The monomial whose product with `divisor` is this one, if there is one.
  func divided(by divisor: SizeMonomial) -> SizeMonomial? {
    var quotient = self
    for factor in divisor.factors {
      guard let position = quotient.factors.firstIndex(where: { $0.atom == factor.atom }),
        quotient.factors[position].power >= factor.power
      else { return nil }
      quotient.factors[position].power -= factor.power
    }
    return SizeMonomial(factors: quotient.factors.filter { $0.power > 0 })
  }
}

/// Higher degrees first, then alphabetically: `a^2`, `a*b`, `b^2`, `a`, `b`, `1`.
///
/// Reversed, this is a monomial order in the sense of polynomial division (graded lexicographic): it survives
/// multiplication by a monomial, which ``SizePolynomial/divided(by:)`` needs to terminate.
extension SizeMonomial: Comparable {
  static func < (lhs: SizeMonomial, rhs: SizeMonomial) -> Bool {
    if lhs.degree != rhs.degree { return lhs.degree > rhs.degree }
    for (lhs, rhs) in zip(lhs.factors, rhs.factors) {
      if lhs.atom != rhs.atom { return lhs.atom < rhs.atom }
      if lhs.power != rhs.power { return lhs.power > rhs.power }
    }
    return false
  }
}

extension SizeMonomial: CustomStringConvertible {
  var description: String {
    factors.map { $0.power == 1 ? "\($0.atom)" : "\($0.atom)^\($0.power)" }.joined(separator: "*")
  }
}
