extension Dimension {
  /// Reads an expression in the form of ``description``.
  ///
  ///     Dimension(parsing: "2*b + 1")
  ///     Dimension(parsing: "max(floordiv(b - 1, 2), a^2, -(a - b))")
  ///
  /// Sums, differences, products, powers with constant exponents, parentheses, and the functions `floordiv` and `mod` of
  /// two, `min` and `max` of two or more operands. Nil for anything else, and where the value overflows.
  public init?(parsing text: String) {
    var parser = DimensionParser(text)
    guard let polynomial = parser.sum(), parser.isAtEnd else { return nil }
    self.init(polynomial)
  }
}

/// A recursive descent parser; each method consumes what it reads and returns nil on malformed text or an overflow.
struct DimensionParser {
  /// Beyond this depth of parentheses text is rejected, so that a hostile file cannot exhaust the stack.
  private static let maximumDepth = 64

  private var rest: Substring
  private var depth = 0

  init(_ text: String) {
    rest = text[...]
    skipSpaces()
  }

  static func isName(_ text: String) -> Bool {
    text.first.map(startsName) == true && text.allSatisfy(continuesName)
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func sum() -> SizePolynomial? {
    guard var sum = product() else { return nil }
    // A minus is left to the term behind it, whose sign it is: the magnitude of the least integer does not fit an Int.
    while consume("+") || rest.first == "-" {
      guard let term = product(), let next = try? sum.adding(term) else { return nil }
      sum = next
    }
    return sum
  }

  private mutating func product() -> SizePolynomial? {
    guard var product = signedPower() else { return nil }
    while consume("*") {
      guard let factor = signedPower(), let next = try? product.multiplied(by: factor) else { return nil }
      product = next
    }
    return product
  }

  private mutating func signedPower() -> SizePolynomial? {
    var isNegative = false
    while consume("-") { isNegative.toggle() }
    let digits = consume(while: Self.isDigit)
    // The sign belongs to a number, but not to a power of one: -2^2 is -(2^2).
    if !digits.isEmpty && rest.first != "^" { return Int((isNegative ? "-" : "") + digits).map { SizePolynomial($0) } }
    guard var power = digits.isEmpty ? operand() : Int(digits).map({ SizePolynomial($0) }) else { return nil }
    if consume("^") {
      guard let exponent = Int(consume(while: Self.isDigit)), let raised = try? power.raised(to: exponent) else {
        return nil
      }
      power = raised
    }
    return isNegative ? try? power.negated() : power
  }

  private mutating func operand() -> SizePolynomial? {
    if rest.first == "(" {
      return parenthesized()?.onlyElement
    }
    guard let first = rest.first, Self.startsName(first) else { return nil }
    let name = String(consume(while: Self.continuesName))
    guard rest.first == "(" else { return SizePolynomial(.symbol(name)) }
    guard let operation = SizeOperation.allCases.first(where: { $0.name == name }), let operands = parenthesized(),
      operation.takes(operands.count)
    else { return nil }
    return try? operation.applied(to: operands)
  }

  /// A list of expressions between parentheses.
  private mutating func parenthesized() -> [SizePolynomial]? {
    guard consume("("), depth < Self.maximumDepth else { return nil }
    depth += 1
    defer { depth -= 1 }
    var operands: [SizePolynomial] = []
    repeat {
      guard let operand = sum() else { return nil }
      operands.append(operand)
    } while consume(",")
    return consume(")") ? operands : nil
  }
}

extension DimensionParser {
  private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isWholeNumber }
  private static func startsName(_ character: Character) -> Bool { character.isLetter || character == "_" }
  private static func continuesName(_ character: Character) -> Bool { startsName(character) || isDigit(character) }

  private mutating func consume(_ character: Character) -> Bool {
    guard rest.first == character else { return false }
    rest.removeFirst()
    skipSpaces()
    return true
  }

  private mutating func consume(while condition: (Character) -> Bool) -> Substring {
    let consumed = rest.prefix(while: condition)
    rest = rest[consumed.endIndex...]
    skipSpaces()
    return consumed
  }

  private mutating func skipSpaces() {
    rest = rest.drop(while: \.isWhitespace)
  }
}

extension SizeOperation {
  fileprivate func takes(_ operandCount: Int) -> Bool {
    switch self {
    case .floorDivision, .modulo: operandCount == 2
    case .minimum, .maximum: operandCount >= 2
    }
  }
}

extension [SizePolynomial] {
  fileprivate var onlyElement: SizePolynomial? { count == 1 ? self[0] : nil }
}
