import JacobiCore
import JacobiPrimitives

// Functions of each element, in the dtype of the operand; Booleans and integers become floating: `float64` where they
// have 64 bits, else `float32`. Overloads of the functions of the same names on `Double` and `Float` in the C library.

/// `e` to the power of the elements.
///
///     exp(Tensor([0.0, 1]))  // [1. 2.7182817]
public func exp(_ x: Tensor) -> Tensor { Exp().elementwise(x, named: "exp", in: .inexact) }

/// 2 to the power of the elements.
///
///     exp2(Tensor([3, -1]))  // [8. 0.5]
public func exp2(_ x: Tensor) -> Tensor { Exp2().elementwise(x, named: "exp2", in: .inexact) }

/// `exp(x) - 1`, accurate near 0.
///
///     expm1(Tensor(1e-10))  // 1e-10
public func expm1(_ x: Tensor) -> Tensor { Expm1().elementwise(x, named: "expm1", in: .inexact) }

/// The natural logarithm; NaN for negative real numbers.
///
///     log(Tensor([1.0, 0]))  // [  0. -inf]
public func log(_ x: Tensor) -> Tensor { Log().elementwise(x, named: "log", in: .inexact) }

/// `log(1 + x)`, accurate near 0.
///
///     log1p(Tensor(1e-10))  // 1e-10
public func log1p(_ x: Tensor) -> Tensor { Log1p().elementwise(x, named: "log1p", in: .inexact) }

/// The square root; NaN for negative real numbers.
///
///     sqrt(Tensor([4, 2]))  // [2. 1.4142135]
public func sqrt(_ x: Tensor) -> Tensor { Sqrt().elementwise(x, named: "sqrt", in: .inexact) }

/// `1 / sqrt(x)`.
///
///     rsqrt(Tensor([4.0, 0.25]))  // [0.5 2. ]
public func rsqrt(_ x: Tensor) -> Tensor { Rsqrt().elementwise(x, named: "rsqrt", in: .inexact) }

/// The real cube root; not of complex numbers.
///
///     cbrt(Tensor([-8.0, 27]))  // [-2. 3.]
public func cbrt(_ x: Tensor) -> Tensor { Cbrt().elementwise(x, named: "cbrt", in: .inexact) }

/// The logistic function, `1 / (1 + exp(-x))`.
///
///     sigmoid(Tensor([0.0, 100]))  // [0.5 1. ]
public func sigmoid(_ x: Tensor) -> Tensor { Logistic().elementwise(x, named: "sigmoid", in: .inexact) }

/// The logistic function, `1 / (1 + exp(-x))`: another name of ``sigmoid(_:)``.
///
///     logistic(Tensor(0.0))  // 0.5
public func logistic(_ x: Tensor) -> Tensor { sigmoid(x) }

/// The error function, `2/√π ∫₀ˣ exp(-t²) dt`; not of complex numbers.
///
///     erf(Tensor([0.0, 1]))  // [0. 0.8427008]
public func erf(_ x: Tensor) -> Tensor { Erf().elementwise(x, named: "erf", in: .inexact) }

/// `1 - erf(x)`, accurate for large `x`; not of complex numbers.
///
///     erfc(Tensor([0.0, 1]))  // [1. 0.1572992]
public func erfc(_ x: Tensor) -> Tensor { Erfc().elementwise(x, named: "erfc", in: .inexact) }

/// The inverse of ``erf(_:)`` on (-1, 1); not of complex numbers.
///
///     erfInv(Tensor([0.0, 1]))  // [ 0. inf]
public func erfInv(_ x: Tensor) -> Tensor { ErfInv().elementwise(x, named: "erfInv", in: .inexact) }

/// The logarithm to base 2. Complex numbers: of both parts of ``log(_:)``.
///
///     log2(Tensor([1, 8]))  // [0. 3.]
public func log2(_ x: Tensor) -> Tensor { log(x) / 0.693147180559945309417 }

/// The logarithm to base 10. Complex numbers: of both parts of ``log(_:)``.
///
///     log10(Tensor([1, 1000]))  // [0. 3.]
public func log10(_ x: Tensor) -> Tensor { log(x) * 0.434294481903251827651 }

/// `log(exp(x) + exp(y))`, without overflow. Shapes broadcast, dtypes are promoted to a floating one.
///
///     logAddExp(Tensor([1000.0]), 1000)  // [1000.6932]
public func logAddExp(_ x: Tensor, _ y: Tensor) -> Tensor {
  guard let (x, y) = alignedNumbers(x, y, in: .inexact, named: "logAddExp") else { return .invalid }
  let largest = maximum(x, y)
  // Equal operands share the derivatives of both extremes, and so have the right one.
  let distance = minimum(x, y) - largest
  // Equal infinities have a distance of NaN; with them the sum of the operands is as infinite.
  return which(isNaN(distance), x + y, largest + log1p(exp(distance)))
}
