import JacobiCore
import JacobiPrimitives

/// Sums of products in Einstein's notation: a letter for each axis, axes of one letter are walked together, and letters that the
/// result does not have are added up.
///
///     let a = Tensor([[1, 2], [3, 4]])
///     let b = Tensor([[1, 0], [1, 1]])
///     einsum("ij,jk->ik", a, b)  // [[3 2] [7 4]]
///     einsum("ii", a)  // 5
///     einsum("ij->ji", a)  // [[1 3] [2 4]]
///     einsum("...i,i->...", a, Tensor([10, 1]))  // [12 34]
///
/// Without `->` the result has the letters that occur once, in alphabetical order (capitals first), after the axes of the
/// ellipsis. A letter twice in one operand takes its diagonal. `...` stands for the axes without a letter, which broadcast; so
/// does an axis of size 1 whose letter has another size elsewhere. An ellipsis that the result lacks is added up.
///
/// Dtypes are promoted, and sums stay in that dtype: integers wrap around, of Booleans "or" of "and". Sizes may be symbolic.
///
/// - Parameters:
///   - subscripts: such as `"bij,bjk->bik"`; spaces do not count.
///   - operands: as many tensors as the subscripts describe, at least one.
///   - order: in which order more than two operands are multiplied; ``einsumPath(_:_:order:)`` shows it.
///   - preferredElementType: the dtype of products and result, such as `float32` for operands of `bfloat16`.
/// - Note: wrong subscripts are a `TensorError.invalidArgument`, sizes that do not fit a `TensorError.shapeMismatch`.
public func einsum(
  _ subscripts: String, _ operands: Tensor..., order: ContractionOrder = .automatic, preferredElementType: DType? = nil
) -> Tensor {
  einsum(subscripts, operands, order: order, preferredElementType: preferredElementType)
}

/// Sums of products in Einstein's notation, of a list of operands; see `einsum` with the operands one by one.
public func einsum(
  _ subscripts: String, _ operands: [Tensor], order: ContractionOrder = .automatic, preferredElementType: DType? = nil
) -> Tensor {
  contracted(operands, order, preferredElementType) { (ranks, operation) throws(TensorError) in
    try EinsumSubscripts(subscripts, ranks: ranks, in: operation)
  }
}

/// Sums of products in Einstein's notation, with numbers in place of letters.
///
///     let a = Tensor([[1, 2], [3, 4]])
///     einsum([(a, [0, 1]), (a, [1, 2])], output: [0, 2])  // [[ 7 10] [15 22]]
///
/// - Parameters:
///   - operands: tensors, each with a number for every axis; not negative.
///   - output: the numbers of the result's axes; by default those that occur once, in ascending order.
///   - order: in which order more than two operands are multiplied.
///   - preferredElementType: the dtype of products and result.
public func einsum(
  _ operands: [(Tensor, [Int])], output: [Int]? = nil, order: ContractionOrder = .automatic,
  preferredElementType: DType? = nil
) -> Tensor {
  contracted(operands.map(\.0), order, preferredElementType) { (ranks, operation) throws(TensorError) in
    try EinsumSubscripts(operands.map(\.1), output: output, ranks: ranks, in: operation)
  }
}

/// How `einsum` would multiply operands of some shapes, and what it would cost.
///
///     let path = try einsumPath("ij,jk,kl->il", [10, 100], [100, 5], [5, 50])
///     path.steps.map(\.positions)  // [[0, 1], [0, 1]]
///     path.multiplications  // 7500.0
///
/// - Parameters:
///   - subscripts: those of `einsum`.
///   - shapes: one for each operand.
///   - order: how the order is looked for.
/// - Throws: `TensorError.invalidArgument` for wrong subscripts, `TensorError.shapeMismatch` for sizes that do not fit.
public func einsumPath(
  _ subscripts: String, _ shapes: Shape..., order: ContractionOrder = .automatic
) throws(TensorError) -> ContractionPath {
  let operation = { Operation("einsumPath") }
  let parsed = try EinsumSubscripts(subscripts, ranks: shapes.map(\.rank), in: operation)
  let sizes = try EinsumSizes(parsed, shapes: shapes, in: operation)
  return try sizes.path(order, in: operation)
}

private func contracted(
  _ operands: [Tensor], _ order: ContractionOrder, _ preferred: DType?,
  _ parse: (_ ranks: [Int], _ operation: () -> Operation) throws(TensorError) -> EinsumSubscripts
) -> Tensor {
  if operands.contains(where: \.isInvalid) { return .invalid }
  let operation = { Operation("einsum", operands: operands.map(\.type)) }
  return reporting { () throws(TensorError) in
    guard !operands.isEmpty else {
      throw .invalidArgument(name: "operands", expected: "at least one", actual: "none", operation: operation())
    }
    let sizes = try EinsumSizes(
      try parse(operands.map(\.rank), operation), shapes: operands.map(\.shape), in: operation)
    let pairs = try sizes.pairs(order, in: operation)
    let promotion = Promotion(of: operands)
    var contraction = EinsumContraction(sizes, operands.map { $0.converted(to: promotion) }, preferred: preferred)
    for pair in pairs { contraction.multiply(pair[0], pair[1]) }
    return contraction.result().weaklyTyped(promotion.isWeak && preferred == nil)
  }
}
