import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// The logarithm of the beta function, `log |Γ(a) Γ(b) / Γ(a + b)|`.
///
/// Where the larger operand is above 10, the difference of two large logarithms is taken by Stirling's formula (DLMF 5.11.1).
///
///     logBeta(Tensor([1.0, 2]), 3)  // [-1.0986123 -2.4849067]
public func logBeta(_ a: Tensor, _ b: Tensor) -> Tensor {
  let (a, b) = (minimum(a, b).inexact, maximum(a, b).inexact)
  let isLarge = b .> 10
  let large = which(isLarge, b, 10)
  // -log(Γ(a + b) / Γ(b))
  let small = which(isLarge, a, 1)
  let sum = small + large
  let ratio = small - (large - 0.5) * log1p(small / large) - small * log(sum)
  let correction = stirlingCorrection(large) - stirlingCorrection(sum)
  return logGamma(a) + which(isLarge, ratio + correction, logGamma(b) - logGamma(a + b))
}

/// `log Γ(x)` less Stirling's formula, for x ≥ 10: `∑ B₂ₖ / (2k (2k - 1) x^(2k-1))`.
private func stirlingCorrection(_ x: Tensor) -> Tensor {
  let square = 1 / (x * x)
  var sum = Tensor(weak: 0.0)
  for coefficient in stirlingCoefficients.reversed() { sum = sum * square + coefficient }
  return sum / x
}

private let stirlingCoefficients: [Double] = [
  1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400,
]

/// The beta function `Γ(a) Γ(b) / Γ(a + b)`.
///
///     beta(Tensor([1.0, 2]), 3)  // [0.3333333  0.08333333]
public func beta(_ a: Tensor, _ b: Tensor) -> Tensor {
  gammaSign(a) * gammaSign(b) * gammaSign(a + b) * exp(logBeta(a, b))
}

/// The regularized incomplete beta function `I_x(a, b) = 1/B(a, b) ∫₀ˣ t^(a-1) (1-t)^(b-1) dt` for `x` in [0, 1].
///
/// There are no derivatives with respect to `a` and `b`.
///
///     betainc(2, 3, Tensor([0.25, 0.5]))  // [0.26171875 0.6875    ]
public func betainc(_ a: Tensor, _ b: Tensor, _ x: Tensor) -> Tensor {
  RegularizedIncompleteBeta().elementwise(a, b, x, named: "betainc", in: .inexact)
}

/// The factorial `Γ(n + 1)`; 0 for negative numbers.
///
///     factorial(Tensor([0.0, 3]))  // [1. 6.]
public func factorial(_ n: Tensor) -> Tensor {
  let n = n.inexact
  return which(n .< 0, 0, gamma(which(n .< 0, 0, n) + 1))
}

/// Pochhammer's symbol `Γ(x + n) / Γ(x)`.
///
///     pochhammer(Tensor([1.0, 3]), 2)  // [ 2. 12.]
public func pochhammer(_ x: Tensor, _ n: Tensor) -> Tensor {
  let x = x.inexact
  let ratio = gammaSign(x) * gammaSign(x + n) * exp(logGamma(x + n) - logGamma(x))
  return which((n .== 0) & (x .== x), 1, ratio)
}
