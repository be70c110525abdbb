import JacobiCore
import JacobiNumPy

/// `log(sigmoid(x))`, without a loss of precision: close to `x` for small `x`.
///
///     logSigmoid(Tensor([-1000.0, 1000]))  // [-1000. -0.]
public func logSigmoid(_ x: Tensor) -> Tensor {
  -softplus(-x)
}

/// `x · sigmoid(x)`, also called swish.
///
///     silu(Tensor([0.0, 100]))  // [0. 100.]
///
/// Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units for neural network function approximation", 2017.
public func silu(_ x: Tensor) -> Tensor {
  x * sigmoid(x)
}

/// Another name of ``silu(_:)``.
///
///     swish(Tensor([0.0, 100]))  // [0. 100.]
public func swish(_ x: Tensor) -> Tensor { silu(x) }

/// `x · tanh(softplus(x))`.
///
///     mish(Tensor([0.0, 100]))  // [0. 100.]
///
/// Misra, "Mish: a self regularized non-monotonic activation function", 2019.
public func mish(_ x: Tensor) -> Tensor {
  x * tanh(softplus(x))
}

/// `x` times the probability that a standard normal number is less than `x`.
///
///     gelu(Tensor([0.0, 100]))  // [0. 100.]
///
/// Hendrycks and Gimpel, "Gaussian error linear units", 2016. Integers give a floating result.
///
/// - Parameters:
///   - x: any numbers but complex ones.
///   - approximate: whether to use a formula with `tanh` instead of the error function; its error is below 0.0005.
public func gelu(_ x: Tensor, approximate: Bool = true) -> Tensor {
  if x.isInvalid { return x }
  let x = x.dtype.isInexact ? x : x.asType(x.dtype.inexactDType)
  if !approximate { return x * erfc(x * -0.5.squareRoot()) * 0.5 }
  let argument = (x + x * square(x) * 0.044715) * (2 / Double.pi).squareRoot()
  return x * ((tanh(argument) + 1.0) * 0.5)
}

/// The gated linear unit: the first half of an axis times the `sigmoid(_:)` of the second half.
///
///     glu(Tensor([1.0, 2, 0, 100]))  // [0.5 2. ]
///
/// Dauphin, Fan, Auli and Grangier, "Language modeling with gated convolutional networks", 2016.
///
/// - Parameters:
///   - x: with an even size along the axis.
///   - axis: a negative one counts from the back.
public func glu(_ x: Tensor, axis: Int = -1) -> Tensor {
  let halves = x.split(parts: 2, axis: axis)
  return halves.count == 2 ? halves[0] * sigmoid(halves[1]) : .invalid
}

/// `relu6(x + 3) / 6`, a sigmoid made of straight lines.
///
///     hardSigmoid(Tensor([-5.0, 0, 5]))  // [0. 0.5 1. ]
public func hardSigmoid(_ x: Tensor) -> Tensor {
  relu6(x + 3.0) / 6.0
}

/// `x · hardSigmoid(x)`, also called hard swish.
///
///     hardSilu(Tensor([-5.0, 0, 5]))  // [-0. 0. 5.]
///
/// Howard and others, "Searching for MobileNetV3", 2019.
public func hardSilu(_ x: Tensor) -> Tensor {
  x * hardSigmoid(x)
}

/// Another name of ``hardSilu(_:)``.
///
///     hardSwish(Tensor([-5.0, 0, 5]))  // [-0. 0. 5.]
public func hardSwish(_ x: Tensor) -> Tensor { hardSilu(x) }

/// `x / (|x| + 1)`.
///
///     softSign(Tensor([-1.0, 0, 3]))  // [-0.5 0. 0.75]
public func softSign(_ x: Tensor) -> Tensor {
  x / (abs(x) + 1)
}

/// 0 below -1, 1 above 1, and a straight line in between: the derivative of ``sparsePlus(_:)``.
///
///     sparseSigmoid(Tensor([-2.0, 0, 3]))  // [0. 0.5 1. ]
public func sparseSigmoid(_ x: Tensor) -> Tensor {
  clip(x + 1.0, min: 0.0, max: 2.0) * 0.5
}

/// `log(1 - exp(-x))` for positive `x`, without a loss of precision at either end.
///
///     log1mexp(Tensor([1000.0]))  // [-0.]
///
/// Mächler, "Accurately computing log(1 - exp(-|a|))", 2012. NaN for negative numbers.
public func log1mexp(_ x: Tensor) -> Tensor {
  // Each formula is given numbers where it is good, so that the other one's derivative does not overflow.
  let isSmall = x .< 0.6931471805599453
  let small = log(-expm1(-which(isSmall, x, 0.5)))
  let large = log1p(-exp(-which(isSmall, 1.0, x)))
  return which(isSmall, small, large)
}
