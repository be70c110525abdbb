/// A polynomial with integer coefficients over size atoms, in canonical form: what a symbolic ``Dimension`` stands for.
///
/// Equal sums of products of the same atoms are equal as values, and print the same, in every run of a program.
struct SizePolynomial: Hashable, Sendable {
  struct Term: Hashable, Sendable {
    var coefficient: Int
    var monomial: SizeMonomial
  }

  /// A longer sum is taken for an overflow. No shape comes near it; a product of many sums would exhaust the memory.
  static let maximumTermCount = 4096

  static let zero = SizePolynomial(0)
  static let one = SizePolynomial(1)

  /// Strictly ordered by monomial, so the constant comes last; no coefficient is zero.
  private(set) var terms: [Term]

  init(_ constant: Int) {
    terms = constant == 0 ? [] : [Term(coefficient: constant, monomial: .one)]
  }

  init(_ atom: SizeAtom) {
    terms = [Term(coefficient: 1, monomial: SizeMonomial(atom))]
  }

  init(_ operation: SizeOperation, _ operands: [SizePolynomial]) {
    self.init(SizeAtom.operation(operation, operands))
  }

  /// The sum of terms in any order, with any repetitions.
  init(summing unordered: [Term]) throws(SizeOverflow) {
    if unordered.count > Self.maximumTermCount { throw SizeOverflow() }
    terms = []
    for term in unordered.sorted(by: { $0.monomial < $1.monomial }) {
      if let last = terms.last, last.monomial == term.monomial {
        terms[terms.count - 1].coefficient = try last.coefficient.checkedAdding(term.coefficient)
      } else {
        terms.append(term)
      }
    }
    terms.removeAll { $0.coefficient == 0 }
  }

  var isZero: Bool { terms.isEmpty }

  /// Whether no product of atoms occurs.
  var isLinear: Bool { terms.first.map { $0.monomial.degree <= 1 } ?? true }

  /// The value, if no atom occurs.
  var constant: Int? {
    switch terms.count {
    case 0: 0
    case 1 where terms[0].monomial.isOne: terms[0].coefficient
    default: nil
    }
  }

  /// The coefficient of the monomial one.
  var constantTerm: Int {
    if let last = terms.last, last.monomial.isOne { last.coefficient } else { 0 }
  }

  /// The greatest common divisor of the coefficients of everything but the constant; zero if nothing else is there.
  var variableContent: UInt {
    terms.reduce(0) { $1.monomial.isOne ? $0 : greatestCommonDivisor($0, $1.coefficient.magnitude) }
  }

  /// The atoms that occur outside of other atoms, in their canonical order.
  var atoms: [SizeAtom] {
    var atoms: [SizeAtom] = []
    for term in terms {
      for factor in term.monomial.factors where !atoms.contains(factor.atom) { atoms.append(factor.atom) }
    }
    return atoms.sorted()
  }

  var symbols: Set<String> {
    atoms.reduce(into: []) { $0.formUnion($1.symbols) }
  }
}

/// The order in which the operands of `min` and `max` are kept.
extension SizePolynomial: Comparable {
  static func < (lhs: SizePolynomial, rhs: SizePolynomial) -> Bool {
    lhs.terms.lexicographicallyPrecedes(rhs.terms) { lhs, rhs in
      lhs.monomial == rhs.monomial ? lhs.coefficient > rhs.coefficient : lhs.monomial < rhs.monomial
    }
  }
}

extension SizePolynomial: CustomStringConvertible {
  var description: String {
    var text = ""
    for term in terms {
      let isNegative = term.coefficient < 0
      text += text.isEmpty ? (isNegative ? "-" : "") : (isNegative ? " - " : " + ")
      text += term.unsignedDescription
    }
    return text.isEmpty ? "0" : text
  }
}

extension SizePolynomial.Term {
  fileprivate var unsignedDescription: String {
    if monomial.isOne { return "\(coefficient.magnitude)" }
    return coefficient.magnitude == 1 ? "\(monomial)" : "\(coefficient.magnitude)*\(monomial)"
  }
}
