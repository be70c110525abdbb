import JacobiCore
import JacobiNumPy

/// The gamma distribution: of the time until several events.
///
///     GammaDistribution(shape: 2, scale: 0.5).cumulative(Tensor([0.5, 1]))  // [0.26424113 0.59399414]
public struct GammaDistribution: Distribution {
  /// The number of events, positive.
  public var shape: Tensor
  /// Where the support begins.
  public var location: Tensor
  /// The mean time between events, positive.
  public var scale: Tensor

  /// The distribution with a positive shape, stretched by `scale`, from `location` on.
  public init(shape: Tensor, location: Tensor = 0, scale: Tensor = 1) {
    self.shape = shape
    self.location = location
    self.scale = scale
  }

  /// `(a - 1) log z - z - log Γ(a) - log s` with `z = (x - location) / s`; minus infinity for negative `z`.
  ///
  ///     GammaDistribution(shape: 1).logDensity(Tensor([-1.0, 1, 2]))  // [-inf  -1.  -2.]
  public func logDensity(_ x: Tensor) -> Tensor {
    let z = (x.inexact - location) / scale
    let isOutside = z .< 0
    let inside = which(isOutside, 1, z)
    let logarithm = xlogy(shape - 1, inside) - inside - logGamma(shape) - log(scale)
    return which(isOutside, Tensor(weak: -Double.infinity), logarithm)
  }

  /// The probability of a number not above `x`.
  ///
  ///     GammaDistribution(shape: 1).cumulative(Tensor([-1.0, 1]))  // [0.         0.63212055]
  public func cumulative(_ x: Tensor) -> Tensor { gammainc(shape, maximum((x.inexact - location) / scale, 0)) }

  /// The probability of a number above `x`, accurate where it is small.
  ///
  ///     GammaDistribution(shape: 1).survival(Tensor([-1.0, 1]))  // [1.         0.36787945]
  public func survival(_ x: Tensor) -> Tensor { gammaincc(shape, maximum((x.inexact - location) / scale, 0)) }
}
