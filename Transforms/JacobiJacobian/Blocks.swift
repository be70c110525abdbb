import JacobiCore
import JacobiGrad
import JacobiPrimitives
import JacobiVmap

/// How a matrix of derivatives is found.
public enum JacobianMode: Hashable, Sendable {
  /// One tangent for each element of the argument, all at once: for functions with more results than arguments.
  case forward
  /// One cotangent for each element of the result, all at once: for functions with more arguments than results.
  case reverse
}

/// The derivatives of each leaf of a function's result with respect to each leaf of its argument.
struct Blocks {
  /// For each leaf of the result, for each leaf of the argument; `noTangent` for integers and Booleans.
  var rows: [[Tensor]]
  var output: TreeStructure
  var input: TreeStructure

  init<Argument, Result>(
    _ name: String, of f: @escaping (Argument) throws -> Result, at point: Argument, mode: JacobianMode,
    isHolomorphic: Bool
  ) throws {
    let (leaves, input) = try flattenTree(point, for: name)
    var output: TreeStructure?
    let onLeaves = { (leaves: [Tensor]) in
      let argument: Argument = try unflattenTree(leaves: leaves, structure: input, for: name)
      let result = try flattenTree(f(argument), for: name)
      output = result.structure
      return result.leaves
    }
    rows = try withTensorErrors {
      try requireDTypes(leaves, name, "argument", isHolomorphic, allowsComplex: mode == .reverse, input)
      switch mode {
      case .forward:
        let (values, pushforward) = try linearize(onLeaves, at: leaves)
        try requireDTypes(values, name, "result", isHolomorphic, allowsComplex: true, output!)
        return try forwardRows(leaves, values) { try pushforward($0) }
      case .reverse:
        let (values, pullback) = try vjp(onLeaves, at: leaves)
        try requireDTypes(values, name, "result", isHolomorphic, allowsComplex: false, output!)
        return try reverseRows(leaves, values) { try pullback($0) }
      }
    }
    self.output = output!
    self.input = input
  }

  func jacobian<Result, Argument>() throws -> TreeJacobian<Result, Argument> {
    let trees: [Argument] = try rows.map { try unflattenTree(leaves: $0, structure: input, for: "jacobian") }
    return TreeJacobian(rows: trees, output: output)
  }
}

/// Throws for numbers whose derivative is not determined by what the mode computes.
private func requireDTypes(
  _ leaves: [Tensor], _ name: String, _ role: String, _ isHolomorphic: Bool, allowsComplex: Bool,
  _ structure: TreeStructure
) throws(TensorError) {
  for (index, leaf) in leaves.enumerated() where leaf.dtype.isInexact {
    if isHolomorphic ? leaf.dtype.isComplex : allowsComplex || !leaf.dtype.isComplex { continue }
    let expected =
      isHolomorphic
      ? "complex leaves in the \(role) of a holomorphic function"
      : "real leaves in the \(role); `isHolomorphic: true` is for functions with a complex derivative"
    throw .dtypeMismatch(
      expected: expected, actual: "\(leaf.dtype) at \(structure.leafPaths[index])", operation: Operation(name))
  }
}

private func forwardRows(
  _ arguments: [Tensor], _ values: [Tensor], _ pushforward: @escaping ([Tensor]) throws -> [Tensor]
) throws -> [[Tensor]] {
  var rows = values.map { _ in arguments.map { _ in Tensor.noTangent } }
  for (column, argument) in arguments.enumerated() where argument.dtype.isInexact {
    let images = try alongBasis(of: argument.type, at: column, among: arguments.count, pushforward)
    for (row, value) in values.enumerated() where value.dtype.isInexact {
      // The basis is along the first axis, and belongs behind those of the value.
      let permutation = Array(1..<value.rank + 1) + [0]
      rows[row][column] = Reshape(to: value.shape + argument.shape)(Transpose(permutation: permutation)(images[row]))
    }
  }
  return rows
}

private func reverseRows(
  _ arguments: [Tensor], _ values: [Tensor], _ pullback: @escaping ([Tensor]) throws -> [Tensor]
) throws -> [[Tensor]] {
  try values.enumerated().map { row, value in
    guard value.dtype.isInexact else { return arguments.map { _ in .noTangent } }
    let images = try alongBasis(of: value.type, at: row, among: values.count, pullback)
    return zip(arguments, images).map { argument, image in
      argument.dtype.isInexact ? Reshape(to: value.shape + argument.shape)(image) : .noTangent
    }
  }
}

/// The images of all vectors of the standard basis of one leaf under a linear map, along the first axis of each leaf.
private func alongBasis(
  of type: TensorType, at position: Int, among count: Int, _ map: @escaping ([Tensor]) throws -> [Tensor]
) throws -> [Tensor] {
  let size = type.shape.elementCount
  let square = TensorType(.int64, [size, size])
  let identity = ConvertElementType(to: type.dtype)(Equal()(Iota(square, axis: 0)(), Iota(square, axis: 1)()))
  let basis = Reshape(to: [size] + type.shape)(identity)
  var vectors = [Tensor](repeating: .noTangent, count: count)
  vectors[position] = basis
  return try vmap(map, size: size)(vectors)
}

extension Shape {
  fileprivate static func + (lhs: Shape, rhs: Shape) -> Shape { Shape(lhs.dimensions + rhs.dimensions) }
}
