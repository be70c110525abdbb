import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The mean of the elements, each counted by its weight: `(weights * x).sum() / weights.sum()`.
  ///
  ///     Tensor([1, 2, 4]).average(weights: [2, 1, 1])  // 2.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - weights: of the shape of the tensor, or a vector along `axis`; by default all equal.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func average(axis: Int? = nil, weights: Tensor? = nil, keepDims: Bool = false) -> Tensor {
    guard let weights else { return mean(axis: axis, keepDims: keepDims) }
    if isInvalid || weights.isInvalid { return .invalid }
    return reporting { () throws(TensorError) in
      let dtype = Promotion(of: [self, weights]).inexact.dtype
      let weights = try weights.placed(along: axis, of: self, named: "average").asType(dtype)
      let total = weights.sum(axis: axis, keepDims: keepDims)
      return (asType(dtype) * weights).sum(axis: axis, keepDims: keepDims) / total
    }
  }

  /// The difference of the largest and the smallest element, of which there must be at least one; not of Booleans.
  ///
  ///     Tensor([3, 1, 7]).ptp()  // 6
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func ptp(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    max(axis: axis, keepDims: keepDims) - min(axis: axis, keepDims: keepDims)
  }

  /// The difference of the largest and the smallest element, of which there must be at least one; not of Booleans.
  ///
  ///     Tensor([[3, 1], [7, 2]]).ptp(axes: [0, 1])  // 6
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func ptp(axes: [Int], keepDims: Bool = false) -> Tensor {
    max(axes: axes, keepDims: keepDims) - min(axes: axes, keepDims: keepDims)
  }

  /// How many elements are not 0, as `int32`.
  ///
  ///     Tensor([3, 0, 7]).countNonzero()  // 2
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func countNonzero(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    isInvalid ? self : truth.sum(axis: axis, keepDims: keepDims)
  }

  /// How many elements are not 0, as `int32`.
  ///
  ///     Tensor([[3, 0], [7, 2]]).countNonzero(axes: [0, 1])  // 3
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func countNonzero(axes: [Int], keepDims: Bool = false) -> Tensor {
    isInvalid ? self : truth.sum(axes: axes, keepDims: keepDims)
  }

  /// Weights for the elements of a tensor, which may be a vector along one of its axes.
  private func placed(along axis: Int?, of tensor: Tensor, named name: String) throws(TensorError) -> Tensor {
    if shape == tensor.shape { return self }
    guard let axis, rank == 1 else {
      throw .shapeMismatch(
        expected: "weights of the shape \(tensor.shape), or a vector along `axis`", actual: "\(type)",
        operation: Operation(name, operands: [tensor.type, type]))
    }
    let position = try tensor.position(ofAxis: axis, named: name)
    return BroadcastInDim(to: tensor.shape, dimensions: [position])(self)
  }
}

/// The covariances of variables: `E[(x_i - E[x_i]) conj(x_j - E[x_j])]` for each pair, by weighted means over observations.
///
///     cov(Tensor([[1.0, 2, 3], [2.0, 4, 7]]))  // [[1. 2.5 ] [2.5 6.3333335]]
///
/// Integers become floating numbers. The result is a matrix, or a scalar for one variable.
///
/// - Parameters:
///   - x: a vector of observations of one variable, or a matrix with a row for each variable.
///   - y: more variables, in the same form as `x`.
///   - rowsAreVariables: whether variables are rows and observations columns, and not the other way round.
///   - ddof: what is subtracted from the number of observations in the divisor: 1, the default, for an unbiased estimate.
///   - frequencyWeights: how often each observation was made, as integers.
///   - analyticWeights: how much each observation counts.
public func cov(
  _ x: Tensor, _ y: Tensor? = nil, rowsAreVariables: Bool = true, ddof: Int = 1, frequencyWeights: Tensor? = nil,
  analyticWeights: Tensor? = nil
) -> Tensor {
  if x.isInvalid || y?.isInvalid == true { return .invalid }
  return reporting { () throws(TensorError) in
    let rows = try variables([x] + (y.map { [$0] } ?? []), rowsAreVariables, named: "cov")
    let real = rows.dtype.realDType
    var weights: Tensor?
    if let frequencyWeights { weights = frequencyWeights.asType(real) }
    if let analyticWeights {
      let analytic = analyticWeights.asType(real)
      weights = weights.map { $0 * analytic } ?? analytic
    }
    let total = weights?.sum() ?? Tensor(rows.shape[1]).asType(real)
    let mean = weights.map { (rows * $0).sum(axis: 1, keepDims: true) / total } ?? rows.mean(axis: 1, keepDims: true)
    var divisor = total - ddof
    if let weights, let analyticWeights, ddof != 0 {
      divisor = total - ddof * (weights * analyticWeights.asType(real)).sum() / total
    }
    let distances = rows - mean
    let weighted = weights.map { distances * $0 } ?? distances
    let products = DotGeneral(contracting: ([1], [1]))(weighted, rows.dtype.isComplex ? Conj()(distances) : distances)
    return (products / divisor).squeezed()
  }
}

/// The correlation coefficients of variables: their covariances, divided by the standard deviations of both.
///
///     corrcoef(Tensor([[1.0, 2, 3], [3.0, 2, 1]]))  // [[ 1. -1.] [-1. 1.]]
///
/// - Parameters:
///   - x: a vector of observations of one variable, or a matrix with a row for each variable.
///   - y: more variables, in the same form as `x`.
///   - rowsAreVariables: whether variables are rows and observations columns, and not the other way round.
public func corrcoef(_ x: Tensor, _ y: Tensor? = nil, rowsAreVariables: Bool = true) -> Tensor {
  let covariances = cov(x, y, rowsAreVariables: rowsAreVariables)
  if covariances.isInvalid { return covariances }
  if covariances.rank == 0 { return covariances / covariances }
  let count = covariances.shape[0]
  let diagonal = which(Tensor.eye(count, dtype: .bool), covariances, 0).sum(axis: 1)
  let deviations = sqrt(diagonal.dtype.isComplex ? Real()(diagonal) : diagonal)
  let result = covariances / deviations.expandedDimensions(axis: 1) / deviations.expandedDimensions(axis: 0)
  // Rounding must not lead out of the range.
  guard result.dtype.isComplex else { return clip(result, min: -1, max: 1) }
  return MakeComplex()(clip(Real()(result), min: -1, max: 1), clip(Imag()(result), min: -1, max: 1))
}

/// Vectors and matrices as one matrix with a row for each variable, in a floating dtype.
private func variables(_ tensors: [Tensor], _ areRows: Bool, named name: String) throws(TensorError) -> Tensor {
  let promotion = Promotion(of: tensors).inexact
  var rows: [Tensor] = []
  for tensor in tensors {
    guard tensor.rank <= 2 else {
      throw .shapeMismatch(
        expected: "a vector or a matrix", actual: "\(tensor.type)",
        operation: Operation(name, operands: tensors.map(\.type)))
    }
    let converted = tensor.asType(promotion.dtype)
    rows.append(tensor.rank < 2 ? converted.reshaped([1, -1]) : areRows ? converted : converted.transposed())
  }
  return rows.count == 1 ? rows[0] : concatenated(rows, axis: 0)
}
