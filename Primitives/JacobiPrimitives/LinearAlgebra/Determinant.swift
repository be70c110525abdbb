import JacobiCore

/// The determinants of a stack of square matrices.
///
/// A primitive, and not the product of the diagonal of ``LU``'s `U`, for the sake of its derivative, which exists where `U`
/// is singular.
public struct Determinant: Primitive {
  public static let id = "det"
  public init() {}

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    let stack = try operands.requireStacks(ofRanks: [2])
    try operands.require(0, .inexact)
    try operands.requireSquare(0)
    return [operands[0].with(shape: stack)]
  }

  /// The sign of the permutations that exchanges of rows make: -1 for an odd number of true exchanges, 1 otherwise.
  ///
  /// - Parameter pivots: as ``LU`` gives them.
  package static func sign(ofExchanges pivots: Tensor, dtype: DType) -> Tensor {
    if pivots.isInvalid { return pivots }
    let isExchange = NotEqual()(pivots, Iota(pivots.type, axis: pivots.rank - 1)())
    let signs = SelectN()(isExchange, Tensor.ones(pivots.type), Tensor.filled(pivots.type, with: -1))
    return ConvertElementType(to: dtype)(ReduceProd(axes: [pivots.rank - 1])(signs))
  }
}
