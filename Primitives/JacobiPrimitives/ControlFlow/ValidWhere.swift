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
  /// The array with valid elements in place of all that are not. Nothing is differentiated through those.
  ///
  /// An element is replaced by the first valid one along the last axis of the mask: what the examples of an inner batch
  /// share need not go together with elements of another one. Only where there is none it is that of another place.
  package static func substituted(_ mask: Tensor, _ array: Tensor) -> Tensor {
    let isEmpty = array.shape.dimensions.contains { $0.known == 0 }
    if mask.rank == 0 || isEmpty { return array }
    let axis = mask.rank - 1
    let first = taken(StopGradient()(array), at: ArgMax(axis: axis)(mask), axis: axis)
    let valid = substituted(ReduceOr(axes: [axis])(mask), first)
    let repeated = BroadcastInDim(to: array.shape, dimensions: array.shape.indices.filter { $0 != axis })(valid)
    return SelectN()(expanded(mask, to: array.shape), repeated, array)
  }

  /// One element along an axis for each place along the axes in front of it.
  private static func taken(_ array: Tensor, at positions: Tensor, axis: Int) -> Tensor {
    let (batch, element) = (Array(0..<axis), Array(axis + 1..<array.rank))
    let dimensions = GatherDimensions(
      offset: element.map { $0 - 1 }, collapsed: [axis], operandBatching: batch, startIndexBatching: batch,
      start: [axis])
    let sizes = array.shape.dimensions.enumerated().map { $0 > axis ? $1 : 1 }
    return Gather(dimensions: dimensions, sliceSizes: sizes, mode: .promiseInBounds)(
      array, Reshape(to: positions.shape.inserting(1, at: axis))(positions))
  }

  /// The second operand, of one example; in a batch valid elements stand where the mask is false.
  ///
  /// For what must not be given other elements: it might not end, or call code that is not prepared for them.
  package static func replacing(_ mask: Tensor, _ array: Tensor) throws -> Tensor {
    let program = try traceProgram([mask.type, array.type], name: "valid") { [$0[1]] }.program
    return CustomCall(program, name: "valid", rules: CustomRules(batching: substitution)).results([mask, array])[0]
  }

  private static let substitution = CustomRules.Batched("valid") { operands, isBatched, _ in
    let isSubstituted = isBatched[0] && isBatched[1]
    return ([isSubstituted ? substituted(operands[0], operands[1]) : operands[1]], [isBatched[1]])
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
