import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension Linalg {
  /// The condition numbers of matrices: the quotients of the largest and the smallest singular values, or by another norm the
  /// products of the norms of a matrix and its inverse. Infinite for a singular matrix.
  ///
  ///     Linalg.cond(Tensor([[4.0, 0.0], [0.0, 1.0]]))              // 4.0
  ///     Linalg.cond(Tensor([[1.0, 1.0], [0.0, 1.0]]), order: 1)    // 4.0
  ///
  /// - Parameters:
  ///   - a: `[..., m, n]`, not empty; square unless the order is 2 or -2.
  ///   - order: a norm of matrices; see `matrixNorm(_:order:keepDims:)`.
  public static func cond(_ a: Tensor, order: NormOrder = 2) -> Tensor {
    if a.isInvalid { return a }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      let isSpectral = order == 2 || order == -2
      try LinearSystem.requireMatrices(a, isSquare: !isSpectral, named: "cond")
      guard !a.shape.suffix(2).contains(where: { $0.known == 0 }) else {
        throw .shapeMismatch(
          expected: "matrices that are not empty", actual: "\(a.type)", operation: Operation("cond", operands: [a.type])
        )
      }
      if order == 2 {
        let values = svdvals(a)
        return values[.ellipsis, 0] / values[.ellipsis, -1]
      }
      let result = isSpectral ? inverseOfSpectral(a) : matrixNorm(a, order: order) * matrixNorm(inv(a), order: order)
      if result.isInvalid { return result }
      // The inverse of a singular matrix is NaN, which then says nothing of the matrix itself.
      let isSingular = isNaN(result) .&& ~isNaN(LinearSystem.promoted(a)[0]).any(axes: [-2, -1])
      return which(isSingular, Tensor.full(like: result, Tensor(weak: Double.infinity)), result)
    }
  }

  private static func inverseOfSpectral(_ a: Tensor) -> Tensor {
    let values = svdvals(a)
    return values[.ellipsis, -1] / values[.ellipsis, 0]
  }
}
