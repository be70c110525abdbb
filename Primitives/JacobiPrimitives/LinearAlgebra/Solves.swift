import JacobiCore

/// The solutions `X` of `op(A) X = B`, or of `X op(A) = B`, for triangular matrices `A`.
///
/// Operands: stacks of square matrices `A` and of matrices `B` with equal leading axes. Only one triangle of `A` is read.
/// A zero on the diagonal gives infinities and NaN.
public struct TriangularSolve: Primitive {
  public static let id = "triangular_solve"
  /// Whether `A` is to the left of `X`.
  public var leftSide: Bool
  /// Whether the lower triangle of `A` is used, and not the upper one.
  public var lower: Bool
  /// Whether `op` transposes.
  public var transposeA: Bool
  /// Whether `op` conjugates.
  public var conjugateA: Bool
  /// Whether the diagonal of `A` is taken to be one, and not read.
  public var unitDiagonal: Bool

  public init(
    leftSide: Bool = true, lower: Bool, transposeA: Bool = false, conjugateA: Bool = false, unitDiagonal: Bool = false
  ) {
    self.leftSide = leftSide
    self.lower = lower
    self.transposeA = transposeA
    self.conjugateA = conjugateA
    self.unitDiagonal = unitDiagonal
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    _ = try operands.requireStacks(ofRanks: [2, 2])
    try operands.require(0, .inexact)
    try operands.requireSquare(0)
    try operands.requireEqual(
      operands[0].shape[-1], operands[1].shape[leftSide ? -2 : -1],
      leftSide ? "as many rows of B as of A" : "as many columns of B as of A")
    return [operands[1]]
  }
}

/// The solutions `X` of `A X = B` for tridiagonal matrices `A`; all NaN where `A` is singular.
///
/// Operands: stacks of three vectors of one length, `A[i, i - 1]`, `A[i, i]` and `A[i, i + 1]` for each row `i`, and of
/// matrices `B`. The first element of the first vector and the last of the third are not read.
public struct TridiagonalSolve: Primitive {
  public static let id = "tridiagonal_solve"
  public init() {}

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    _ = try operands.requireStacks(ofRanks: [1, 1, 1, 2])
    try operands.require(0, .inexact)
    for diagonal in operands.prefix(3) {
      try operands.requireEqual(
        diagonal.shape[-1], operands[3].shape[-2], "diagonals as long as the rows of B are many")
    }
    return [operands[3]]
  }
}
