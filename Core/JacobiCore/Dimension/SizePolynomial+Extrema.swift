extension SizePolynomial {
  /// The minimum or maximum in canonical form: nested operations of the kind made one, operands in order, and those left
  /// out that another one makes superfluous at all sizes.
  static func extremum(
    _ operation: SizeOperation, of operands: [SizePolynomial]
  ) throws(SizeOverflow) -> SizePolynomial {
    var kept: [SizePolynomial] = []
    for operand in operands.flatMap({ $0.operands(of: operation) }).sorted() {
      if kept.contains(where: { operation.prefers($0, to: operand) }) { continue }
      kept.removeAll { operation.prefers(operand, to: $0) }
      kept.append(operand)
    }
    return kept.count == 1 ? kept[0] : SizePolynomial(operation, kept)
  }

  /// The operands, if this is the given operation and nothing more; otherwise the polynomial alone.
  private func operands(of operation: SizeOperation) -> [SizePolynomial] {
    guard terms.count == 1, terms[0].coefficient == 1, terms[0].monomial.degree == 1,
      case .operation(operation, let operands) = terms[0].monomial.factors[0].atom
    else { return [self] }
    return operands
  }
}

extension SizeOperation {
  /// Whether the first of two operands is the minimum, or maximum, of both at all sizes, zero included.
  fileprivate func prefers(_ first: SizePolynomial, to second: SizePolynomial) -> Bool {
    if first == second { return true }
    return SignProof.isNonNegative(assuming: .anySize) { () throws(SizeOverflow) in
      self == .maximum ? try first.subtracting(second) : try second.subtracting(first)
    }
  }
}
