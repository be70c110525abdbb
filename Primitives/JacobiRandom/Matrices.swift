import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// How a covariance matrix is split into a matrix times its transpose.
public enum CovarianceFactor: Hashable, Sendable {
  /// A triangular factor, which only positive definite matrices have.
  case cholesky
  /// Eigenvectors, multiplied by the roots of the eigenvalues.
  case eigenvectors
  /// Singular vectors, multiplied by the roots of the singular values.
  case singularVectors

  fileprivate func factor(of covariance: Tensor) -> Tensor {
    switch self {
    case .cholesky: return Cholesky()(covariance)
    case .eigenvectors:
      let results = Eigh().results([covariance])
      return results[0] * sqrt(results[1]).expandedDimensions(axis: -2)
    case .singularVectors:
      let results = SVD().results([covariance])
      return results[1] * sqrt(results[0]).expandedDimensions(axis: -2)
    }
  }
}

extension RandomKey {
  /// Random vectors of multivariate normal distributions.
  ///
  ///     let covariance = Tensor([[2, 0.5], [0.5, 1]])
  ///     RandomKey(42).multivariateNormal(mean: [1, -1], covariance: covariance, shape: [10]).shape  // [10,2]
  ///
  /// Differentiable with respect to the mean and the covariance.
  ///
  /// - Parameters:
  ///   - mean: one number for each coordinate along the last axis.
  ///   - covariance: symmetric and positive definite matrices along the last two axes; semidefinite ones for other
  ///     methods than `cholesky`, which gives NaN for them.
  ///   - shape: of the draw without the axis of the coordinates; by default that to which the parameters broadcast.
  ///   - dtype: a floating dtype; by default that of the parameters.
  ///   - method: how the covariance is factored, which decides about the numbers.
  public func multivariateNormal(
    mean: Tensor, covariance: Tensor, shape: Shape? = nil, dtype: DType? = nil, method: CovarianceFactor = .cholesky
  ) -> Tensor {
    if mean.isInvalid || covariance.isInvalid { return .invalid }
    guard mean.rank >= 1, covariance.rank >= 2 else {
      return reportingArgument(
        "covariance", expected: "matrices, and vectors as means", actual: "\(covariance.type) and \(mean.type)",
        "multivariateNormal")
    }
    let dtype = dtype ?? DType.promoted(mean, covariance).inexactDType
    let full = shape.map { $0.inserting(mean.shape[-1], at: $0.rank) }
    // Rows stand for the matrices in the shape.
    let rows = Tensor.zeros(covariance.shape.removing(axes: [covariance.rank - 2]), dtype: dtype)
    return draw("multivariateNormal", [mean, rows], shape: full, dtype: dtype) { shape, parameters in
      let factor = method.factor(of: covariance.asType(dtype))
      let number = normal(shape, dtype: dtype)
      let shifts = matmul(factor, number.expandedDimensions(axis: -1)).squeezed(axis: -1)
      return parameters[0] + shifts
    }
  }

  /// Random matrices with orthonormal columns, or rows if there are more columns than rows, evenly distributed.
  ///
  ///     let q = RandomKey(42).orthogonal(3)
  ///     allClose(matmul(q.T, q), Tensor.eye(3), absolute: 1e-6)  // true
  ///
  /// Factors of normal matrices, with the signs that make them evenly distributed (Mezzadri, "How to generate random
  /// matrices from the classical compact groups", 2007); unitary ones for complex dtypes.
  ///
  /// - Parameters:
  ///   - rows: of each matrix.
  ///   - columns: of each matrix, by default as many as rows.
  ///   - shape: of the stack of matrices.
  ///   - dtype: a floating or complex dtype.
  public func orthogonal(
    _ rows: Int, columns: Int? = nil, shape: Shape = [], dtype: DType = .float32
  ) -> Tensor {
    let columns = columns ?? rows
    guard rows >= 0, columns >= 0 else {
      return reportingArgument("rows", expected: "non-negative sizes", actual: "\(rows), \(columns)", "orthogonal")
    }
    let (longer, shorter) = (Swift.max(rows, columns), Swift.min(rows, columns))
    let sizes = [Dimension(longer), Dimension(shorter)]
    let factors = QR(fullMatrices: false).results([normal(Shape(shape.dimensions + sizes), dtype: dtype)])
    if factors[0].isInvalid { return .invalid }
    let isDiagonal = Tensor.eye(shorter, dtype: .bool)
    let diagonal = which(isDiagonal, factors[1], 0).sum(axis: -2, keepDims: true)
    let result = factors[0] * sign(diagonal)
    return rows < columns ? result.swappedAxes(-1, -2) : result
  }
}
