import JacobiCore

/// The product of two tensors summed over the contracting axes, for each index of the batch axes.
///
/// Axes of the result: batch axes, the other axes of the left operand, the other axes of the right operand. The pairs of
/// batch and of contracting axes stand at equal positions of the lists for left and right.
///
/// Operands of different dtypes give the dtype of the one that ranks higher: complex before real; then, as XLA has it, the one
/// with the larger exponents, the longer significand, the more bits, the sign. `preferredElementType` is the dtype of the
/// result, and no operand is rounded to a narrower one before it is multiplied.
public struct DotGeneral: Primitive {
  public static let id = "dot_general"
  /// The axes of the left operand that are summed over, without duplicates.
  public var leftContracting: [Int]
  /// The axes of the right operand that are summed over, of the same sizes in this order.
  public var rightContracting: [Int]
  /// The axes of the left operand that stay in front of the result.
  public var leftBatch: [Int]
  /// The axes of the right operand that go with them, of the same sizes in this order.
  public var rightBatch: [Int]
  /// The dtype of the result, of at least the operands' kind; integers do not become narrower. By default the operands'.
  public var preferredElementType: DType?

  public init(
    contracting: (left: [Int], right: [Int]), batch: (left: [Int], right: [Int]) = ([], []),
    preferredElementType: DType? = nil
  ) {
    leftContracting = contracting.left
    rightContracting = contracting.right
    leftBatch = batch.left
    rightBatch = batch.right
    self.preferredElementType = preferredElementType
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    let dtype = try requireResultDType(of: operands)
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
      TensorType(
        dtype,
        Shape(
          batch + left.removing(axes: leftContracting + leftBatch)
            + right.removing(axes: rightContracting + rightBatch)))
    ]
  }

  /// Throws unless the products are of a dtype that the result can have.
  private func requireResultDType(of operands: Operands) throws(TensorError) -> DType {
    let product = DotGeneral.product(operands[0].dtype, operands[1].dtype)
    guard let preferred = preferredElementType, preferred != product else { return product }
    let holdsKind = preferred.isComplex == product.isComplex && (preferred.isInexact || !product.isInexact)
    guard holdsKind, !preferred.isBoolean, product.isFloating || preferred.byteCount >= product.byteCount else {
      throw .invalidArgument(
        name: "preferredElementType", expected: "a dtype that holds products of \(product)", actual: "\(preferred)",
        operation: operands.operation)
    }
    return preferred
  }

  /// The dtype of the result for operands of two dtypes.
  public func resultDType(_ left: DType, _ right: DType) -> DType {
    preferredElementType ?? DotGeneral.product(left, right)
  }

  private static func product(_ left: DType, _ right: DType) -> DType {
    if left == right { return left }
    return left.contractionRank.lexicographicallyPrecedes(right.contractionRank) ? right : left
  }

  /// The axes of the left operand that are neither batch nor contracting.
  public func leftFree(rank: Int) -> [Int] { (0..<rank).filter { !(leftContracting + leftBatch).contains($0) } }

  /// The axes of the right operand that are neither batch nor contracting.
  public func rightFree(rank: Int) -> [Int] { (0..<rank).filter { !(rightContracting + rightBatch).contains($0) } }
}

extension DType {
  /// Compared lexicographically: which of two dtypes the product of tensors is of.
  fileprivate var contractionRank: [Int] {
    let limits = floatingLimits
    return [
      isComplex ? 1 : 0, limits?.exponentBitCount ?? -1, limits?.significandBitCount ?? -1, isBoolean ? 0 : byteCount,
      isUnsignedInteger ? 0 : 1,
    ]
  }
}
