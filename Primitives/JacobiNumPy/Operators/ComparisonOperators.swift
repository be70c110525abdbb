import JacobiCore
import JacobiPrimitives

// The operators `.==`, `.<` and so on are declared by the standard library, for SIMD vectors.

/// Comparisons of elements: shapes broadcast, dtypes are promoted, the result is of `bool`. With NaN all are false,
/// except `.!=`. Complex numbers have no order: `.<` and the like do not take them.
extension Tensor {
  /// Whether elements are equal.
  ///
  ///     let x = Tensor([1, 2, 3])
  ///     x .== 2  // [false true false]
  public static func .== (lhs: Tensor, rhs: Tensor) -> Tensor {
    Equal().elementwise(lhs, rhs, named: ".==")
  }

  /// Whether elements differ; NaN differs from everything.
  ///
  ///     let x = Tensor([1, 2, 3])
  ///     x .!= 2  // [ true false true]
  public static func .!= (lhs: Tensor, rhs: Tensor) -> Tensor {
    NotEqual().elementwise(lhs, rhs, named: ".!=")
  }

  /// Whether elements of `lhs` are less.
  ///
  ///     let x = Tensor([1, 2, 3])
  ///     x .< 2  // [ true false false]
  public static func .< (lhs: Tensor, rhs: Tensor) -> Tensor {
    Less().elementwise(lhs, rhs, named: ".<")
  }

  /// Whether elements of `lhs` are less or equal.
  ///
  ///     let x = Tensor([1, 2, 3])
  ///     x .<= 2  // [ true true false]
  public static func .<= (lhs: Tensor, rhs: Tensor) -> Tensor {
    LessOrEqual().elementwise(lhs, rhs, named: ".<=")
  }

  /// Whether elements of `lhs` are greater.
  ///
  ///     let x = Tensor([1, 2, 3])
  ///     x .> 2  // [false false true]
  public static func .> (lhs: Tensor, rhs: Tensor) -> Tensor {
    Greater().elementwise(lhs, rhs, named: ".>")
  }

  /// Whether elements of `lhs` are greater or equal.
  ///
  ///     let x = Tensor([1, 2, 3])
  ///     x .>= 2  // [false true true]
  public static func .>= (lhs: Tensor, rhs: Tensor) -> Tensor {
    GreaterOrEqual().elementwise(lhs, rhs, named: ".>=")
  }
}

/// Swift numbers take the dtype of the tensor, as literals do.
extension Tensor {
  /// Whether elements equal a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func .== <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs .== Tensor(weak: rhs) }
  /// Whether elements differ from a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func .!= <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs .!= Tensor(weak: rhs) }
  /// Whether elements are less than a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func .< <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs .< Tensor(weak: rhs) }
  /// Whether elements are at most a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func .<= <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs .<= Tensor(weak: rhs) }
  /// Whether elements are greater than a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func .> <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs .> Tensor(weak: rhs) }
  /// Whether elements are at least a number, which takes the dtype of the tensor.
  @_disfavoredOverload
  public static func .>= <Scalar: TensorScalar>(lhs: Tensor, rhs: Scalar) -> Tensor { lhs .>= Tensor(weak: rhs) }
}

/// Whether the elements of two tensors are equal, everywhere: a scalar of `bool`, false for different shapes.
///
///     arrayEqual(Tensor([1, 2]), Tensor([1, 2]))  // true
///
/// A tensor, and not a Swift `Bool`, so that it can be used in traced functions; `item(Bool.self)` gives the value.
public func arrayEqual(_ lhs: Tensor, _ rhs: Tensor) -> Tensor {
  if lhs.isInvalid || rhs.isInvalid { return .invalid }
  guard lhs.shape == rhs.shape else { return Tensor(TensorValue(scalar: false)) }
  return (lhs .== rhs).all()
}

/// Whether each element of `lhs` is close to that of `rhs`: `|lhs - rhs| <= absolute + relative * |rhs|`.
///
///     isClose(Tensor([1.0, 2]), Tensor([1.000001, 2.1]))  // [ true false]
///
/// Infinities are close to themselves only, NaN to nothing unless `equalNaN`. Shapes broadcast; the result is of
/// `bool`.
public func isClose(
  _ lhs: Tensor, _ rhs: Tensor, relative: Double = 1e-5, absolute: Double = 1e-8, equalNaN: Bool = false
) -> Tensor {
  let tolerance = absolute + relative * abs(rhs)
  let result = (lhs .== rhs) | (isFinite(rhs) & (abs(difference(lhs, rhs)) .<= tolerance))
  return equalNaN ? result | (isNaN(lhs) & isNaN(rhs)) : result
}

/// Whether all elements are close, in the sense of ``isClose(_:_:relative:absolute:equalNaN:)``: a scalar of `bool`.
///
///     let x = Tensor([1.0, 2])
///     allClose(x, x + 1e-7).item(Bool.self)  // true
public func allClose(
  _ lhs: Tensor, _ rhs: Tensor, relative: Double = 1e-5, absolute: Double = 1e-8, equalNaN: Bool = false
) -> Tensor {
  isClose(lhs, rhs, relative: relative, absolute: absolute, equalNaN: equalNaN).all()
}

/// `lhs - rhs` in a floating dtype.
private func difference(_ lhs: Tensor, _ rhs: Tensor) -> Tensor {
  Sub().elementwise(lhs, rhs, named: "-", in: .inexact)
}
