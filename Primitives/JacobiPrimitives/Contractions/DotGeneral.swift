import JacobiCore

/// The product of two tensors summed over the contracting axes, for each index of the batch axes.
///
/// Axes of the result: batch axes, the other axes of the left operand, the other axes of the right operand. The pairs of
/// batch and of contracting axes stand at equal positions of the lists for left and right.
public struct DotGeneral: Primitive {
  public static let id = "dot_general"
  public var leftContracting: [Int]
  public var rightContracting: [Int]
  public var leftBatch: [Int]
  public var rightBatch: [Int]

  public init(contracting: (left: [Int], right: [Int]), batch: (left: [Int], right: [Int]) = ([], [])) {
    leftContracting = contracting.left
    rightContracting = contracting.right
    leftBatch = batch.left
    rightBatch = batch.right
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    try operands.requireSameDType()
    try operands.require(0, .any)
    try operands.requireAxes(leftContracting + leftBatch, of: 0)
    try operands.requireAxes(rightContracting + rightBatch, of: 1)
    let left = operands[0].shape
    let right = operands[1].shape
    guard leftContracting.count == rightContracting.count, leftBatch.count == rightBatch.count else {
      throw .invalidArgument(
        name: "contracting and batch axes", expected: "as many left as right",
        actual: "\(leftContracting), \(rightContracting) and \(leftBatch), \(rightBatch)",
        operation: operands.operation)
    }
    for (i, j) in zip(leftContracting + leftBatch, rightContracting + rightBatch) {
      guard try operands.decide(left[i], .equal, right[j]) else {
        throw .shapeMismatch(
          expected: "equal sizes for left axis \(i) and right axis \(j)", actual: "\(left[i]) and \(right[j])",
          operation: operands.operation)
      }
    }
    let batch = leftBatch.map { left[$0] }
    return [
      operands[0].with(
        shape: Shape(
          batch + left.removing(axes: leftContracting + leftBatch)
            + right.removing(axes: rightContracting + rightBatch)))
    ]
  }

  /// The axes of the left operand that are neither batch nor contracting.
  public func leftFree(rank: Int) -> [Int] { (0..<rank).filter { !(leftContracting + leftBatch).contains($0) } }

  /// The axes of the right operand that are neither batch nor contracting.
  public func rightFree(rank: Int) -> [Int] { (0..<rank).filter { !(rightContracting + rightBatch).contains($0) } }
}
