import JacobiCore
import JacobiPrimitives

extension RuleTable<Simplification> {
  static let arithmetic = RuleTable { table in
    table.add(Neg.self) { _, rewrite in
      if let inner = rewrite.operands(of: Neg.self, at: 0) { return inner[0] }
      return try rewrite.negatingFactor()
    }
    table.add(Add.self) { _, rewrite in
      // Adding +0 makes +0 of -0; the complex -0 has two parts.
      if !rewrite.dtype.isComplex, let x = rewrite.operand(besides: -0.0) { return x }
      if let y = rewrite.operands(of: Neg.self, at: 1) { return try rewrite.apply(Sub(), rewrite[0], y[0]) }
      if let x = rewrite.operands(of: Neg.self, at: 0) { return try rewrite.apply(Sub(), rewrite[1], x[0]) }
      return nil
    }
    table.add(Sub.self) { _, rewrite in
      if rewrite.isUniform(1, 0) { return rewrite[0] }
      if let y = rewrite.operands(of: Neg.self, at: 1) { return try rewrite.apply(Add(), rewrite[0], y[0]) }
      if !rewrite.dtype.isComplex, rewrite.isUniform(0, -0.0) { return try rewrite.apply(Neg(), rewrite[1]) }
      // Infinity less itself is NaN.
      if rewrite.dtype.isInteger, rewrite[0] == rewrite[1] { return try rewrite.filled(rewrite[0].type, with: 0) }
      return nil
    }
    table.add(Mul.self, multiplied)
    table.add(Div.self, divided)
    table.add(Max.self) { _, rewrite in rewrite[0] == rewrite[1] ? rewrite[0] : nil }
    table.add(Min.self) { _, rewrite in rewrite[0] == rewrite[1] ? rewrite[0] : nil }
    table.add(Abs.self) { _, rewrite in
      if rewrite.operands(of: Abs.self, at: 0) != nil { return rewrite[0] }
      return try rewrite.operands(of: Neg.self, at: 0).map { try rewrite.apply(Abs(), $0[0]) }
    }
    table.add(Square.self) { _, rewrite in
      if let inner = rewrite.operands(of: Neg.self, at: 0) { return try rewrite.apply(Square(), inner[0]) }
      guard let inner = rewrite.operands(of: Abs.self, at: 0), !inner[0].type.dtype.isComplex else { return nil }
      return try rewrite.apply(Square(), inner[0])
    }
  }

  @Sendable private static func multiplied(_: Mul, _ rewrite: Rewrite) throws -> Atom? {
    // A complex product has sums in it, in which infinities and zeros do not stay what they are.
    if rewrite.dtype.isComplex { return nil }
    if let x = rewrite.operand(besides: 1) { return x }
    if let x = rewrite.operand(besides: 0), rewrite.dtype.isInteger || rewrite.dtype.isBoolean {
      return try rewrite.filled(x.type, with: 0)
    }
    if rewrite.dtype.isSigned, let x = rewrite.operand(besides: -1) { return try rewrite.apply(Neg(), x) }
    let x = rewrite.operands(of: Neg.self, at: 0)
    let y = rewrite.operands(of: Neg.self, at: 1)
    if let x, let y { return try rewrite.apply(Mul(), x[0], y[0]) }
    if let x, rewrite.number(rewrite[1]) != nil {
      return try rewrite.apply(Mul(), x[0], rewrite.apply(Neg(), rewrite[1]))
    }
    guard let y, rewrite.number(rewrite[0]) != nil else { return nil }
    return try rewrite.apply(Mul(), rewrite.apply(Neg(), rewrite[0]), y[0])
  }

  @Sendable private static func divided(_: Div, _ rewrite: Rewrite) throws -> Atom? {
    if rewrite.dtype.isComplex { return nil }
    if rewrite.isUniform(1, 1) { return rewrite[0] }
    guard rewrite.dtype.isFloating else { return nil }
    if rewrite.isUniform(1, -1) { return try rewrite.apply(Neg(), rewrite[0]) }
    if let x = rewrite.operands(of: Neg.self, at: 0), let y = rewrite.operands(of: Neg.self, at: 1) {
      return try rewrite.apply(Div(), x[0], y[0])
    }
    guard let divisor = rewrite.number(rewrite[1]), let inverse = divisor.exactInverse else { return nil }
    return try rewrite.apply(Mul(), rewrite[0], rewrite.filled(rewrite[1].type, with: inverse))
  }
}

extension Rewrite {
  /// `-(x * c)` as `x * -c`, and the same for a quotient: rounding does not depend on the sign.
  fileprivate func negatingFactor() throws -> Atom? {
    guard dtype.isFloating else { return nil }
    if let factors = operands(of: Mul.self, at: 0) {
      if number(factors[1]) != nil { return try apply(Mul(), factors[0], apply(Neg(), factors[1])) }
      if number(factors[0]) != nil { return try apply(Mul(), apply(Neg(), factors[0]), factors[1]) }
    }
    guard let factors = operands(of: Div.self, at: 0) else { return nil }
    if number(factors[1]) != nil { return try apply(Div(), factors[0], apply(Neg(), factors[1])) }
    return number(factors[0]) == nil ? nil : try apply(Div(), apply(Neg(), factors[0]), factors[1])
  }
}

extension DType {
  /// Whether -1 is one of the numbers.
  fileprivate var isSigned: Bool { isSignedInteger || isFloating }
}

extension TensorValue {
  /// For a power of two, whose inverse is one of the numbers, too: multiplying by that is the same as dividing.
  fileprivate var exactInverse: Double? {
    guard let limits = dtype.floatingLimits else { return nil }
    let number = Tensor(self).item(Double.self)
    guard number.isNormal, number.magnitude.significand == 1 else { return nil }
    let inverse = 1 / number
    return (limits.tiny...limits.largest).contains(inverse.magnitude) ? inverse : nil
  }
}
