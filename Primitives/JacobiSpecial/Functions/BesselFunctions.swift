import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// The modified Bessel function of the first kind and order 0.
///
///     besselI0(Tensor([0.0, 1]))  // [1.        1.2660658]
public func besselI0(_ x: Tensor) -> Tensor { exponentialOfModulus(x) * besselI0e(x) }

/// The modified Bessel function of order 0 times `exp(-|x|)`, which does not overflow.
///
///     besselI0e(Tensor([0.0, 100]))  // [1.         0.03994438]
public func besselI0e(_ x: Tensor) -> Tensor { BesselI0e().elementwise(x, named: "besselI0e", in: .inexact) }

/// The modified Bessel function of the first kind and order 1.
///
///     besselI1(Tensor([0.0, 1]))  // [0.        0.5651591]
public func besselI1(_ x: Tensor) -> Tensor { exponentialOfModulus(x) * besselI1e(x) }

/// The modified Bessel function of order 1 times `exp(-|x|)`, which does not overflow.
///
///     besselI1e(Tensor([0.0, 100]))  // [0.         0.03974415]
public func besselI1e(_ x: Tensor) -> Tensor { BesselI1e().elementwise(x, named: "besselI1e", in: .inexact) }

/// `exp(|x|)` with the derivative 0 at 0, which products that are smooth there need.
private func exponentialOfModulus(_ x: Tensor) -> Tensor { exp(maximum(x.inexact, -x.inexact)) }
