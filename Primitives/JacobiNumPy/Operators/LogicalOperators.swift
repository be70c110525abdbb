import JacobiCore
import JacobiPrimitives

infix operator .&& : LogicalConjunctionPrecedence
infix operator .|| : LogicalDisjunctionPrecedence

/// Operations on bits: of each bit of integers, or of Booleans. Shapes broadcast, dtypes are promoted; floating dtypes
/// are an error.
extension Tensor {
  /// "And" of Booleans, or of each bit of integers.
  ///
  ///     Tensor([12, 10]) & 6  // [4 2]
  public static func & (lhs: Tensor, rhs: Tensor) -> Tensor {
    And().elementwise(lhs, rhs, named: "&")
  }

  /// "Or" of Booleans, or of each bit of integers.
  ///
  ///     Tensor([12, 10]) | 6  // [14 14]
  public static func | (lhs: Tensor, rhs: Tensor) -> Tensor {
    Or().elementwise(lhs, rhs, named: "|")
  }

  /// "Exclusive or" of Booleans, or of each bit of integers.
  ///
  ///     Tensor([12, 10]) ^ 6  // [10 12]
  public static func ^ (lhs: Tensor, rhs: Tensor) -> Tensor {
    Xor().elementwise(lhs, rhs, named: "^")
  }

  /// The negation of Booleans, or of each bit of integers.
  ///
  ///     ~Tensor([0, 5])  // [-1 -6]
  public static prefix func ~ (operand: Tensor) -> Tensor {
    Not().elementwise(operand, named: "~")
  }

  /// `lhs` shifted left by `rhs` bits; 0 when `rhs` is the width of the dtype or more.
  ///
  ///     Tensor([1, 3]) << 2  // [ 4 12]
  public static func << (lhs: Tensor, rhs: Tensor) -> Tensor {
    ShiftLeft().elementwise(lhs, rhs, named: "<<", in: .numeric)
  }

  /// `lhs` shifted right by `rhs` bits, filled with the sign of a signed integer and with zeros for an unsigned one.
  ///
  ///     Tensor([8, -8]) >> 2  // [ 2 -2]
  public static func >> (lhs: Tensor, rhs: Tensor) -> Tensor {
    if ElementwiseDomain.numeric.promotion(of: [lhs, rhs]).dtype.isUnsignedInteger {
      return ShiftRightLogical().elementwise(lhs, rhs, named: ">>")
    }
    return ShiftRightArithmetic().elementwise(lhs, rhs, named: ">>", in: .numeric)
  }
}

/// Swift integers take the dtype of the tensor, as literals do.
extension Tensor {
  /// "And" with a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func & <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs & Tensor(weak: rhs) }
  /// "Or" with a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func | <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs | Tensor(weak: rhs) }
  /// "Exclusive or" with a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func ^ <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs ^ Tensor(weak: rhs) }
  /// `lhs` shifted left by a number of bits, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func << <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs << Tensor(weak: rhs) }
  /// `lhs` shifted right by a number of bits, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func >> <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs >> Tensor(weak: rhs) }
}

/// Logical operations on truth values: an element of another dtype than `bool` is true when it is not 0. Shapes
/// broadcast; both operands are always computed.
extension Tensor {
  /// Whether both elements are true.
  ///
  ///     Tensor([true, true]) .&& Tensor([true, false])  // [ true false]
  public static func .&& (lhs: Tensor, rhs: Tensor) -> Tensor { lhs.truth & rhs.truth }

  /// Whether one of the elements is true.
  ///
  ///     Tensor([true, false]) .|| Tensor([0, 0])  // [ true false]
  public static func .|| (lhs: Tensor, rhs: Tensor) -> Tensor { lhs.truth | rhs.truth }

  /// Whether the element is not true.
  ///
  ///     .!Tensor([0, 3])  // [ true false]
  public static prefix func .! (operand: Tensor) -> Tensor { ~operand.truth }

  /// Whether each element is not 0.
  var truth: Tensor {
    isInvalid || dtype.isBoolean ? self : asType(.bool)
  }
}

/// Whether both elements are true, that is not 0; the same as `.&&`. The result is of `bool`.
///
///     logicalAnd(Tensor([1, 1]), Tensor([0, 2]))  // [false true]
public func logicalAnd(_ lhs: Tensor, _ rhs: Tensor) -> Tensor { lhs .&& rhs }

/// Whether one of the elements is true, that is not 0; the same as `.||`. The result is of `bool`.
///
///     logicalOr(Tensor([1, 0]), Tensor([0, 0]))  // [ true false]
public func logicalOr(_ lhs: Tensor, _ rhs: Tensor) -> Tensor { lhs .|| rhs }

/// Whether exactly one of the elements is true, that is not 0. The result is of `bool`.
///
///     logicalXor(Tensor([1, 1]), Tensor([0, 2]))  // [ true false]
public func logicalXor(_ lhs: Tensor, _ rhs: Tensor) -> Tensor { lhs.truth ^ rhs.truth }

/// Whether the element is false, that is 0; the same as `.!`. The result is of `bool`.
///
///     logicalNot(Tensor([0, 3]))  // [ true false]
public func logicalNot(_ operand: Tensor) -> Tensor { .!operand }
