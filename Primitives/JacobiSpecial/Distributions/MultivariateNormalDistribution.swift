import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// The normal distribution of vectors.
///
///     let plane = MultivariateNormalDistribution(mean: Tensor([0.0, 0]), covariance: Tensor([[1.0, 0], [0, 4]]))
///     plane.density(Tensor([0.0, 0]))  // 0.079577476
public struct MultivariateNormalDistribution: PyTree {
  /// Of shape `[n]`, or `[..., n]` for one mean for each vector.
  public var mean: Tensor
  /// Symmetric and positive definite, of shape `[n, n]`; the lower triangle is used.
  public var covariance: Tensor

  /// The distribution with a mean, and a symmetric positive definite matrix of covariances.
  public init(mean: Tensor, covariance: Tensor) {
    self.mean = mean
    self.covariance = covariance
  }

  /// `-(x - μ)ᵀ Σ⁻¹ (x - μ) / 2 - log √|2πΣ|`, by Cholesky's factorization; NaN if the covariance is not positive definite.
  ///
  ///     let plane = MultivariateNormalDistribution(mean: Tensor([0.0, 0]), covariance: Tensor([[1.0, 0], [0, 4]]))
  ///     plane.logDensity(Tensor([[0.0, 0], [1, 2]]))  // [-2.5310242 -3.5310245]
  ///
  /// - Parameter x: vectors, of shape `[..., n]`.
  /// - Returns: a tensor of shape `[...]`.
  public func logDensity(_ x: Tensor) -> Tensor {
    let difference = x.inexact - mean
    if difference.isInvalid || covariance.isInvalid { return .invalid }
    let size = difference.shape.last ?? 1
    let factor = Cholesky()(covariance.inexact.asType(difference.dtype))
    // Rows z with z Lᵀ = x - μ, of which the squares are summed.
    let rows = difference.reshaped(-1, size)
    let z = TriangularSolve(leftSide: false, lower: true, transposeA: true)(factor, rows)
    let diagonal = (factor.tril() - factor.tril(offset: -1)).sum(axis: -1)
    let constant = log(diagonal) + 0.918938533204672741780
    let logarithms = (z * z * -0.5 - constant).sum(axis: -1)
    return logarithms.reshaped(Shape(difference.shape.dropLast()))
  }

  /// The density.
  ///
  ///     let line = MultivariateNormalDistribution(mean: Tensor([0.0]), covariance: Tensor([[1.0]]))
  ///     line.density(Tensor([[0.0]]))  // [0.3989423]
  public func density(_ x: Tensor) -> Tensor { exp(logDensity(x)) }
}
