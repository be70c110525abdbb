import JacobiCore

/// The lower triangular `L` with a real positive diagonal for which `L Lᴴ` is the Hermitian positive definite operand.
///
/// Operand: a stack of square matrices, of which only the lower triangle is read. Where one is not positive definite, all
/// of the lower triangle of `L` is NaN. The derivative is that for Hermitian changes of the operand.
public struct Cholesky: Primitive {
  public static let id = "cholesky"
  public init() {}

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    _ = try operands.requireStacks(ofRanks: [2])
    try operands.require(0, .inexact)
    try operands.requireSquare(0)
    return [operands[0]]
  }
}

/// Factors with `P A = L U` by elimination with row exchanges; each pivot is the element of largest absolute value (of
/// complex numbers, of the sum of those of both parts) in its column, the first one of several.
///
/// Operand: a stack of `m`×`n` matrices. Results:
/// - `L`, whose unit diagonal is left out, below the diagonal and `U` on and above it, of the type of the operand;
/// - the `min(m, n)` rows that rows 0, 1, ... were exchanged with, in this order, `int32`;
/// - the permutation of the `m` rows that follows from the exchanges, `int32`: row `i` of `P A` is row `p[i]` of `A`.
public struct LU: Primitive {
  public static let id = "lu"
  public init() {}

  public var outputCount: Int { 3 }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    let stack = try operands.requireStacks(ofRanks: [2])
    try operands.require(0, .inexact)
    let (rows, columns) = (operands[0].shape[-2], operands[0].shape[-1])
    return [
      operands[0], TensorType(.int32, stack.appending(.minimum(rows, columns))),
      TensorType(.int32, stack.appending(rows)),
    ]
  }
}

/// The permutation that exchanges of rows amount to: row 0 with row `pivots[0]`, then row 1 with row `pivots[1]`, ...
///
/// Operand: a stack of vectors of `int32`. A negative pivot counts from the back; from one that is out of range the nearest
/// row is read, and nothing is written to it.
public struct LUPivotsToPermutation: Primitive {
  public static let id = "lu_pivots_to_permutation"
  /// How many rows there are: at least as many as pivots.
  public var permutationSize: Dimension

  public init(permutationSize: Dimension) {
    self.permutationSize = permutationSize
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    let stack = try operands.requireStacks(ofRanks: [1])
    try operands.require(0, "int32 pivots") { $0 == .int32 }
    guard try operands.decide(permutationSize, .greaterOrEqual, operands[0].shape[-1]) else {
      throw .invalidArgument(
        name: "permutationSize", expected: "at least the number of pivots, \(operands[0].shape[-1])",
        actual: "\(permutationSize)", operation: operands.operation)
    }
    return [TensorType(.int32, stack.appending(permutationSize))]
  }
}

/// Factors with `A = Q R`, `Q` with orthonormal columns and `R` upper triangular; with `pivoting`, `A[:, p] = Q R`.
///
/// Operand: a stack of `m`×`n` matrices. Results: `Q`, `m`×`k`, and `R`, `k`×`n`, where `k` is `m` for full matrices and
/// `min(m, n)` otherwise; with `pivoting` also `p`, a permutation of the columns (`int32`) that brings to each place the
/// column of which most is left; without rows all of `p` is 0, as in JAX. The signs are those of LAPACK: a diagonal element of `R` is real and of the sign opposite
/// to that of the element it replaces, or unchanged where there is nothing to eliminate.
public struct QR: Primitive {
  public static let id = "qr"
  /// Whether `Q` is square.
  public var fullMatrices: Bool
  /// Whether columns are put in the order of what is left of them, and the permutation is a result.
  public var pivoting: Bool

  public init(fullMatrices: Bool, pivoting: Bool = false) {
    self.fullMatrices = fullMatrices
    self.pivoting = pivoting
  }

  public var outputCount: Int { pivoting ? 3 : 2 }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    let stack = try operands.requireStacks(ofRanks: [2])
    try operands.require(0, .inexact)
    let (rows, columns) = (operands[0].shape[-2], operands[0].shape[-1])
    let inner = fullMatrices ? rows : Dimension.minimum(rows, columns)
    let factors = [
      operands[0].with(shape: stack.appending(rows, inner)), operands[0].with(shape: stack.appending(inner, columns)),
    ]
    return pivoting ? factors + [TensorType(.int32, stack.appending(columns))] : factors
  }
}

/// The factors of ``QR`` as the reflections that made them: what LAPACK calls `geqrf`.
///
/// Operand: a stack of `m`×`n` matrices. Results: matrices of this type with `R` on and above the diagonal and the vectors
/// of the reflections, whose first element is 1 and left out, below it; and vectors of their `min(m, n)` factors.
public struct HouseholderFactorization: Primitive {
  public static let id = "geqrf"
  public init() {}

  public var outputCount: Int { 2 }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    let stack = try operands.requireStacks(ofRanks: [2])
    try operands.require(0, .inexact)
    let count = Dimension.minimum(operands[0].shape[-2], operands[0].shape[-1])
    return [operands[0], operands[0].with(shape: stack.appending(count))]
  }
}

/// The first columns of the product of the reflections `I - t v vᴴ`, as many as the first operand has.
///
/// Operands: a stack of `m`×`n` matrices, `m >= n`, that hold the vectors `v` below the diagonal (the element on it is
/// taken to be 1), and a stack of vectors of at most `n` factors `t`.
public struct HouseholderProduct: Primitive {
  public static let id = "householder_product"
  public init() {}

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    _ = try operands.requireStacks(ofRanks: [2, 1])
    try operands.require(0, .inexact)
    let (rows, columns) = (operands[0].shape[-2], operands[0].shape[-1])
    guard try operands.decide(rows, .greaterOrEqual, columns) else {
      throw .shapeMismatch(
        expected: "at least as many rows as columns", actual: "\(operands[0])", operation: operands.operation)
    }
    guard try operands.decide(operands[1].shape[-1], .lessOrEqual, columns) else {
      throw .shapeMismatch(
        expected: "at most \(columns) factors, one for each column", actual: "\(operands[1])",
        operation: operands.operation)
    }
    return [operands[0]]
  }
}
