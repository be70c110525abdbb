/// A loop of a nest, by its number in the graph that it belongs to.
struct LoopVariable: Hashable {
  var id: Int
  var extent: Int
}

/// What a position depends on.
enum IndexSymbol: Hashable {
  /// The counter of a loop.
  case loop(LoopVariable)
  /// An integer that is computed: where a dynamic slice starts, which row is gathered.
  case computed(NodeID)
  /// Quotient and remainder, rounded down, of a position that is not negative.
  indirect case quotient(Affine, Int)
  indirect case remainder(Affine, Int)
}

/// A position as a sum of multiples of symbols.
struct Affine: Hashable {
  struct Term: Hashable {
    var symbol: IndexSymbol
    var coefficient: Int
  }

  /// Of different symbols; no coefficient is 0.
  private(set) var terms: [Term] = []
  var constant = 0

  init(_ constant: Int) {
    self.constant = constant
  }

  init(_ symbol: IndexSymbol, times coefficient: Int = 1) {
    if coefficient != 0 { terms = [Term(symbol: symbol, coefficient: coefficient)] }
  }

  /// The counter of a loop; one that runs once is always 0.
  init(_ variable: LoopVariable) {
    self.init(.loop(variable), times: variable.extent == 1 ? 0 : 1)
  }

  static func + (lhs: Affine, rhs: Affine) -> Affine {
    var result = lhs
    result.constant += rhs.constant
    for term in rhs.terms { result.add(term) }
    return result
  }

  static func * (lhs: Affine, rhs: Int) -> Affine {
    guard rhs != 0 else { return Affine(0) }
    var result = lhs
    result.constant *= rhs
    for index in result.terms.indices { result.terms[index].coefficient *= rhs }
    return result
  }

  static func + (lhs: Affine, rhs: Int) -> Affine {
    var result = lhs
    result.constant += rhs
    return result
  }

  private mutating func add(_ term: Term) {
    if let index = terms.firstIndex(where: { $0.symbol == term.symbol }) {
      terms[index].coefficient += term.coefficient
      if terms[index].coefficient == 0 { terms.remove(at: index) }
    } else {
      terms.append(term)
    }
  }

  func coefficient(of variable: LoopVariable) -> Int {
    terms.first { $0.symbol == .loop(variable) }?.coefficient ?? 0
  }

  /// The loops on whose counters the position depends, directly or through what is computed from them; `computed` tells
  /// those of a computed symbol.
  func variables(of computed: (NodeID) -> Set<LoopVariable>) -> Set<LoopVariable> {
    terms.reduce(into: []) { result, term in
      switch term.symbol {
      case .loop(let variable): result.insert(variable)
      case .computed(let node): result.formUnion(computed(node))
      case .quotient(let affine, _), .remainder(let affine, _):
        result.formUnion(affine.variables(of: computed))
      }
    }
  }

  /// The smallest and the largest value, when all symbols are loops.
  var range: ClosedRange<Int>? {
    var (low, high) = (constant, constant)
    for term in terms {
      guard case .loop(let variable) = term.symbol else { return nil }
      let reach = (variable.extent - 1) * term.coefficient
      if reach < 0 { low += reach } else { high += reach }
    }
    return low...high
  }

  /// The same position with other symbols.
  func mapSymbols(_ transform: (IndexSymbol) -> Affine) -> Affine {
    terms.reduce(Affine(constant)) { $0 + transform($1.symbol) * $1.coefficient }
  }
}

extension Affine {
  /// Sums are equal whatever the order of their terms.
  static func == (lhs: Affine, rhs: Affine) -> Bool {
    lhs.constant == rhs.constant && lhs.terms.count == rhs.terms.count && lhs.terms.allSatisfy(rhs.terms.contains)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(constant)
    hasher.combine(terms.reduce(0) { $0 ^ $1.hashValue })
  }
}

extension Affine {
  /// Position `self` within a row-major array of some sizes, as one position per axis.
  ///
  /// - Throws: ``LoopSplit`` when the counter of a loop must be split in two to tell without dividing.
  func unflattened(_ sizes: [Int]) throws(LoopSplit) -> [Affine] {
    var rest = self
    var result: [Affine] = []
    for size in sizes.dropFirst().reversed() {
      let (quotient, remainder) = try rest.divided(by: size)
      result.append(remainder)
      rest = quotient
    }
    if !sizes.isEmpty { result.append(rest) }
    return result.reversed()
  }

  /// Quotient and remainder of a position that is not negative.
  func divided(by divisor: Int) throws(LoopSplit) -> (quotient: Affine, remainder: Affine) {
    if divisor == 1 { return (self, Affine(0)) }
    guard divisor > 0 else { return (Affine(0), Affine(0)) }
    var (multiple, low) = (Affine(constant.quotient(divisor)), Affine(constant.remainder(divisor)))
    for term in terms {
      if term.coefficient % divisor == 0 {
        multiple = multiple + Affine(term.symbol, times: term.coefficient / divisor)
      } else {
        low = low + Affine(term.symbol, times: term.coefficient)
      }
    }
    // What is not a sum of loops stays whole, because parts of it may be negative.
    guard let range = low.range else { return (Affine(.quotient(self, divisor)), Affine(.remainder(self, divisor))) }
    if range.lowerBound >= 0, range.upperBound < divisor { return (multiple, low) }
    for term in low.terms {
      guard case .loop(let variable) = term.symbol, divisor % term.coefficient == 0 else { continue }
      let inner = divisor / abs(term.coefficient)
      if inner < variable.extent, variable.extent % inner == 0 { throw LoopSplit(variable: variable, inner: inner) }
    }
    let shift = range.lowerBound < 0 ? (divisor - 1 - range.lowerBound) / divisor : 0
    let positive = low + shift * divisor
    return (multiple + Affine(.quotient(positive, divisor)) + -shift, Affine(.remainder(positive, divisor)))
  }
}

/// Says that a loop is to become two, of which the inner one counts to `inner`.
struct LoopSplit: Error {
  var variable: LoopVariable
  var inner: Int
}

extension Int {
  /// The quotient rounded down.
  fileprivate func quotient(_ divisor: Int) -> Int { (self - remainder(divisor)) / divisor }
  fileprivate func remainder(_ divisor: Int) -> Int { (self % divisor + divisor) % divisor }
}

extension Array where Element == Affine {
  /// The position in row-major order of one position per axis.
  func flattened(_ sizes: [Int]) -> Affine {
    zip(self, sizes).reduce(Affine(0)) { $0 * $1.1 + $1.0 }
  }
}

extension IndexSymbol: CustomStringConvertible {
  var description: String {
    switch self {
    case .loop(let variable): "i\(variable.id)"
    case .computed(let node): "e\(node)"
    case .quotient(let affine, let divisor): "(\(affine))/\(divisor)"
    case .remainder(let affine, let divisor): "(\(affine))%\(divisor)"
    }
  }
}

extension Affine: CustomStringConvertible {
  var description: String {
    var parts = terms.map { $0.coefficient == 1 ? "\($0.symbol)" : "\($0.coefficient)*\($0.symbol)" }
    if constant != 0 || parts.isEmpty { parts.append("\(constant)") }
    return parts.joined(separator: "+")
  }
}
