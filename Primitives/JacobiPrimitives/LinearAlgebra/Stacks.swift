import JacobiCore

extension Operands {
  /// The leading axes of operands that are stacks of matrices or vectors; throws unless they are equal.
  ///
  /// - Parameter ranks: for each operand the number of axes of one element of its stack: 2 for a matrix, 1 for a vector.
  func requireStacks(ofRanks ranks: [Int]) throws(TensorError) -> Shape {
    try require(count: ranks.count)
    try requireSameDType()
    for (type, rank) in zip(types, ranks) where type.rank < rank {
      throw .shapeMismatch(expected: "an operand of rank \(rank) or more", actual: "\(type)", operation: operation)
    }
    let stack = Shape(types[0].shape.dropLast(ranks[0]))
    for (type, rank) in zip(types, ranks).dropFirst() {
      try requireEqual(stack, Shape(type.shape.dropLast(rank)), "stacks of equal leading axes")
    }
    return stack
  }

  /// Throws unless operand `index` is a stack of square matrices.
  func requireSquare(_ index: Int) throws(TensorError) {
    let shape = types[index].shape
    guard try decide(shape[shape.rank - 2], .equal, shape[shape.rank - 1]) else {
      throw .shapeMismatch(expected: "square matrices", actual: "\(types[index])", operation: operation)
    }
  }

  /// Throws unless two sizes are equal.
  func requireEqual(_ lhs: Dimension, _ rhs: Dimension, _ expected: String) throws(TensorError) {
    guard try decide(lhs, .equal, rhs) else {
      throw .shapeMismatch(expected: expected, actual: "\(lhs) and \(rhs)", operation: operation)
    }
  }
}

extension Shape {
  /// The leading axes of a stack followed by those of one element.
  func appending(_ dimensions: Dimension...) -> Shape { Shape(self.dimensions + dimensions) }
}
