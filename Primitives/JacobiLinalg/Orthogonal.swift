import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension Linalg {
  /// How many columns `Q` has.
  public enum QRMode: Sendable, Hashable {
    /// As many as the smaller of the numbers of rows and columns of the matrix.
    case reduced
    /// As many as the matrix has rows.
    case complete
  }

  /// Factors `A = Q R` with orthonormal columns of `Q` and an upper triangular `R`.
  ///
  ///     let (q, r) = Linalg.qr(Tensor([[3.0, 1.0], [4.0, 3.0]]))
  ///     r.shape                          // [2,2]
  ///     abs(matmul(q, r) - Tensor([[3.0, 1.0], [4.0, 3.0]])).max() .< 1e-5    // True
  ///
  /// The signs are those of LAPACK, by Householder reflections. There is no derivative where the first columns of `A` are
  /// linearly dependent.
  ///
  /// - Parameters:
  ///   - a: `[..., m, n]`
  ///   - mode: how many columns `Q` has.
  public static func qr(_ a: Tensor, mode: QRMode = .reduced) -> (q: Tensor, r: Tensor) {
    let results = factored(a, QR(fullMatrices: mode == .complete), named: "qr")
    return (results[0], results[1])
  }

  /// Factors `A[:, p] = Q R` where the columns of `A` are brought in an order that makes the diagonal of `R` non-increasing in
  /// absolute value.
  ///
  ///     let (_, _, permutation) = Linalg.qrPivoted(Tensor([[1.0, 0.0], [0.0, 2.0]]))
  ///     permutation    // [1 0]
  ///
  /// - Parameters:
  ///   - a: `[..., m, n]`
  ///   - mode: how many columns `Q` has.
  public static func qrPivoted(
    _ a: Tensor, mode: QRMode = .reduced
  ) -> (q: Tensor, r: Tensor, permutation: Tensor) {
    let results = factored(a, QR(fullMatrices: mode == .complete, pivoting: true), named: "qrPivoted")
    return (results[0], results[1], results[2])
  }

  /// The factors of ``qr(_:mode:)`` as the reflections that they are made of: what NumPy calls raw.
  ///
  ///     let (reflections, scales) = Linalg.qrRaw(Tensor([[3.0, 1.0], [4.0, 3.0]]))
  ///     reflections.shape    // [2,2]
  ///     scales.shape         // [2]
  ///
  /// - Parameter a: `[..., m, n]`
  /// - Returns: the transposes, `[..., n, m]`, of matrices with `R` on and above the diagonal and the vectors of the
  ///   reflections below it, and the factors of the reflections.
  public static func qrRaw(_ a: Tensor) -> (reflections: Tensor, scales: Tensor) {
    let results = factored(a, HouseholderFactorization(), named: "qrRaw")
    return (results[0].matrixTransposed, results[1])
  }

  private static func factored(_ a: Tensor, _ primitive: some Primitive, named name: String) -> [Tensor] {
    let failure = [Tensor](repeating: .invalid, count: primitive.outputCount)
    if a.isInvalid { return failure }
    return reporting(otherwise: failure) { () throws(TensorError) in
      try LinearSystem.requireMatrices(a, named: name)
      return primitive.results(LinearSystem.promoted(a))
    }
  }
}
