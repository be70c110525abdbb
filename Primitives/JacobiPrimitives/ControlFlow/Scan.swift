import JacobiCore

/// A loop of known length: a body is run once for each element along the leading axis of some operands, and carries
/// values from one step to the next.
///
/// Operands: constants, the same in all steps; the first values of the carries; tensors with the steps along axis 0. The
/// body takes the constants, the carries and the elements of the step, and gives the next carries and some results.
/// Results: the last carries, then the results of all steps, stacked along a new axis 0.
public struct Scan: Primitive {
  public static let id = "scan"
  public var body: Program
  public var constantCount: Int
  public var carryCount: Int
  /// The number of steps.
  public var length: Dimension
  /// Whether the steps go from the last element to the first.
  public var isReversed: Bool
  /// How many steps one iteration of the compiled loop carries out, if it has no checkpoints.
  public var unroll: Int
  /// How many carries reverse differentiation keeps, computing the others again; `nil` keeps what it needs of every step.
  public var checkpoints: Int?

  public init(
    _ body: Program, constantCount: Int, carryCount: Int, length: Dimension, isReversed: Bool = false, unroll: Int = 1,
    checkpoints: Int? = nil
  ) {
    self.body = body
    self.constantCount = constantCount
    self.carryCount = carryCount
    self.length = length
    self.isReversed = isReversed
    self.unroll = unroll
    self.checkpoints = checkpoints
  }

  public var outputCount: Int { body.outputs.count }
  public var effects: Effects { body.effects }
  public var bodies: [Program] { [body] }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try requireParameters(operands)
    try operands.require(count: body.inputs.count)
    let inputs = split(body.inputTypes)
    let carries = Array(body.outputTypes.prefix(carryCount))
    guard carries == inputs.carries else {
      throw .invalidArgument(
        name: "body", expected: "carries of types \(inputs.carries), as it takes them", actual: "\(carries)",
        operation: operands.operation)
    }
    let expected = inputs.constants + inputs.carries + inputs.elements.map(stacked)
    for (index, type) in expected.enumerated() {
      guard operands[index].dtype == type.dtype else {
        throw .dtypeMismatch(
          expected: "operand \(index) of \(type.dtype), as the body takes it", actual: operands[index].dtype.name,
          operation: operands.operation)
      }
      try operands.requireEqual(operands[index].shape, type.shape, "operand \(index) of shape \(type.shape)")
    }
    return carries + body.outputTypes.dropFirst(carryCount).map(stacked)
  }

  private func requireParameters(_ operands: Operands) throws(TensorError) {
    let inputCount = body.inputs.count
    guard (0...inputCount).contains(constantCount), (0...inputCount - constantCount).contains(carryCount),
      carryCount <= body.outputs.count
    else {
      throw .invalidArgument(
        name: "body", expected: "\(constantCount) constants and \(carryCount) carries",
        actual: "\(inputCount) inputs and \(body.outputs.count) outputs", operation: operands.operation)
    }
    guard unroll >= 1 else {
      throw .invalidArgument(name: "unroll", expected: "at least 1", actual: "\(unroll)", operation: operands.operation)
    }
    if let checkpoints { try operands.requireCheckpoints(checkpoints) }
    if Dimension.decide(length, .less, 0) == true {
      throw .invalidDimension(value: "\(length)", operation: operands.operation)
    }
  }
}

extension Scan {
  /// What belongs to the constants, the carries and the elements of a step, in the order of the operands.
  public func split<Element>(
    _ operands: [Element]
  ) -> (constants: [Element], carries: [Element], elements: [Element]) {
    (
      Array(operands.prefix(constantCount)), Array(operands.dropFirst(constantCount).prefix(carryCount)),
      Array(operands.dropFirst(constantCount + carryCount))
    )
  }

  /// The type of the elements of all steps together.
  public func stacked(_ type: TensorType) -> TensorType {
    type.with(shape: type.shape.inserting(length, at: 0))
  }
}

extension Operands {
  func requireCheckpoints(_ count: Int) throws(TensorError) {
    guard count >= 1 else {
      throw .invalidArgument(name: "checkpoints", expected: "at least 1", actual: "\(count)", operation: operation)
    }
  }
}
