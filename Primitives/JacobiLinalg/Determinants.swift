import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension Linalg {
  /// The determinants of square matrices.
  ///
  ///     Linalg.det(Tensor([[1.0, 2.0], [3.0, 4.0]]))    // -2.0
  ///
  /// The derivative is right for singular matrices as well.
  ///
  /// - Parameter a: `[..., n, n]`
  public static func det(_ a: Tensor) -> Tensor {
    determinants(a, named: "det") { a in
      switch a.shape[-1].known {
      case 2: determinantOfTwo(a)
      case 3: determinantOfThree(a)
      default: Determinant()(a)
      }
    } ?? .invalid
  }

  /// The determinants of square matrices as signs and logarithms of absolute values, which do not overflow.
  ///
  ///     let (sign, logarithm) = Linalg.slogdet(Tensor([[0.0, 2.0], [2.0, 0.0]]))
  ///     sign              // -1.0
  ///     exp(logarithm)    // 4.0
  ///
  /// Of a singular matrix the sign is 0 and the logarithm negative infinity.
  ///
  /// - Parameter a: `[..., n, n]`
  /// - Returns: 1, 0 or -1 (a number of absolute value 1 for complex matrices), and `log |det a|`, which is real.
  public static func slogdet(_ a: Tensor) -> (sign: Tensor, logAbsDet: Tensor) {
    determinants(a, named: "slogdet", signAndLogarithm) ?? (.invalid, .invalid)
  }

  private static func determinants<Result>(
    _ a: Tensor, named name: String, _ compute: (Tensor) -> Result
  ) -> Result? {
    if a.isInvalid { return nil }
    return reporting(otherwise: nil) { () throws(TensorError) in
      try LinearSystem.requireMatrices(a, isSquare: true, named: name)
      return compute(LinearSystem.promoted(a)[0])
    }
  }

  private static func element(_ a: Tensor, _ row: Int, _ column: Int) -> Tensor { a[.ellipsis, row, column] }

  private static func determinantOfTwo(_ a: Tensor) -> Tensor {
    element(a, 0, 0) * element(a, 1, 1) - element(a, 0, 1) * element(a, 1, 0)
  }

  /// By the rule of Sarrus.
  private static func determinantOfThree(_ a: Tensor) -> Tensor {
    func product(_ i: Int, _ j: Int, _ k: Int) -> Tensor { element(a, 0, i) * element(a, 1, j) * element(a, 2, k) }
    let positive = product(0, 1, 2) + product(1, 2, 0) + product(2, 0, 1)
    return positive - product(2, 1, 0) - product(0, 2, 1) - product(1, 0, 2)
  }

  /// By the factors of LU, whose logarithms do not overflow where their product does.
  private static func signAndLogarithm(_ a: Tensor) -> (sign: Tensor, logAbsDet: Tensor) {
    let results = LU().results([a])
    let factors = results[0].matrixDiagonal
    let sign = JacobiNumPy.sign(factors).prod(axis: -1)
    return (sign * Determinant.sign(ofExchanges: results[1], dtype: a.dtype), log(abs(factors)).sum(axis: -1))
  }
}
