import JacobiCore

/// A part of the first operand, of known size, that begins where the other operands say.
///
/// Operands: the operand, and for each of its axes a scalar integer, the start along the axis. A part that reaches over an
/// edge is moved inside.
public struct DynamicSlice: Primitive {
  public static let id = "dynamic_slice"
  /// The size of the part along each axis.
  public var sizes: [Dimension]

  public init(sizes: [Dimension]) {
    self.sizes = sizes
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.requireStarts(after: 1)
    let shape = operands[0].shape
    guard sizes.count == shape.rank else {
      throw .invalidArgument(
        name: "sizes", expected: "one for each of the \(shape.rank) axes", actual: "\(sizes)",
        operation: operands.operation)
    }
    try operands.requireFit(of: Shape(sizes))
    return [operands[0].with(shape: Shape(sizes))]
  }
}

/// The first operand with the second one in the place of a part, which begins where the other operands say.
///
/// Operands: the operand, the update of the same dtype and rank, and for each axis a scalar integer, the start along the
/// axis. A part that reaches over an edge is moved inside.
public struct DynamicUpdateSlice: Primitive {
  public static let id = "dynamic_update_slice"
  public init() {}

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.requireStarts(after: 2)
    guard operands[1].dtype == operands[0].dtype else {
      throw .dtypeMismatch(
        expected: "an update of \(operands[0].dtype)", actual: "\(operands[1].dtype)", operation: operands.operation)
    }
    guard operands[1].rank == operands[0].rank else {
      throw .shapeMismatch(
        expected: "an update of rank \(operands[0].rank)", actual: "\(operands[1])", operation: operands.operation)
    }
    try operands.requireFit(of: operands[1].shape)
    return [operands[0]]
  }
}

extension Operands {
  /// Throws unless there is a scalar integer for each axis of the first operand, after the other `count` operands.
  fileprivate func requireStarts(after count: Int) throws(TensorError) {
    guard types.count >= count else { return try require(count: count) }
    try require(count: count + types[0].rank)
    for index in count..<types.count {
      try require(index, .integer)
      guard types[index].rank == 0 else {
        throw .shapeMismatch(
          expected: "a scalar start for axis \(index - count)", actual: "\(types[index])", operation: operation)
      }
    }
  }

  /// Throws unless the first operand has room for a part of the given shape.
  fileprivate func requireFit(of part: Shape) throws(TensorError) {
    for (axis, size) in part.dimensions.enumerated() {
      let limit = types[0].shape.dimensions[axis]
      guard try decide(0, .lessOrEqual, size), try decide(size, .lessOrEqual, limit) else {
        throw .invalidArgument(
          name: "sizes", expected: "a size in 0...\(limit) along axis \(axis)", actual: "\(size)", operation: operation)
      }
    }
  }
}
