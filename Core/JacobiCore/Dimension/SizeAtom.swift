/// What a size polynomial treats as a variable: a named size, or an operation that polynomials cannot express.
enum SizeAtom: Hashable, Sendable {
  /// A named size, zero or more.
  case symbol(String)
  /// An operation that could not be simplified away. Only the canonical constructors of ``SizePolynomial`` make one.
  case operation(SizeOperation, [SizePolynomial])

  var symbols: Set<String> {
    switch self {
    case .symbol(let name): [name]
    case .operation(_, let operands): operands.reduce(into: []) { $0.formUnion($1.symbols) }
    }
  }
}

/// The operations on sizes that are not polynomials. Raw values give the order in which they are printed.
enum SizeOperation: Int, Hashable, Sendable, CaseIterable {
  case floorDivision, modulo, minimum, maximum

  /// The name in printed expressions.
  var name: String {
    switch self {
    case .floorDivision: "floordiv"
    case .modulo: "mod"
    case .minimum: "min"
    case .maximum: "max"
    }
  }

  /// Applies the operation to canonical operands, with every simplification.
  func applied(to operands: [SizePolynomial]) throws(SizeOverflow) -> SizePolynomial {
    switch self {
    case .floorDivision: try operands[0].floorDivided(by: operands[1])
    case .modulo: try operands[0].modulo(operands[1])
    case .minimum, .maximum: try SizePolynomial.extremum(self, of: operands)
    }
  }
}

/// The order by name and structure, so that a canonical form, and its text, are the same in every run of a program.
extension SizeAtom: Comparable {
  static func < (lhs: SizeAtom, rhs: SizeAtom) -> Bool {
    switch (lhs, rhs) {
    case (.symbol(let lhs), .symbol(let rhs)): lhs < rhs
    case (.symbol, .operation): true
    case (.operation, .symbol): false
    case (.operation(let lhs, let lhsOperands), .operation(let rhs, let rhsOperands)):
      lhs == rhs ? lhsOperands.lexicographicallyPrecedes(rhsOperands) : lhs.rawValue < rhs.rawValue
    }
  }
}

extension SizeAtom: CustomStringConvertible {
  var description: String {
    switch self {
    case .symbol(let name): name
    case .operation(let operation, let operands):
      "\(operation.name)(\(operands.map(\.description).joined(separator: ", ")))"
    }
  }
}
