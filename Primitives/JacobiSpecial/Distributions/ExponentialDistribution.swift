import JacobiCore
import JacobiNumPy

/// The exponential distribution: of the time until an event.
///
///     ExponentialDistribution(scale: 2).survival(Tensor([0.0, 2]))  // [1.         0.36787945]
public struct ExponentialDistribution: Distribution {
  /// Where the support begins.
  public var location: Tensor
  /// The mean time, positive.
  public var scale: Tensor

  /// The distribution with a mean of `scale`, from `location` on.
  ///
  ///     ExponentialDistribution(location: 1, scale: 2).survival(Tensor([1.0]))  // [1.]
  public init(location: Tensor = 0, scale: Tensor = 1) {
    self.location = location
    self.scale = scale
  }

  private func standardized(_ x: Tensor) -> Tensor { (x.inexact - location) / scale }

  /// `-z - log s` with `z = (x - location) / s`; minus infinity for negative `z`.
  ///
  ///     ExponentialDistribution().logDensity(Tensor([-1.0, 0, 2]))  // [-inf   0.  -2.]
  public func logDensity(_ x: Tensor) -> Tensor {
    let z = standardized(x)
    return which(z .< 0, Tensor(weak: -Double.infinity), 0 - z - log(scale))
  }

  /// The probability of a number not above `x`, accurate where it is small.
  ///
  ///     ExponentialDistribution().cumulative(Tensor([-1.0, 0, 1]))  // [0.         0.         0.63212055]
  public func cumulative(_ x: Tensor) -> Tensor { 0 - expm1(0 - maximum(standardized(x), 0)) }

  /// The probability of a number above `x`.
  ///
  ///     ExponentialDistribution().survival(Tensor([-1.0, 1]))  // [1.         0.36787945]
  public func survival(_ x: Tensor) -> Tensor { exp(-maximum(standardized(x), 0)) }

  /// The logarithm of ``survival(_:)``.
  ///
  ///     ExponentialDistribution().logSurvival(Tensor([-1.0, 1]))  // [ 0. -1.]
  public func logSurvival(_ x: Tensor) -> Tensor { 0 - maximum(standardized(x), 0) }

  /// The number that one drawn from the distribution is below with probability `p`; NaN outside of [0, 1].
  ///
  ///     ExponentialDistribution().quantile(Tensor([0.0, 1]))  // [ 0. inf]
  public func quantile(_ p: Tensor) -> Tensor { location - scale * log1p(-p) }
}
