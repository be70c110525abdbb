extension Dimension {
  @inlinable
  public static func + (lhs: Dimension, rhs: Dimension) -> Dimension {
    guard lhs.word | rhs.word >= 0 else { return lhs.combined(with: rhs, by: .sum) }
    let (sum, overflow) = lhs.word.addingReportingOverflow(rhs.word)
    return overflow ? .overflow : Dimension(word: sum)
  }

  @inlinable
  public static func - (lhs: Dimension, rhs: Dimension) -> Dimension {
    guard lhs.word | rhs.word >= 0 else { return lhs.combined(with: rhs, by: .difference) }
    return Dimension(lhs.word - rhs.word)
  }

  @inlinable
  public static func * (lhs: Dimension, rhs: Dimension) -> Dimension {
    guard lhs.word | rhs.word >= 0 else { return lhs.combined(with: rhs, by: .product) }
    let (product, overflow) = lhs.word.multipliedReportingOverflow(by: rhs.word)
    return overflow ? .overflow : Dimension(word: product)
  }

  @inlinable
  public static prefix func - (operand: Dimension) -> Dimension {
    Dimension(0) - operand
  }

  @inlinable
  public static func += (lhs: inout Dimension, rhs: Dimension) {
    lhs = lhs + rhs
  }

  @inlinable
  public static func -= (lhs: inout Dimension, rhs: Dimension) {
    lhs = lhs - rhs
  }

  @inlinable
  public static func *= (lhs: inout Dimension, rhs: Dimension) {
    lhs = lhs * rhs
  }

  /// The quotient, rounded down: `Dimension(-7).floorDivided(by: 2)` is -4.
  ///
  /// Division by zero is ``overflow``. A divisor that is zero at some sizes only makes an expression without a value at
  /// those sizes, unless it cancels: `(a * b).floorDivided(by: b)` is `a`, as it is wherever `b` is not zero. Whatever part
  /// of the dividend is a multiple of the divisor is taken out:
  ///
  ///     let b = Dimension.symbol("b")
  ///     (4 * b + 2).floorDivided(by: 4)     // b
  ///     (b + 9).floorDivided(by: 4)         // floordiv(b + 1, 4) + 2
  @inlinable
  public func floorDivided(by divisor: Dimension) -> Dimension {
    guard word >= 0, divisor.word > 0 else { return combined(with: divisor, by: .floorQuotient) }
    return Dimension(word: word / divisor.word)
  }

  /// The remainder of ``floorDivided(by:)``, zero or of the sign of the divisor: `Dimension(-7).modulo(2)` is 1.
  ///
  ///     let b = Dimension.symbol("b")
  ///     (4 * b + 2).modulo(4)               // 2
  @inlinable
  public func modulo(_ divisor: Dimension) -> Dimension {
    guard word >= 0, divisor.word > 0 else { return combined(with: divisor, by: .floorRemainder) }
    return Dimension(word: word % divisor.word)
  }

  /// The quotient, rounded up: how many blocks of a size cover this one.
  @inlinable
  public func ceilDivided(by divisor: Dimension) -> Dimension {
    guard word > 0, divisor.word > 0 else { return combined(with: divisor, by: .ceilingQuotient) }
    return Dimension(word: (word - 1) / divisor.word + 1)
  }

  /// The lesser of two sizes; which one may depend on the named sizes.
  @inlinable
  public static func minimum(_ lhs: Dimension, _ rhs: Dimension) -> Dimension {
    guard lhs.word | rhs.word >= 0 else { return lhs.combined(with: rhs, by: .minimum) }
    return Dimension(word: Swift.min(lhs.word, rhs.word))
  }

  /// The greater of two sizes. As named sizes are not negative, `maximum(b, 0)` is `b`.
  @inlinable
  public static func maximum(_ lhs: Dimension, _ rhs: Dimension) -> Dimension {
    guard lhs.word | rhs.word >= 0 else { return lhs.combined(with: rhs, by: .maximum) }
    return Dimension(word: Swift.max(lhs.word, rhs.word))
  }

  @usableFromInline
  enum BinaryOperation: Sendable {
    case sum, difference, product, floorQuotient, floorRemainder, ceilingQuotient, minimum, maximum
  }

  /// The way for operands that are not both known and non-negative: through canonical expressions and their table.
  @usableFromInline
  func combined(with other: Dimension, by operation: BinaryOperation) -> Dimension {
    let key = ExpressionTable.Operation(operation: operation, lhs: self, rhs: other)
    if let result = ExpressionTable.shared.result(of: key) { return result }
    guard let lhs = polynomial, let rhs = other.polynomial else { return .overflow }
    let result = (try? operation.applied(to: lhs, rhs)).map(Dimension.init) ?? .overflow
    // Arithmetic on integers is quick, and there is no end to the integers that a long-running program may bring.
    if lhs.constant == nil || rhs.constant == nil { ExpressionTable.shared.remember(result, of: key) }
    return result
  }
}

extension Dimension.BinaryOperation {
  fileprivate func applied(to lhs: SizePolynomial, _ rhs: SizePolynomial) throws(SizeOverflow) -> SizePolynomial {
    switch self {
    case .sum: try lhs.adding(rhs)
    case .difference: try lhs.subtracting(rhs)
    case .product: try lhs.multiplied(by: rhs)
    case .floorQuotient: try lhs.floorDivided(by: rhs)
    case .floorRemainder: try lhs.modulo(rhs)
    case .ceilingQuotient: try lhs.ceilDivided(by: rhs)
    case .minimum: try SizePolynomial.extremum(.minimum, of: [lhs, rhs])
    case .maximum: try SizePolynomial.extremum(.maximum, of: [lhs, rhs])
    }
  }
}

extension SizePolynomial {
  fileprivate func ceilDivided(by divisor: SizePolynomial) throws(SizeOverflow) -> SizePolynomial {
    // Of the two ways to round up, the one for positive divisors has the better form: floordiv(n + 3, 4), not
    // -floordiv(-n, 4). The other one is right for all divisors.
    let roundsUpBeforehand = divisor.constant == nil && SignProof.isNonNegative(divisor, assuming: .anySize)
    if roundsUpBeforehand || divisor.constant.map({ $0 > 0 }) == true && constant == nil {
      return try adding(divisor).adding(-1).floorDivided(by: divisor)
    }
    return try negated().floorDivided(by: divisor).negated()
  }
}
