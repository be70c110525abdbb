import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// The modified Bessel function of the first kind and order 0.
///
///     besselI0(Tensor([0.0, 1]))  // [1.        1.2660658]
public func besselI0(_ x: Tensor) -> Tensor { timesExponentialOfModulus(besselI0e(x), x) }

/// The modified Bessel function of order 0 times `exp(-|x|)`, which does not overflow.
///
///     besselI0e(Tensor([0.0, 100]))  // [1.         0.03994438]
public func besselI0e(_ x: Tensor) -> Tensor { BesselI0e().elementwise(x, named: "besselI0e", in: .inexact) }

/// The modified Bessel function of the first kind and order 1.
///
///     besselI1(Tensor([0.0, 1]))  // [0.        0.5651591]
public func besselI1(_ x: Tensor) -> Tensor { timesExponentialOfModulus(besselI1e(x), x) }

/// The modified Bessel function of order 1 times `exp(-|x|)`, which does not overflow.
///
///     besselI1e(Tensor([0.0, 100]))  // [0.         0.03974415]
public func besselI1e(_ x: Tensor) -> Tensor { BesselI1e().elementwise(x, named: "besselI1e", in: .inexact) }

/// `y exp(|x|)`, in two steps that overflow only where the product does.
///
/// The derivative of the exponential is 0 at 0, which products that are smooth there need.
private func timesExponentialOfModulus(_ y: Tensor, _ x: Tensor) -> Tensor {
  let root = exp(maximum(x.inexact, -x.inexact) / 2)
  return root * y * root
}
