import JacobiCore
import JacobiNumPy

/// The uniform distribution on an interval.
///
///     UniformDistribution(lower: 1, upper: 3).density(Tensor([0.0, 2]))  // [0.  0.5]
public struct UniformDistribution: Distribution {
  /// The lower end of the interval.
  public var lower: Tensor
  /// The upper limit, above the lower one.
  public var upper: Tensor

  /// The distribution between two numbers.
  public init(lower: Tensor = 0, upper: Tensor = 1) {
    self.lower = lower
    self.upper = upper
  }

  /// `-log(upper - lower)` between the limits, which belong to the support.
  ///
  ///     UniformDistribution().logDensity(Tensor([0.5, 2]))  // [  0. -inf]
  public func logDensity(_ x: Tensor) -> Tensor {
    let x = x.inexact
    let constant = x * 0 - log(upper - lower)
    return which((x .< lower) | (x .> upper), Tensor(weak: -Double.infinity), constant)
  }

  /// The part of the interval below `x`.
  ///
  ///     UniformDistribution(lower: 1, upper: 3).cumulative(Tensor([0.0, 1.5, 4]))  // [0.   0.25 1.  ]
  public func cumulative(_ x: Tensor) -> Tensor {
    minimum(maximum((x.inexact - lower) / (upper - lower), 0), 1)
  }

  /// The number that one drawn from the distribution is below with probability `p`; NaN outside of [0, 1].
  ///
  ///     UniformDistribution(lower: 1, upper: 3).quantile(Tensor([0.5]))  // [2.]
  public func quantile(_ p: Tensor) -> Tensor {
    let p = p.inexact
    return which((p .< 0) | (p .> 1), Tensor(weak: Double.nan), lower + p * (upper - lower))
  }
}
