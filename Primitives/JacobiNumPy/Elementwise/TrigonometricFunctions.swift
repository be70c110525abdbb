import JacobiCore
import JacobiPrimitives

// Functions of each element, in the dtype of the operand; Booleans and integers become floating: `float64` where they
// have 64 bits, else `float32`. Overloads of the functions of the same names on `Double` and `Float` in the C library.

/// The sine of angles in radians.
///
///     sin(Tensor([0, Double.pi / 2]))  // [0. 1.]
public func sin(_ x: Tensor) -> Tensor { Sin().elementwise(x, named: "sin", in: .inexact) }

/// The cosine of angles in radians.
///
///     cos(Tensor([0, Double.pi]))  // [ 1. -1.]
public func cos(_ x: Tensor) -> Tensor { Cos().elementwise(x, named: "cos", in: .inexact) }

/// The tangent of angles in radians.
///
///     tan(Tensor([0.0, 1]))  // [0. 1.5574077]
public func tan(_ x: Tensor) -> Tensor { Tan().elementwise(x, named: "tan", in: .inexact) }

/// The angle in [-π/2, π/2] with this sine.
///
///     asin(Tensor([0.0, 1]))  // [0. 1.5707964]
public func asin(_ x: Tensor) -> Tensor { Asin().elementwise(x, named: "asin", in: .inexact) }

/// The angle in [0, π] with this cosine.
///
///     acos(Tensor([0.0, 1]))  // [1.5707964 0. ]
public func acos(_ x: Tensor) -> Tensor { Acos().elementwise(x, named: "acos", in: .inexact) }

/// The angle in [-π/2, π/2] with this tangent.
///
///     atan(Tensor([0.0, 1]))  // [0. 0.7853982]
public func atan(_ x: Tensor) -> Tensor { Atan().elementwise(x, named: "atan", in: .inexact) }

/// The hyperbolic sine.
///
///     sinh(Tensor([0.0, 1]))  // [0. 1.1752012]
public func sinh(_ x: Tensor) -> Tensor { Sinh().elementwise(x, named: "sinh", in: .inexact) }

/// The hyperbolic cosine.
///
///     cosh(Tensor([0.0, 1]))  // [1. 1.5430807]
public func cosh(_ x: Tensor) -> Tensor { Cosh().elementwise(x, named: "cosh", in: .inexact) }

/// The hyperbolic tangent.
///
///     tanh(Tensor([0.0, 1]))  // [0. 0.7615942]
public func tanh(_ x: Tensor) -> Tensor { Tanh().elementwise(x, named: "tanh", in: .inexact) }

/// The inverse of the hyperbolic sine.
///
///     asinh(Tensor([0.0, 1]))  // [0. 0.8813736]
public func asinh(_ x: Tensor) -> Tensor { Asinh().elementwise(x, named: "asinh", in: .inexact) }

/// The inverse of the hyperbolic cosine, on [1, ∞).
///
///     acosh(Tensor([1.0, 0]))  // [ 0. nan]
public func acosh(_ x: Tensor) -> Tensor { Acosh().elementwise(x, named: "acosh", in: .inexact) }

/// The inverse of the hyperbolic tangent, on (-1, 1).
///
///     atanh(Tensor([0.0, 1]))  // [ 0. inf]
public func atanh(_ x: Tensor) -> Tensor { Atanh().elementwise(x, named: "atanh", in: .inexact) }

/// The angle of the point with the coordinates `x` and `y`, in (-π, π]. Shapes broadcast; not of complex numbers.
///
///     atan2(Tensor([0.0, 1]), Tensor([-1.0, 1]))  // [3.1415927 0.7853982]
public func atan2(_ y: Tensor, _ x: Tensor) -> Tensor { Atan2().elementwise(y, x, named: "atan2", in: .inexact) }
