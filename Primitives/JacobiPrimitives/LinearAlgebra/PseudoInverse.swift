import JacobiCore

/// The pseudo-inverses of matrices (E. H. Moore, R. Penrose): of `A = U diag(s) Vᴴ` the matrix `V diag(1/s) Uᴴ`, with zero in
/// place of `1/s` for singular values that count as zero.
///
/// Operand: a stack of `m`×`n` matrices; the results are `n`×`m`. A primitive, and not made of ``SVD``, for the sake of its
/// derivative, which exists where singular values are equal, as long as the rank stays.
public struct PseudoInverse: Primitive {
  public static let id = "pinv"
  /// Singular values up to this times the largest one count as zero.
  public var relativeTolerance: Double

  public init(relativeTolerance: Double) {
    self.relativeTolerance = relativeTolerance
  }

  // By their bits: a NaN is equal to itself, and 0 is not -0, so that equal primitives give equal results.
  public static func == (left: PseudoInverse, right: PseudoInverse) -> Bool {
    left.relativeTolerance.bitPattern == right.relativeTolerance.bitPattern
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(relativeTolerance.bitPattern) }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    let stack = try operands.requireStacks(ofRanks: [2])
    try operands.requireLibraryPrecision()
    return [operands[0].with(shape: stack.appending(operands[0].shape[-1], operands[0].shape[-2]))]
  }
}
