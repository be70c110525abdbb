import JacobiCore
import JacobiNumPy

/// The normal distribution.
///
///     NormalDistribution().cumulative(Tensor([-1.0, 0]))  // [0.15865526 0.5       ]
public struct NormalDistribution: Distribution {
  /// The mean, which is the median and the mode as well.
  public var mean: Tensor
  /// The standard deviation, positive.
  public var deviation: Tensor

  /// The distribution with a mean and a standard deviation, which is positive.
  public init(mean: Tensor = 0, deviation: Tensor = 1) {
    self.mean = mean
    self.deviation = deviation
  }

  private func standardized(_ x: Tensor) -> Tensor { (x - mean) / deviation }

  /// `-((x - μ) / σ)² / 2 - log(σ √(2π))`
  ///
  ///     NormalDistribution().logDensity(Tensor([0.0, 2]))  // [-0.9189385 -2.9189386]
  public func logDensity(_ x: Tensor) -> Tensor {
    let z = standardized(x)
    return z * z * -0.5 - log(deviation) - 0.918938533204672741780
  }

  /// The probability of a number not above `x`.
  ///
  ///     NormalDistribution(mean: 1).cumulative(Tensor([1.0]))  // [0.5]
  public func cumulative(_ x: Tensor) -> Tensor { ndtr(standardized(x)) }

  /// The logarithm of ``cumulative(_:)``, accurate in both tails.
  ///
  ///     NormalDistribution().logCumulative(Tensor([-100.0]))  // [-5005.524]
  public func logCumulative(_ x: Tensor) -> Tensor { logNdtr(standardized(x)) }

  /// The probability of a number above `x`, accurate where it is small.
  ///
  ///     NormalDistribution().survival(Tensor([1.0]))  // [0.15865526]
  public func survival(_ x: Tensor) -> Tensor { ndtr(-standardized(x)) }

  /// The logarithm of ``survival(_:)``.
  ///
  ///     NormalDistribution().logSurvival(Tensor([100.0]))  // [-5005.524]
  public func logSurvival(_ x: Tensor) -> Tensor { logNdtr(-standardized(x)) }

  /// The number that one drawn from the distribution is below with probability `p`.
  ///
  ///     NormalDistribution(mean: 1, deviation: 2).quantile(Tensor([0.5]))  // [1.]
  public func quantile(_ p: Tensor) -> Tensor { ndtri(p) * deviation + mean }
}
