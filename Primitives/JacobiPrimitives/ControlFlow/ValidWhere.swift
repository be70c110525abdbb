import JacobiCore

/// An array of which nothing is used where a mask is false.
///
/// Operands: a mask, and an array whose leading axes are those of the mask. The result is the array. Its derivative is
/// taken as if other, valid elements stood where the mask is false: what is computed from elements that are not used may
/// have an infinite slope there, which must not meet a cotangent of zero.
public struct ValidWhere: ExpandablePrimitive {
  public static let id = "valid_where"

  public init() {}

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    try operands.require(0, "a Boolean mask") { $0.isBoolean }
    let (mask, array) = (operands[0].shape, operands[1].shape)
    guard mask.rank <= array.rank else {
      throw .shapeMismatch(
        expected: "an array with the axes of the mask in front", actual: "\(operands[1])", operation: operands.operation
      )
    }
    try operands.requireEqual(
      mask, Shape(array.dimensions.prefix(mask.rank)), "an array with the axes of the mask in front")
    return [operands[1]]
  }

  public func expansion(for operands: [TensorType]) throws -> Program {
    try traceProgram(operands, name: ValidWhere.id) { [$0[1]] }.program
  }
}

extension ValidWhere {
  /// The array with the first valid element in place of all that are not. Nothing is differentiated through those.
  package static func substituted(_ mask: Tensor, _ array: Tensor) -> Tensor {
    let isEmpty = array.shape.dimensions.contains { $0.known == 0 }
    if mask.rank == 0 || isEmpty { return array }
    let element = Shape(array.shape.dimensions.dropFirst(mask.rank))
    let count = mask.shape.elementCount
    let first = ArgMax(axis: 0)(Reshape(to: [count])(mask))
    let starts = [first] + element.indices.map { _ in Tensor.zeros(first.type) }
    let elements = Reshape(to: element.inserting(count, at: 0))(array)
    let valid = DynamicSlice(sizes: [1] + element.dimensions).results([elements] + starts)[0]
    let repeated = BroadcastInDim(to: array.shape, dimensions: Array(mask.rank..<array.rank))(
      Reshape(to: element)(StopGradient()(valid)))
    return SelectN()(expanded(mask, to: array.shape), repeated, array)
  }

  /// A derivative, or a cotangent, with zeros where nothing is valid.
  package static func masked(_ mask: Tensor, _ derivative: Tensor) -> Tensor {
    SelectN()(expanded(mask, to: derivative.shape), .zeros(derivative.type), derivative)
  }

  private static func expanded(_ mask: Tensor, to shape: Shape) -> Tensor {
    mask.rank == shape.rank ? mask : BroadcastInDim(to: shape, dimensions: Array(0..<mask.rank))(mask)
  }
}

extension Program {
  /// The program in which valid elements really take the place of those that are not used: what is differentiated, since
  /// it is not only the operands with a tangent that derivatives are made of.
  package func substitutingValidElements() throws -> Program {
    guard hasInvalidElements else { return self }
    return try traceProgram(inputTypes, name: ValidWhere.id) { inputs in
      var values = inputs
      func read(_ atom: Atom) -> Tensor {
        switch atom {
        case .variable(let variable): values[variable.index]
        case .constant(let value): Tensor(value)
        }
      }
      for equation in equations {
        let operands = equation.inputs.map(read)
        values += try equation.asUserOperation { try equation.primitive.resultsOfValidElements(operands) }
      }
      return outputs.map(read)
    }.program
  }

  private var hasInvalidElements: Bool {
    equations.contains { $0.primitive is ValidWhere || $0.primitive.bodies.contains(where: \.hasInvalidElements) }
  }
}

extension Primitive {
  fileprivate func resultsOfValidElements(_ operands: [Tensor]) throws -> [Tensor] {
    if self is ValidWhere { return [ValidWhere.substituted(operands[0], operands[1])] }
    guard let holder = self as? any ProgramHolder else { return results(operands) }
    return try holder.mapBodies { try $0.substitutingValidElements() }.results(operands)
  }
}
