extension SizePolynomial {
  /// The value at given sizes, in an integer type wide enough that the sums and products of ordinary sizes do not overflow
  /// on the way to a result that fits an `Int`. `(a - b)^2`, for one, is kept as `a^2 - 2*a*b + b^2`.
  ///
  /// Nil where a symbol has no size, or a negative one.
  func evaluated(_ bindings: [String: Int]) throws(SizeOverflow) -> Int128? {
    var sum: Int128 = 0
    for term in terms {
      var product = Int128(term.coefficient)
      for factor in term.monomial.factors {
        guard let value = try factor.atom.evaluated(bindings) else { return nil }
        product = try product.checkedMultiplying(by: value.checkedRaising(to: factor.power))
      }
      sum = try sum.checkedAdding(product)
    }
    return sum
  }

  /// Replaces symbols, all at once and at any depth, and simplifies again what they occurred in.
  func substituting(_ bindings: [String: SizePolynomial]) throws(SizeOverflow) -> SizePolynomial {
    var replacements: [SizeAtom: SizePolynomial] = [:]
    for atom in atoms {
      switch atom {
      case .symbol(let name):
        replacements[atom] = bindings[name]
      case .operation(let operation, let operands):
        var replaced: [SizePolynomial] = []
        for operand in operands { replaced.append(try operand.substituting(bindings)) }
        replacements[atom] = replaced == operands ? nil : try operation.applied(to: replaced)
      }
    }
    return try replacing(replacements)
  }
}

extension SizeAtom {
  fileprivate func evaluated(_ bindings: [String: Int]) throws(SizeOverflow) -> Int128? {
    switch self {
    case .symbol(let name):
      guard let value = bindings[name], value >= 0 else { return nil }
      return Int128(value)
    case .operation(let operation, let operands):
      var values: [Int128] = []
      for operand in operands {
        guard let value = try operand.evaluated(bindings) else { return nil }
        values.append(value)
      }
      return try operation.evaluated(values)
    }
  }
}

extension SizeOperation {
  fileprivate func evaluated(_ operands: [Int128]) throws(SizeOverflow) -> Int128? {
    switch self {
    case .floorDivision: try operands[0].checkedFloorDividing(by: operands[1])
    case .modulo: try operands[0].checkedFloorRemainder(by: operands[1])
    case .minimum: operands.min()
    case .maximum: operands.max()
    }
  }
}
