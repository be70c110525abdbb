import JacobiCore
import JacobiNumPy
import JacobiPrimitives

// Functions of each element. Shapes broadcast; Booleans and integers become floating, `float64` where they have 64 bits,
// else `float32`; complex numbers are an error. "DLMF" is the NIST Digital Library of Mathematical Functions.

/// The logarithm of the absolute value of the gamma function, `log |Γ(x)|`; infinite at 0, -1, -2, ...
///
///     logGamma(Tensor([0.5, 1, 4]))  // [0.5723649 0.        1.7917595]
public func logGamma(_ x: Tensor) -> Tensor { Lgamma().elementwise(x, named: "logGamma", in: .inexact) }

/// The sign of the gamma function, 1 or -1; that of a zero's sign at zeros, and NaN at -1, -2, ...
///
///     gammaSign(Tensor([2, -0.5, -1.5]))  // [ 1. -1.  1.]
public func gammaSign(_ x: Tensor) -> Tensor {
  let x = x.inexact
  let below = floor(x)
  // Γ changes its sign at each of its poles 0, -1, -2, ...
  let isOdd = below - 2 * floor(below * 0.5) .!= 0
  let sign = which(isOdd & (x .< 0), Tensor(weak: -1.0), Tensor(weak: 1.0)).asType(x.dtype)
  let isPole = (below .== x) & (x .< 0)
  let isZero = x .== 0
  return which(isPole, Tensor(weak: Double.nan), which(isZero & (1 / x .< 0), -sign, sign))
}

/// The digamma function, the derivative of ``logGamma(_:)``; NaN at 0, -1, -2, ...
///
///     digamma(Tensor([1.0, 2]))  // [-0.5772157   0.42278433]
public func digamma(_ x: Tensor) -> Tensor { Digamma().elementwise(x, named: "digamma", in: .inexact) }

/// The derivative of ``digamma(_:)`` of an order 0, 1, 2, ...; NaN for other orders.
///
/// There is no derivative with respect to the order.
///
///     polygamma(1, Tensor([1.0, 2]))  // [1.644934   0.64493406]
///
/// - Parameters:
///   - order: how often to differentiate.
///   - x: where.
public func polygamma(_ order: Tensor, _ x: Tensor) -> Tensor {
  Polygamma().elementwise(order, x, named: "polygamma", in: .inexact)
}

/// Hurwitz's zeta function `∑ (q + k)^-s` over `k = 0, 1, ...`, for `q = 1` that of Riemann; `s` is above 1, at which it is
/// infinite.
///
/// There is no derivative with respect to `s`.
///
///     zeta(Tensor([2.0, 4]), 1)  // [1.644934  1.0823232]
///
/// - Parameters:
///   - s: the exponent.
///   - q: where the summation begins.
public func zeta(_ s: Tensor, _ q: Tensor = 1) -> Tensor { Zeta().elementwise(s, q, named: "zeta", in: .inexact) }

/// The regularized lower incomplete gamma function `P(a, x) = 1/Γ(a) ∫₀ˣ t^(a-1) exp(-t) dt`; NaN for negative operands.
///
///     gammainc(Tensor([1.0, 2]), 1)  // [0.63212055 0.26424113]
///
/// - Parameters:
///   - a: the parameter, positive.
///   - x: the upper limit, not negative.
public func gammainc(_ a: Tensor, _ x: Tensor) -> Tensor {
  Igamma().elementwise(a, x, named: "gammainc", in: .inexact)
}

/// The regularized upper incomplete gamma function `Q(a, x) = 1 - P(a, x)`, accurate where it is small.
///
///     gammaincc(Tensor([1.0, 2]), 1)  // [0.36787945 0.7357589 ]
///
/// - Parameters:
///   - a: the parameter, positive.
///   - x: the lower limit, not negative.
public func gammaincc(_ a: Tensor, _ x: Tensor) -> Tensor {
  Igammac().elementwise(a, x, named: "gammaincc", in: .inexact)
}

/// The logarithm of the multivariate gamma function, `d (d - 1)/4 log π + ∑ log Γ(a - i/2)` over `i` from 0 below `d`
/// (DLMF 35.3.4).
///
///     multivariateLogGamma(Tensor([3.0]), dimension: 2)  // [1.550195]
///
/// - Parameters:
///   - a: above `(dimension - 1) / 2`.
///   - dimension: a positive number `d`; otherwise the result is that for 1.
public func multivariateLogGamma(_ a: Tensor, dimension: Int) -> Tensor {
  var sum = logGamma(a)
  for i in 1..<max(dimension, 1) { sum = sum + logGamma(a - Double(i) * 0.5) }
  return sum + Double(dimension * (dimension - 1)) * 0.286182471462350043535  // log π / 4
}
