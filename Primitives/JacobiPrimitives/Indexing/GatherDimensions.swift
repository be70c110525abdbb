import JacobiCore

/// How a window of an operand is found from an index vector, and where it goes in the result; shared by gather and scatter.
///
/// The terms are XLA's. For `take(x, i, axis: 0)` on `x: [n,d]`, `i: [k,1]`: `offset` is `[1]`, `collapsed` is `[0]`,
/// `start` is `[0]`.
public struct GatherDimensions: Hashable, Sendable, Codable {
  /// Axes of the result (for scatter: of the updates) that run over the window.
  public var offset: [Int]
  /// Axes of the operand on which the window has size 1 and which do not appear in the result.
  public var collapsed: [Int]
  /// Axes of the operand that run along with the axes `startIndexBatching` of the indices.
  public var operandBatching: [Int]
  /// The axes of the indices that go with `operandBatching`, of the same sizes in this order.
  public var startIndexBatching: [Int]
  /// For each component of an index vector, the axis of the operand that it addresses.
  public var start: [Int]

  public init(
    offset: [Int], collapsed: [Int], operandBatching: [Int] = [], startIndexBatching: [Int] = [], start: [Int]
  ) {
    self.offset = offset
    self.collapsed = collapsed
    self.operandBatching = operandBatching
    self.startIndexBatching = startIndexBatching
    self.start = start
  }

  /// The axes of an operand that the window keeps, in order.
  public func windowAxes(rank: Int) -> [Int] {
    (0..<rank).filter { !collapsed.contains($0) && !operandBatching.contains($0) }
  }
}

/// What happens when a window does not lie inside the operand.
public enum OutOfBoundsMode: String, Hashable, Sendable, Codable {
  /// The window is moved inside.
  case clip
  /// Gather gives the fill value; scatter drops the update.
  case fillOrDrop
  /// The caller guarantees that it does not happen; otherwise which elements are read or written is unspecified, but
  /// inside the operand.
  case promiseInBounds
}

extension GatherDimensions {
  /// Whether the offset axes are axes of a tensor of this rank, in ascending order.
  func hasAscendingOffset(rank: Int) -> Bool {
    offset.allSatisfy((0..<rank).contains) && zip(offset, offset.dropFirst()).allSatisfy(<)
  }

  /// Throws unless the dimension numbers fit the operand, the indices and the window.
  func check(_ operands: Operands, sliceSizes: [Dimension]) throws(TensorError) {
    let operand = operands[0]
    let indices = operands[1]
    try operands.require(1, .integer)
    func fail(_ name: String, _ expected: String, _ actual: String) -> TensorError {
      .invalidArgument(name: name, expected: expected, actual: actual, operation: operands.operation)
    }
    guard indices.rank >= 1, try operands.decide(indices.shape[indices.rank - 1], .equal, Dimension(start.count)) else {
      throw fail("indices", "a last axis of size \(start.count)", "\(indices)")
    }
    guard sliceSizes.count == operand.rank else {
      throw fail("sliceSizes", "one for each of the \(operand.rank) axes", "\(sliceSizes)")
    }
    try operands.requireAxes(collapsed + operandBatching, of: 0, named: "collapsed")
    try operands.requireAxes(start, of: 0, named: "start")
    guard operandBatching.count == startIndexBatching.count,
      Set(startIndexBatching).count == startIndexBatching.count,
      startIndexBatching.allSatisfy({ (0..<indices.rank - 1).contains($0) }),
      Set(start).isDisjoint(with: operandBatching)
    else {
      throw fail(
        "operandBatching", "axes paired with leading axes of the indices", "\(operandBatching), \(startIndexBatching)")
    }
    for (axis, other) in zip(operandBatching, startIndexBatching) {
      guard try operands.decide(operand.shape[axis], .equal, indices.shape[other]) else {
        throw fail("operandBatching", "equal sizes", "\(operand.shape[axis]) and \(indices.shape[other])")
      }
    }
    for axis in operand.shape.indices {
      let isSingle = collapsed.contains(axis) || operandBatching.contains(axis)
      // A batching axis is not addressed by indices, so that it may have no elements at all.
      let limit = operandBatching.contains(axis) ? 1 : operand.shape[axis]
      let fits = try operands.decide(sliceSizes[axis], .lessOrEqual, limit)
      guard fits, !isSingle || sliceSizes[axis].known == 1 else {
        throw fail(
          "sliceSizes", isSingle ? "1 along axis \(axis)" : "at most \(operand.shape[axis]) along axis \(axis)",
          "\(sliceSizes[axis])")
      }
    }
  }
}
