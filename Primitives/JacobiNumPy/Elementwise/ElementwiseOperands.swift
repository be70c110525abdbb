import JacobiCore

/// Which dtypes an operation on elements computes in.
package enum ElementwiseDomain {
  /// The promotion of the operands' dtypes.
  case promoted
  /// The same, but `int32` for Booleans.
  case numeric
  /// The same, but floating for Booleans and integers.
  case inexact

  func promotion(of operands: [Tensor]) -> Promotion {
    let promotion = Promotion(of: operands)
    return contains(promotion.dtype)
      ? promotion : self == .inexact ? promotion.inexact : Promotion(.int32, isWeak: false)
  }

  private func contains(_ dtype: DType) -> Bool {
    switch self {
    case .promoted: true
    case .numeric: !dtype.isBoolean
    case .inexact: dtype.isInexact
    }
  }

  /// Whether operands need neither promotion nor broadcasting, as most do.
  func contains(aligned operands: [Tensor]) -> Bool {
    operands.alignedDType.map(contains) ?? false
  }
}

extension Primitive {
  /// Applies the primitive to the elements of operands of any dtypes and shapes, after promoting and broadcasting them.
  ///
  /// - Parameter name: what the user called, for messages.
  package func elementwise(
    _ operands: Tensor..., named name: String, in domain: ElementwiseDomain = .promoted
  ) -> Tensor {
    if domain.contains(aligned: operands) { return results(operands)[0] }
    if operands.contains(where: \.isInvalid) { return .invalid }
    if let number = folded(operands, in: domain) { return number }
    let promotion = domain.promotion(of: operands)
    return reporting { () throws(TensorError) in
      let shape = try broadcastShape(operands, operation: name)
      let aligned = operands.map { $0.converted(to: promotion).broadcast(to: shape) }
      return results(aligned)[0].weaklyTyped(promotion.isWeak)
    }
  }

  /// The result on operands that are all numbers in the program, which then is one as well: it keeps the precision of
  /// `Double` until it meets a tensor, as a number of Python does. `nil` for other operands.
  private func folded(_ operands: [Tensor], in domain: ElementwiseDomain) -> Tensor? {
    var literals: [ScalarLiteral] = []
    for operand in operands {
      guard case .literal(let literal) = operand.storage else { return nil }
      literals.append(literal)
    }
    // Without a backend, as when a program is only recorded, the operation is recorded like any other.
    guard (try? Backends.current) != nil else { return nil }
    let isFloating = domain == .inexact || literals.contains { $0.defaultDType.isFloating }
    let values = literals.map { Tensor($0.value(as: isFloating ? .float64 : .int64)) }
    let result = Trace.withCurrent(nil) { results(values)[0] }
    switch result.dtype {
    case .float64: return Tensor(number: .floating(result.item(Double.self)))
    case .int64: return Tensor(number: .integer(result.item(Int.self)))
    default: return result
    }
  }
}

extension Tensor {
  /// The same tensor with a dtype that is, or is not, only a suggestion.
  func weaklyTyped(_ isWeak: Bool) -> Tensor {
    var result = self
    result.isWeaklyTyped = isWeak && !dtype.isBoolean
    return result
  }
}
