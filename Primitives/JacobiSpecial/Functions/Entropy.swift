import JacobiCore
import JacobiNumPy
import JacobiPrimitives

// Products with logarithms, 0 where a factor is 0. Gradients there are those of the formula, infinite ones included; what would be
// multiplied with an infinite logarithm is replaced before, since a gradient of zero times infinity were NaN.

/// `x log y`, and 0 where `x` is 0.
///
/// The derivative with respect to `x` is `log y`, also at 0; that with respect to `y` is 0 where both are 0.
///
///     xlogy(Tensor([0.0, 2]), Tensor([0.0, 1]))  // [0. 0.]
public func xlogy(_ x: Tensor, _ y: Tensor) -> Tensor {
  product(x.inexact, y.inexact, edge: 0, log)
}

/// `x log(1 + y)`, and 0 where `x` is 0; accurate for `y` near 0.
///
/// The derivative with respect to `x` is `log(1 + y)`, also at 0; that with respect to `y` is 0 where `x` is 0 and `y` is -1.
///
///     xlog1py(Tensor([0.0, 2]), Tensor([-1.0, 0]))  // [0. 0.]
public func xlog1py(_ x: Tensor, _ y: Tensor) -> Tensor {
  product(x.inexact, y.inexact, edge: -1, log1p)
}

/// `x` times a logarithm of `y` that is minus infinity at `edge`.
private func product(_ x: Tensor, _ y: Tensor, edge: Double, _ logarithm: (Tensor) -> Tensor) -> Tensor {
  let isUsual = (x .!= 0) | ((y .> edge) & (y .< Double.infinity)) | isNaN(y)
  let usual = which(isUsual, x, 1) * logarithm(which(isUsual, y, 1))
  return which(isUsual, usual, 0 - infinitelySteep(x, where: (x .== 0) & (y .== edge)))
}

/// The root of `x` where the condition holds and `x` is 0, so that it is 0 and its derivative infinite; elsewhere 0.
private func infinitelySteep(_ x: Tensor, where condition: Tensor) -> Tensor {
  which(condition, sqrt(which(condition, x, 1)), 0)
}

/// The term `-x log x` of an entropy: 0 at 0, where its derivative is infinite, and minus infinity below.
///
///     entr(Tensor([0.0, 1, -1]))  // [  0.  -0. -inf]
public func entr(_ x: Tensor) -> Tensor {
  let x = x.inexact
  let isUsual = (x .> 0) | isNaN(x)
  let usual = which(isUsual, x, 1)
  return which(
    isUsual, -(usual * log(usual)), which(x .== 0, infinitelySteep(x, where: x .== 0), Tensor(weak: -Double.infinity)))
}

/// The term `x log(x / y)` of a relative entropy: 0 where `x` is 0 and `y` is not negative, otherwise infinite where one is not
/// positive.
///
///     relativeEntropy(Tensor([0.0, 2, 1]), Tensor([1.0, 2, 0]))  // [ 0.  0. inf]
public func relativeEntropy(_ x: Tensor, _ y: Tensor) -> Tensor {
  let (x, y) = (x.inexact, y.inexact)
  let isUsual = ((x .> 0) & (y .> 0)) | isNaN(x) | isNaN(y)
  let (p, q) = (which(isUsual, x, 1), which(isUsual, y, 1))
  let isZero = (x .== 0) & (y .>= 0)
  return which(isUsual, p * log(p) - p * log(q), which(isZero, 0, Tensor(weak: Double.infinity)))
}

/// The term `x log(x / y) - x + y` of the divergence of Kullback and Leibler: see ``relativeEntropy(_:_:)``.
///
///     kullbackLeibler(Tensor([0.0, 2, 1]), Tensor([1.0, 2, 0]))  // [ 1.  0. inf]
public func kullbackLeibler(_ x: Tensor, _ y: Tensor) -> Tensor { relativeEntropy(x, y) - x + y }

/// The logit `log(p / (1 - p))`, the inverse of the logistic function; NaN outside of [0, 1].
///
/// Near 1/2 it is `2 artanh(2p - 1)`, in which nothing cancels.
///
///     logit(Tensor([0, 0.25, 0.5]))  // [      -inf -1.0986123  0.       ]
public func logit(_ p: Tensor) -> Tensor {
  let p = p.inexact
  let isCentral = (p .> 0.3) & (p .< 0.7)
  let central = 2 * atanh(2 * which(isCentral, p, 0.5) - 1)
  // The other branch has an infinite derivative at the limits, which the first one must not meet.
  let outer = which(isCentral, 0.25, p)
  return which(isCentral, central, log(outer) - log1p(-outer))
}

/// The transformation of Box and Cox, `(x^λ - 1) / λ`, and `log x` for `λ = 0`.
///
///     boxCox(Tensor([1.0, 4]), 0.5)  // [0. 2.]
public func boxCox(_ x: Tensor, _ lambda: Tensor) -> Tensor {
  let isZero = lambda .== 0
  let power = which(isZero, 1, lambda)
  return which(isZero, log(x), expm1(power * log(x)) / power)
}
