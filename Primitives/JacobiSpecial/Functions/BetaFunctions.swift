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
func stirlingCorrection(_ x: Tensor) -> Tensor {
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
///     beta(Tensor([1.0, 2]), 3)  // [0.33333334 0.08333334]
///
/// The exponential of ``logBeta(_:_:)``, in `float64`, whose rounding is magnified by the logarithm. Booleans and integers
/// give a floating result; complex numbers are an error.
public func beta(_ a: Tensor, _ b: Tensor) -> Tensor {
  inDouble(a, b) { a, b in gammaSign(a) * gammaSign(b) * gammaSign(a + b) * exp(logBeta(a, b)) }
}

/// The number of ways to choose `k` of `n` things, `Γ(n + 1) / (Γ(k + 1) Γ(n - k + 1))`; 0 for `k` below 0 or above `n`.
///
///     comb(Tensor([4, 10]), 2)  // [ 6. 45.]
///
/// By the beta function (DLMF 5.12.1), in `float64`. `scipy.special.comb`, for numbers that need not be whole.
public func comb(_ n: Tensor, _ k: Tensor) -> Tensor {
  inDouble(n, k) { n, k in
    let isInside = (k .>= 0) & (k .<= n)
    let (total, part) = (which(isInside, n, 1), which(isInside, k, 0))
    let count = exp(-logBeta(1 + total - part, 1 + part)) / (total + 1)
    return which(isNaN(n) | isNaN(k), Tensor(weak: Double.nan), which(isInside, count, 0))
  }
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
///
/// Booleans and integers give a floating result; complex numbers are an error.
public func factorial(_ n: Tensor) -> Tensor {
  inDouble(n) { n in which(n .< 0, 0, gamma(which(n .< 0, 0, n) + 1)) }
}

/// Pochhammer's symbol `Γ(x + n) / Γ(x)`.
///
///     pochhammer(Tensor([1.0, 3]), 2)  // [ 2. 12.]
///
/// The exponential of the difference of the logarithms, in `float64`. Booleans and integers give a floating result.
public func pochhammer(_ x: Tensor, _ n: Tensor) -> Tensor {
  inDouble(x, n) { x, n in
    let ratio = gammaSign(x) * gammaSign(x + n) * exp(logGamma(x + n) - logGamma(x))
    return which((n .== 0) & (x .== x), 1, ratio)
  }
}
