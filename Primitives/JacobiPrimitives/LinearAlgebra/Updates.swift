import JacobiCore

/// The product of matrices with `Q`, given as the reflections that ``HouseholderFactorization`` makes: `Q C`, `Qᴴ C`, `C Q` or
/// `C Qᴴ`.
///
/// Operands: a stack of `m`×`n` matrices that hold the vectors below the diagonal, a stack of vectors of factors, at most as
/// many as `m` and `n`, and a stack of matrices `C`.
public struct HouseholderMultiplication: Primitive {
  public static let id = "ormqr"
  /// Whether `Q` is to the left of `C`.
  public var left: Bool
  /// Whether `Qᴴ` takes the place of `Q`.
  public var transpose: Bool

  public init(left: Bool = true, transpose: Bool = false) {
    self.left = left
    self.transpose = transpose
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    _ = try operands.requireStacks(ofRanks: [2, 1, 2])
    try operands.require(0, .inexact)
    let (rows, columns, count) = (operands[0].shape[-2], operands[0].shape[-1], operands[1].shape[-1])
    guard try operands.decide(count, .lessOrEqual, columns), try operands.decide(count, .lessOrEqual, rows) else {
      throw .shapeMismatch(
        expected: "at most as many factors as rows and columns", actual: "\(operands[0]) and \(operands[1])",
        operation: operands.operation)
    }
    try operands.requireEqual(
      rows, operands[2].shape[left ? -2 : -1], left ? "as many rows of C as of Q" : "as many columns of C as of Q")
    return [operands[2]]
  }
}

/// The upper triangular `S` for which `Sᵀ S = Rᵀ R + w wᵀ`, by rotations of the rows of `R` with `w`.
///
/// Operands: stacks of real square matrices, of which only the upper triangle is meant, and of vectors.
public struct CholeskyUpdate: Primitive {
  public static let id = "cholesky_update"
  public init() {}

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    _ = try operands.requireStacks(ofRanks: [2, 1])
    try operands.require(0, .floating)
    try operands.requireSquare(0)
    try operands.requireEqual(operands[0].shape[-1], operands[1].shape[-1], "a vector as long as the matrix is wide")
    return [operands[0]]
  }
}

/// `alpha A Aᵀ + beta C` for real matrices.
///
/// Operands: a stack of `m`×`n` matrices `A`, and of `m`×`m` matrices `C`.
public struct SymmetricProduct: Primitive {
  public static let id = "symmetric_product"
  /// The factor of the product.
  public var alpha: Double
  /// The factor of `C`.
  public var beta: Double

  public init(alpha: Double = 1, beta: Double = 0) {
    self.alpha = alpha
    self.beta = beta
  }

  // By their bits: a NaN is equal to itself, and 0 is not -0, so that equal primitives give equal results.
  public static func == (left: SymmetricProduct, right: SymmetricProduct) -> Bool {
    left.alpha.bitPattern == right.alpha.bitPattern && left.beta.bitPattern == right.beta.bitPattern
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(alpha.bitPattern)
    hasher.combine(beta.bitPattern)
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    _ = try operands.requireStacks(ofRanks: [2, 2])
    try operands.require(0, .floating)
    try operands.requireSquare(1)
    try operands.requireEqual(operands[0].shape[-2], operands[1].shape[-1], "as many rows of A as of C")
    return [operands[1]]
  }
}
