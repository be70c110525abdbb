import JacobiCore

extension Shape {
  /// The position from the front of an axis that may count from the back.
  ///
  /// - Throws: `TensorError.axisOutOfRange`.
  package func position(ofAxis axis: Int, in operation: () -> Operation) throws(TensorError) -> Int {
    guard let position = position(ofAxis: axis) else {
      throw .axisOutOfRange(axis: axis, rank: rank, operation: operation())
    }
    return position
  }

  /// The positions from the front of distinct axes, in the given order.
  ///
  /// - Throws: `TensorError.axisOutOfRange`, or
  ///   `TensorError.invalidArgument` for an axis that occurs twice.
  package func positions(ofAxes axes: [Int], in operation: () -> Operation) throws(TensorError) -> [Int] {
    var positions: [Int] = []
    for axis in axes {
      let position = try position(ofAxis: axis, in: operation)
      guard !positions.contains(position) else {
        throw .invalidArgument(name: "axes", expected: "distinct", actual: "\(axes)", operation: operation())
      }
      positions.append(position)
    }
    return positions
  }
}

extension Tensor {
  /// The position from the front of an axis that may count from the back; `name` is what the user called.
  package func position(ofAxis axis: Int, named name: String) throws(TensorError) -> Int {
    try shape.position(ofAxis: axis, in: { Operation(name, operands: [type]) })
  }

  /// The positions from the front of distinct axes, in the given order; `name` is what the user called.
  package func positions(ofAxes axes: [Int], named name: String) throws(TensorError) -> [Int] {
    try shape.positions(ofAxes: axes, in: { Operation(name, operands: [type]) })
  }

  /// Where an axis that is to be added goes in the result, counted from the front.
  func insertionPosition(ofAxis axis: Int, adding count: Int = 1, named name: String) throws(TensorError) -> Int {
    let newRank = rank + count
    let position = axis < 0 ? axis + newRank : axis
    guard (0..<newRank).contains(position) else {
      throw .axisOutOfRange(axis: axis, rank: newRank, operation: Operation(name, operands: [type]))
    }
    return position
  }
}
