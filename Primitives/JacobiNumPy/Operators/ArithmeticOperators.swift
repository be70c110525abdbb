import JacobiCore
import JacobiPrimitives

// Each operator has three forms: two tensors, and a tensor with a Swift number on either side. The latter take any
// number type through one generic function, which the compiler tries last, so that long expressions with literals stay
// quick to check.

extension Tensor {
  /// The sum of elements, "or" of Booleans. Shapes broadcast, dtypes are promoted, integers wrap around.
  ///
  ///     Tensor([1, 2]) + Tensor([[10], [20]])  // [[11 12] [21 22]]
  public static func + (lhs: Tensor, rhs: Tensor) -> Tensor {
    Add().elementwise(lhs, rhs, named: "+")
  }

  /// The difference of elements; not of Booleans. Shapes broadcast, dtypes are promoted, integers wrap around.
  ///
  ///     Tensor([1, 2]) - 0.5  // [0.5 1.5]
  public static func - (lhs: Tensor, rhs: Tensor) -> Tensor {
    Sub().elementwise(lhs, rhs, named: "-")
  }

  /// The product of elements, "and" of Booleans. Shapes broadcast, dtypes are promoted, integers wrap around.
  ///
  ///     Tensor([1, 2]) * 3  // [3 6]
  public static func * (lhs: Tensor, rhs: Tensor) -> Tensor {
    Mul().elementwise(lhs, rhs, named: "*")
  }

  /// The quotient of elements. Shapes broadcast, dtypes are promoted.
  ///
  ///     Tensor([1, 2]) / 2  // [0.5 1. ]
  ///
  /// Integers give a floating result: `Tensor([1]) / 2` is `[0.5]`. ``floorDivide(_:_:)`` gives integers.
  public static func / (lhs: Tensor, rhs: Tensor) -> Tensor {
    Div().elementwise(lhs, rhs, named: "/", in: .inexact)
  }

  /// The remainder of ``floorDivide(_:_:)``, which has the sign of the divisor: `Tensor([-7]) % 3` is `[2]`.
  ///
  ///     Tensor([-7, 7]) % 3  // [2 1]
  ///
  /// Shapes broadcast, dtypes are promoted; `bool` becomes `int32`. By an integer zero it is 0.
  public static func % (lhs: Tensor, rhs: Tensor) -> Tensor {
    remainder(lhs, rhs)
  }

  /// The negated elements; not of Booleans. Integers wrap around.
  ///
  ///     -Tensor([1, -2])  // [-1 2]
  public static prefix func - (operand: Tensor) -> Tensor {
    Neg().elementwise(operand, named: "-")
  }

  /// Adds to the variable; its dtype may change by promotion.
  ///
  ///     var x = Tensor([1, 2])
  ///     x += 0.5  // [1.5 2.5]
  public static func += (lhs: inout Tensor, rhs: Tensor) { lhs = lhs + rhs }
  /// Subtracts from the variable; its dtype may change by promotion.
  ///
  ///     var x = Tensor([1, 2])
  ///     x -= 1  // [0 1]
  public static func -= (lhs: inout Tensor, rhs: Tensor) { lhs = lhs - rhs }
  /// Multiplies the variable; its dtype may change by promotion.
  ///
  ///     var x = Tensor([1, 2])
  ///     x *= 2  // [2 4]
  public static func *= (lhs: inout Tensor, rhs: Tensor) { lhs = lhs * rhs }
  /// Divides the variable; integers become floating.
  ///
  ///     var x = Tensor([1, 2])
  ///     x /= 2  // [0.5 1. ]
  public static func /= (lhs: inout Tensor, rhs: Tensor) { lhs = lhs / rhs }
  /// Replaces the variable by a remainder; its dtype may change by promotion.
  ///
  ///     var x = Tensor([5, -5])
  ///     x %= 3  // [2 1]
  public static func %= (lhs: inout Tensor, rhs: Tensor) { lhs = lhs % rhs }
}

/// Swift numbers take the dtype of the tensor, as literals do: a `Double` does not make a `float32` tensor `float64`.
extension Tensor {
  /// The sum with a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func + <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs + Tensor(weak: rhs) }
  /// The sum with a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func + <Scalar: TensorScalar>(lhs: Scalar, rhs: Tensor) -> Tensor { Tensor(weak: lhs) + rhs }
  /// The difference with a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func - <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs - Tensor(weak: rhs) }
  /// The difference with a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func - <Scalar: TensorScalar>(lhs: Scalar, rhs: Tensor) -> Tensor { Tensor(weak: lhs) - rhs }
  /// The product with a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func * <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs * Tensor(weak: rhs) }
  /// The product with a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func * <Scalar: TensorScalar>(lhs: Scalar, rhs: Tensor) -> Tensor { Tensor(weak: lhs) * rhs }
  /// The quotient with a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func / <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs / Tensor(weak: rhs) }
  /// The quotient with a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func / <Scalar: TensorScalar>(lhs: Scalar, rhs: Tensor) -> Tensor { Tensor(weak: lhs) / rhs }
  /// The remainder with a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func % <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs % Tensor(weak: rhs) }
  /// The remainder with a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func % <Scalar: TensorScalar>(lhs: Scalar, rhs: Tensor) -> Tensor { Tensor(weak: lhs) % rhs }

  /// Adds a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func += <Scalar: TensorScalar>(lhs: inout Tensor, rhs: Scalar) { lhs = lhs + rhs }
  /// Subtracts a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func -= <Scalar: TensorScalar>(lhs: inout Tensor, rhs: Scalar) { lhs = lhs - rhs }
  /// Multiplies by a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func *= <Scalar: TensorScalar>(lhs: inout Tensor, rhs: Scalar) { lhs = lhs * rhs }
  /// Divides by a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func /= <Scalar: TensorScalar>(lhs: inout Tensor, rhs: Scalar) { lhs = lhs / rhs }
  /// The remainder by a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func %= <Scalar: TensorScalar>(lhs: inout Tensor, rhs: Scalar) { lhs = lhs % rhs }
}
