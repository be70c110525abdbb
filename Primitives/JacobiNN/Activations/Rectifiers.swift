import JacobiCore
import JacobiNumPy

// Functions that pass positive numbers on and hold negative ones back. Where a piece of the definition is not used, its
// operand is replaced, so that its derivative does not overflow.

/// `x` where it is positive, else 0; NaN stays. The derivative at 0 is 0.
///
///     relu(Tensor([-1.0, 2]))  // [0. 2.]
public func relu(_ x: Tensor) -> Tensor {
  which(x .<= 0, Tensor.zeros(like: x), x)
}

/// `x` between 0 and 6, else the nearer of the two; NaN stays. The derivative at 0 and at 6 is 0.
///
///     relu6(Tensor([-1.0, 2, 8]))  // [0. 2. 6.]
public func relu6(_ x: Tensor) -> Tensor {
  which(x .<= 0, 0.0, which(x .>= 6, 6.0, x))
}

/// `x` where it is not negative, else `x` times a small number.
///
///     leakyRelu(Tensor([-1.0, 2]), negativeSlope: 0.25)  // [-0.25 2. ]
///
/// - Parameters:
///   - x: any numbers but complex ones.
///   - negativeSlope: the derivative where `x` is negative.
public func leakyRelu(_ x: Tensor, negativeSlope: Double = 0.01) -> Tensor {
  which(x .>= 0, x, x * negativeSlope)
}

/// The exponential linear unit: `x` where it is positive, else `alpha · (exp(x) - 1)`.
///
///     elu(Tensor([-1000.0, 0, 2]))  // [-1. 0. 2.]
///
/// Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear units", 2015.
///
/// - Parameters:
///   - x: any numbers but complex ones.
///   - alpha: minus the limit for small `x`.
public func elu(_ x: Tensor, alpha: Double = 1) -> Tensor {
  let isPositive = x .> 0
  return which(isPositive, x, expm1(which(isPositive, 0.0, x)) * alpha)
}

/// The continuously differentiable exponential linear unit: `max(x, 0) + alpha · (exp(min(x, 0) / alpha) - 1)`.
///
///     celu(Tensor([-1000.0, 0, 2]), alpha: 2)  // [-2. 0. 2.]
///
/// Barron, "Continuously differentiable exponential linear units", 2017.
///
/// - Parameters:
///   - x: any numbers but complex ones.
///   - alpha: minus the limit for small `x`.
public func celu(_ x: Tensor, alpha: Double = 1) -> Tensor {
  maximum(x, 0.0) + expm1(minimum(x, 0.0) / alpha) * alpha
}

/// The scaled exponential linear unit, which keeps mean 0 and variance 1 from layer to layer.
///
///     selu(Tensor([0.0]))  // [0.]
///
/// Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", 2017.
public func selu(_ x: Tensor) -> Tensor {
  elu(x, alpha: 1.6732632423543772848170429916717) * 1.0507009873554804934193349852946
}

/// `x` between -1 and 1, else the nearer of the two.
///
///     hardTanh(Tensor([-3.0, 0.5, 3]))  // [-1. 0.5 1. ]
public func hardTanh(_ x: Tensor) -> Tensor {
  which(x .> 1, 1, which(x .< -1, -1, x))
}

/// `log(1 + exp(x))`, a smooth ``relu(_:)``, without overflow.
///
///     softplus(Tensor([-1000.0, 1000]))  // [0. 1000.]
public func softplus(_ x: Tensor) -> Tensor {
  logAddExp(x, 0.0)
}

/// `(x + √(x² + b)) / 2`, a smooth ``relu(_:)`` without exponentials.
///
///     squareplus(Tensor([0.0, 1.5]))  // [1. 2.]
///
/// Barron, "Squareplus: a softplus-like algebraic rectifier", 2021.
///
/// - Parameters:
///   - x: any numbers but complex ones.
///   - b: how round the corner is.
public func squareplus(_ x: Tensor, b: Double = 4) -> Tensor {
  (x + sqrt(square(x) + b)) / 2
}

/// 0 below -1, `x` above 1, and `(x + 1)² / 4` in between.
///
///     sparsePlus(Tensor([-2.0, 0, 3]))  // [0. 0.25 3. ]
public func sparsePlus(_ x: Tensor) -> Tensor {
  which(x .<= -1.0, 0.0, which(x .>= 1.0, x, square(x + 1.0) / 4))
}

/// `x` itself.
///
///     identity(Tensor([1.0, -1]))  // [1. -1.]
public func identity(_ x: Tensor) -> Tensor { x }
