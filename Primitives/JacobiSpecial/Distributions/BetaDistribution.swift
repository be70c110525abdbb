import JacobiCore
import JacobiNumPy

/// The beta distribution on [0, 1], moved and stretched.
///
///     BetaDistribution(alpha: 2, beta: 3).cumulative(Tensor([0.25, 0.5]))  // [0.26171875 0.6875    ]
public struct BetaDistribution: Distribution {
  /// The parameter at the lower limit, positive.
  public var alpha: Tensor
  /// The parameter at the upper limit, positive.
  public var beta: Tensor
  /// The lower limit.
  public var location: Tensor
  /// The length of the interval, positive.
  public var scale: Tensor

  /// The distribution with two positive exponents, on the interval of length `scale` that begins at `location`.
  public init(alpha: Tensor, beta: Tensor, location: Tensor = 0, scale: Tensor = 1) {
    self.alpha = alpha
    self.beta = beta
    self.location = location
    self.scale = scale
  }

  /// `(α - 1) log z + (β - 1) log(1 - z) - log B(α, β) - log s` with `z = (x - location) / s`; minus infinity outside.
  ///
  ///     BetaDistribution(alpha: 2, beta: 1).logDensity(Tensor([-1.0, 0, 0.5]))  // [-inf -inf   0.]
  public func logDensity(_ x: Tensor) -> Tensor {
    let z = (x.inexact - location) / scale
    let isOutside = (z .< 0) | (z .> 1)
    let inside = which(isOutside, 0.5, z)
    let powers = xlogy(alpha - 1, inside) + xlog1py(beta - 1, -inside)
    // Numbers in the program are taken in the precision of the argument.
    let constant = logBeta(alpha.typed(like: z), beta.typed(like: z))
    return which(isOutside, Tensor(weak: -Double.infinity), powers - constant - log(scale))
  }

  /// The probability of a number not above `x`.
  ///
  ///     BetaDistribution(alpha: 1, beta: 1).cumulative(Tensor([-1.0, 0.25, 2]))  // [0.   0.25 1.  ]
  public func cumulative(_ x: Tensor) -> Tensor {
    betainc(alpha, beta, minimum(maximum((x.inexact - location) / scale, 0), 1))
  }
}
