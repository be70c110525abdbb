import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// Which matrix a linear system has in place of `A`.
public enum MatrixOperation: Sendable, Hashable {
  /// `A`
  case none
  /// `Aᵀ`
  case transpose
  /// `Aᴴ`, the conjugate transpose.
  case adjoint
}

extension Linalg {
  /// The solution of linear systems with triangular matrices, of which only one triangle is read.
  ///
  ///     let a = Tensor([[2.0, 0.0], [1.0, 4.0]])
  ///     Linalg.solveTriangular(a, Tensor([2.0, 9.0]), lower: true)    // [1. 2.]
  ///
  /// A zero on the diagonal gives infinities and NaN.
  ///
  /// - Parameters:
  ///   - a: square matrices, `[..., n, n]`.
  ///   - b: one right-hand side `[n]` for all matrices, or `[..., n]` with one axis less than `a`, or several in the
  ///     columns of `[..., n, k]`. Leading axes broadcast.
  ///   - lower: whether the lower triangle is used, and not the upper one.
  ///   - operation: whether to solve with the transpose or the conjugate transpose.
  ///   - unitDiagonal: whether the diagonal is taken to be one, and not read.
  public static func solveTriangular(
    _ a: Tensor, _ b: Tensor, lower: Bool = false, operation: MatrixOperation = .none, unitDiagonal: Bool = false
  ) -> Tensor {
    LinearSystem.solved(a, b, isVector: LinearSystem.hasVectors(b, for: a), named: "solveTriangular") { a, b in
      TriangularSolve(
        lower: lower, transposeA: operation != .none, conjugateA: operation == .adjoint && a.dtype.isComplex,
        unitDiagonal: unitDiagonal)(a, b)
    }
  }
}
