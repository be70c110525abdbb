import JacobiCore
import JacobiPrimitives

/// The real part; real numbers and Booleans stay what they are.
///
///     real(Tensor([Complex64(1, 2)], shape: [1]))  // [1.]
public func real(_ x: Tensor) -> Tensor {
  x.dtype.isComplex ? Real().elementwise(x, named: "real") : x
}

/// The imaginary part; of real numbers zeros of their dtype.
///
///     imag(Tensor([Complex64(1, 2)], shape: [1]))  // [2.]
public func imag(_ x: Tensor) -> Tensor {
  x.dtype.isComplex ? Imag().elementwise(x, named: "imag") : Tensor.zeros(like: x)
}

/// The complex conjugate; real numbers and Booleans stay what they are.
///
///     conj(Tensor([Complex64(1, 2)], shape: [1]))  // [1.-2.j]
public func conj(_ x: Tensor) -> Tensor {
  x.dtype.isComplex ? Conj().elementwise(x, named: "conj") : x
}

/// The complex numbers of real and imaginary parts.
///
///     complex(Tensor([1.0, 2]), 3)  // [1.+3.j 2.+3.j]
///
/// `complex128` for parts of `float64` or integers of 64 bits, else `complex64`; shapes broadcast.
public func complex(_ real: Tensor, _ imaginary: Tensor) -> Tensor {
  if real.isInvalid || imaginary.isInvalid { return .invalid }
  let dtype = ElementwiseDomain.inexact.promotion(of: [real, imaginary]).dtype
  return MakeComplex().elementwise(
    real.asType(dtype.widened), imaginary.asType(dtype.widened), named: "complex")
}

/// The angle of complex numbers in (-π, π], in radians or degrees; of negative real numbers π, of others 0.
///
///     angle(Tensor([Complex64(0, 2)], shape: [1]), degrees: true)  // [90.]
///     angle(Tensor([-1.0, 2]))  // [3.1415927 0. ]
///
/// Integers become floating.
public func angle(_ x: Tensor, degrees: Bool = false) -> Tensor {
  if x.isInvalid { return x }
  let number = x.converted(to: ElementwiseDomain.inexact.promotion(of: [x]))
  let radians = atan2(imag(number), real(number))
  return degrees ? rad2deg(radians) : radians
}

/// Whether the imaginary part of each element is 0; true of all real numbers. The result is of `bool`.
///
///     isReal(Tensor([Complex64(1, 0), Complex64(1, 2)], shape: [2]))  // [ true false]
public func isReal(_ x: Tensor) -> Tensor { imag(x) .== 0 }

/// Whether the imaginary part of each element is not 0. The result is of `bool`.
///
///     isComplex(Tensor([Complex64(1, 0), Complex64(1, 2)], shape: [2]))  // [false true]
public func isComplex(_ x: Tensor) -> Tensor { imag(x) .!= 0 }
