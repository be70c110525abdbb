import JacobiCore
import JacobiNumPy

/// A probability distribution of real numbers with a density.
///
/// Parameters and arguments are tensors whose shapes broadcast, and may be traced: a distribution is a tree of its parameters,
/// so that functions of distributions can be differentiated.
///
///     let heights = NormalDistribution(mean: 1.7, deviation: 0.1)
///     heights.logDensity(Tensor([1.7, 1.8]))  // [1.3836466  0.88364756]
public protocol Distribution: PyTree {
  /// The logarithm of the density; minus infinity outside of the support.
  func logDensity(_ x: Tensor) -> Tensor
  /// The probability of a number not above `x`.
  func cumulative(_ x: Tensor) -> Tensor
}

extension Distribution {
  /// The density; 0 outside of the support.
  ///
  ///     ExponentialDistribution().density(Tensor([-1.0, 0, 1]))  // [0.         1.         0.36787945]
  public func density(_ x: Tensor) -> Tensor { exp(logDensity(x)) }
}
