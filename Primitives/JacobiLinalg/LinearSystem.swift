import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// What linear algebra asks of its operands.
enum LinearSystem {
  /// Tensors in one floating or complex dtype.
  static func promoted(_ tensors: Tensor...) -> [Tensor] {
    let dtype = tensors.dropFirst().reduce(tensors[0].dtype) { DType.promoted($0, $1.dtype) }.inexactDType
    return tensors.map { $0.asType(dtype) }
  }

  /// Throws unless a tensor has the axes of matrices; `isSquare` asks for equal sizes of them, too.
  static func requireMatrices(_ a: Tensor, isSquare: Bool = false, named name: String) throws(TensorError) {
    let operation = { Operation(name, operands: [a.type]) }
    guard a.rank >= 2 else {
      throw .shapeMismatch(
        expected: "matrices, a tensor of rank 2 or more", actual: "\(a.type)", operation: operation())
    }
    guard isSquare else { return }
    let sizes = (a.shape[-2], a.shape[-1])
    guard let areEqual = Dimension.decide(sizes.0, .equal, sizes.1) else {
      throw .undecidableDimension(comparison: "\(sizes.0) == \(sizes.1)", operation: operation())
    }
    guard areEqual else {
      throw .shapeMismatch(expected: "square matrices", actual: "\(a.type)", operation: operation())
    }
  }

  /// The common leading axes of operands, to which these are broadcast; the last `ranks` axes of each stay.
  static func stacked(_ tensors: [Tensor], ranks: [Int], named name: String) throws(TensorError) -> [Tensor] {
    var stack = Shape(tensors[0].shape.dropLast(ranks[0]))
    for (tensor, rank) in zip(tensors, ranks).dropFirst() {
      let operation = { Operation(name, operands: tensors.map(\.type)) }
      guard let common = try stack.broadcast(with: Shape(tensor.shape.dropLast(rank)), in: operation) else {
        throw .shapeMismatch(
          expected: "leading axes that broadcast together",
          actual: tensors.map { $0.shape.description }.joined(separator: " and "), operation: operation())
      }
      stack = common
    }
    return zip(tensors, ranks).map { $0.broadcast(to: Shape(stack.dimensions + $0.shape.suffix($1))) }
  }

  /// Whether the last axis of `b` is one right-hand side: in SciPy's functions also where there is one for each matrix.
  static func hasVectors(_ b: Tensor, for a: Tensor) -> Bool {
    b.rank == 1 || (a.rank == b.rank + 1 && a.rank >= 2 && Dimension.decide(a.shape[-1], .equal, b.shape[-1]) == true)
  }

  /// The solution of systems, one right-hand side being one column.
  ///
  /// - Parameter isVector: whether the last axis of `b` is one right-hand side, and not the last two several.
  static func solved(
    _ a: Tensor, _ b: Tensor, isVector: Bool, named name: String, by solve: (_ a: Tensor, _ b: Tensor) -> Tensor
  ) -> Tensor {
    if a.isInvalid || b.isInvalid { return .invalid }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      try requireMatrices(a, isSquare: true, named: name)
      let columns = isVector ? b.expandedDimensions(axis: -1) : b
      guard columns.rank >= 2, Dimension.decide(columns.shape[-2], .equal, a.shape[-1]) != false else {
        throw .shapeMismatch(
          expected: "right-hand sides with as many rows as the matrices", actual: "\(a.shape) and \(b.shape)",
          operation: Operation(name, operands: [a.type, b.type]))
      }
      let operands = try stacked(promoted(a, columns), ranks: [2, 2], named: name)
      let solution = solve(operands[0], operands[1])
      return isVector ? solution.squeezed(axis: -1) : solution
    }
  }
}
