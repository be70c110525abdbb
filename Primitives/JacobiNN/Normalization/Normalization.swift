import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// The numbers shifted and scaled to mean 0 and variance 1 along an axis.
///
///     standardize(Tensor([1.0, 3]), epsilon: 0)  // [-1. 1.]
///
/// - Parameters:
///   - x: integers give a floating result.
///   - axis: a negative one counts from the back.
///   - mean: used instead of that of `x`; must broadcast with it.
///   - variance: used instead of that of `x`; must broadcast with it.
///   - epsilon: is added to the variance, so that equal numbers do not give NaN.
///   - mask: the elements that count for mean and variance, by default all.
public func standardize(
  _ x: Tensor, axis: Int = -1, mean: Tensor? = nil, variance: Tensor? = nil, epsilon: Double = 1e-5,
  where mask: Tensor? = nil
) -> Tensor {
  standardized(x, axes: [axis], mean: mean, variance: variance, epsilon: epsilon, where: mask)
}

func standardized(
  _ x: Tensor, axes: [Int], mean: Tensor? = nil, variance: Tensor? = nil, epsilon: Double, where mask: Tensor? = nil
) -> Tensor {
  if x.isInvalid { return x }
  let mean = mean ?? x.mean(axes: axes, keepDims: true, where: mask)
  let variance = variance ?? square(x - mean).mean(axes: axes, keepDims: true, where: mask)
  return (x - mean) * rsqrt(variance + epsilon)
}

/// The numbers shifted and scaled to mean 0 and variance 1 for each example, then by parameters.
///
///     layerNorm(Tensor([[1.0, 3], [0, 0]]), scale: Tensor([2.0, 2]), epsilon: 3)  // [[-1. 1.] [0. 0.]]
///
/// Ba, Kiros and Hinton, "Layer normalization", 2016.
///
/// - Parameters:
///   - x: integers give a floating result.
///   - axes: those of an example's features; negative ones count from the back.
///   - scale: multiplied at the end; must broadcast with `x`.
///   - bias: added at the end; must broadcast with `x`.
///   - epsilon: is added to the variance, so that equal numbers do not give NaN.
public func layerNorm(
  _ x: Tensor, axes: [Int] = [-1], scale: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-6
) -> Tensor {
  standardized(x, axes: axes, epsilon: epsilon).transformed(scale, bias)
}

/// The numbers divided by their root mean square along some axes, then scaled by parameters.
///
///     rmsNorm(Tensor([1.0, 7]), epsilon: 0)  // [0.2 1.4]
///
/// Zhang and Sennrich, "Root mean square layer normalization", 2019.
///
/// - Parameters:
///   - x: integers give a floating result.
///   - axes: those of an example's features; negative ones count from the back.
///   - scale: multiplied at the end; must broadcast with `x`.
///   - epsilon: is added to the mean square, so that zeros do not give NaN.
public func rmsNorm(_ x: Tensor, axes: [Int] = [-1], scale: Tensor? = nil, epsilon: Double = 1e-6) -> Tensor {
  if x.isInvalid { return x }
  return (x * rsqrt(square(x).mean(axes: axes, keepDims: true) + epsilon)).transformed(scale, nil)
}

/// The numbers shifted and scaled to mean 0 and variance 1 over space and a group of features, then by parameters.
///
///     groupNorm(Tensor([[1.0, 3, 10, 30]]), groups: 2, epsilon: 0)  // [[-1. 1. -1. 1.]]
///
/// Wu and He, "Group normalization", 2018. With as many groups as features this is instance normalisation.
///
/// - Parameters:
///   - x: of rank 2 at least, with the batch first.
///   - groups: how many; must divide the number of features.
///   - axis: that of the features; a negative one counts from the back.
///   - scale: multiplied at the end: one number for each feature.
///   - bias: added at the end: one number for each feature.
///   - epsilon: is added to the variance, so that equal numbers do not give NaN.
public func groupNorm(
  _ x: Tensor, groups: Int, axis: Int = -1, scale: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-6
) -> Tensor {
  if x.isInvalid { return x }
  return reporting { () throws(TensorError) in
    let position = try x.position(ofAxis: axis, named: "groupNorm")
    let features = x.shape[position]
    guard groups > 0, Dimension.decide(features.modulo(Dimension(groups)), .equal, 0) != false else {
      throw .invalidArgument(
        name: "groups", expected: "a divisor of the \(features) features", actual: "\(groups)",
        operation: Operation("groupNorm", operands: [x.type]))
    }
    let inGroup = features.floorDivided(by: Dimension(groups))
    let shape = x.shape.replacing(axis: position, with: inGroup).inserting(Dimension(groups), at: position)
    let axes = (1..<shape.rank).filter { $0 != position }
    let result = standardized(x.reshaped(shape), axes: axes, epsilon: epsilon).reshaped(x.shape)
    return result.transformed(scale?.along(position, of: x), bias?.along(position, of: x))
  }
}

/// The numbers shifted and scaled by given statistics of each feature, then by parameters.
///
///     let x = Tensor([[1.0, 20], [3, 40]])
///     batchNorm(x, mean: x.mean(axis: 0), variance: x.variance(axis: 0), epsilon: 0)  // [[-1. -1.] [1. 1.]]
///
/// Ioffe and Szegedy, "Batch normalization", 2015. In training the statistics are those of the batch, afterwards moving
/// averages of these.
///
/// - Parameters:
///   - x: integers give a floating result.
///   - mean: one number for each feature.
///   - variance: one number for each feature.
///   - axis: that of the features; a negative one counts from the back.
///   - scale: multiplied at the end: one number for each feature.
///   - bias: added at the end: one number for each feature.
///   - epsilon: is added to the variance.
public func batchNorm(
  _ x: Tensor, mean: Tensor, variance: Tensor, axis: Int = -1, scale: Tensor? = nil, bias: Tensor? = nil,
  epsilon: Double = 1e-5
) -> Tensor {
  if x.isInvalid { return x }
  return reporting { () throws(TensorError) in
    let position = try x.position(ofAxis: axis, named: "batchNorm")
    let centred = x - mean.along(position, of: x)
    let result = centred * rsqrt(variance.along(position, of: x) + epsilon)
    return result.transformed(scale?.along(position, of: x), bias?.along(position, of: x))
  }
}

extension Tensor {
  /// Scaled and shifted by parameters.
  fileprivate func transformed(_ scale: Tensor?, _ bias: Tensor?) -> Tensor {
    let scaled = scale.map { self * $0 } ?? self
    return bias.map { scaled + $0 } ?? scaled
  }

  /// A vector in a shape in which it broadcasts along one axis of another tensor.
  fileprivate func along(_ axis: Int, of x: Tensor) -> Tensor {
    rank == 1 ? expandedDimensions(axes: x.shape.indices.filter { $0 != axis }) : self
  }
}
