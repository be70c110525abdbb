import JacobiCore
import JacobiNumPy

extension Tensor {
  /// The tensor with a floating dtype, as functions take Booleans and integers; a number in the program adapts by itself.
  var inexact: Tensor {
    dtype.isInexact || isWeaklyTyped ? self : asType(dtype.byteCount == 8 ? .float64 : .float32)
  }

  /// The tensor, if it is a number in the program in the dtype of another one.
  func typed(like other: Tensor) -> Tensor { isWeaklyTyped ? asType(other.dtype) : self }
}
