import JacobiCore

/// The logarithm of the absolute value of the gamma function; infinite at 0, -1, -2, ...
public struct Lgamma: UnaryPrimitive {
  public static let id = "lgamma"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// The derivative of `log Γ(x)`; NaN at 0, -1, -2, ...
public struct Digamma: UnaryPrimitive {
  public static let id = "digamma"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// The derivative of order `m` of the digamma function at `x`, operands in this order; NaN unless `m` is 0, 1, 2, ...
public struct Polygamma: BinaryPrimitive {
  public static let id = "polygamma"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// Hurwitz's zeta function `∑ (q + k)^-s` over `k ≥ 0`, for operands `s` and `q`; NaN for `s < 1`, infinite for 1.
public struct Zeta: BinaryPrimitive {
  public static let id = "zeta"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// The regularized lower incomplete gamma function `P(a, x) = 1/Γ(a) ∫₀ˣ t^(a-1) exp(-t) dt`; NaN for negative operands.
public struct Igamma: BinaryPrimitive {
  public static let id = "igamma"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// The regularized upper incomplete gamma function `Q(a, x) = 1 - P(a, x)`, accurate where it is small.
public struct Igammac: BinaryPrimitive {
  public static let id = "igammac"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// The derivative of `P(a, x)`, see ``Igamma``, with respect to `a`.
public struct IgammaGradA: BinaryPrimitive {
  public static let id = "igamma_grad_a"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// The derivative, with respect to `a`, of the number `x` for which `P(a, x)` keeps its value: of a sample `x` from the
/// gamma distribution with parameter `a`.
public struct RandomGammaGrad: BinaryPrimitive {
  public static let id = "random_gamma_grad"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// The regularized incomplete beta function `I_x(a, b) = 1/B(a, b) ∫₀ˣ t^(a-1) (1-t)^(b-1) dt`.
///
/// Operands: `a`, `b`, `x`. NaN for negative `a` or `b`, and for `x` outside of [0, 1].
public struct RegularizedIncompleteBeta: Primitive {
  public static let id = "regularized_incomplete_beta"
  public init() {}

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 3)
    try operands.requireSameDType()
    try operands.require(0, .floating)
    try operands.requireSameShape()
    return [operands[0]]
  }
}

/// `exp(-|x|) I₀(x)`, with the modified Bessel function of order 0.
public struct BesselI0e: UnaryPrimitive {
  public static let id = "bessel_i0e"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// `exp(-|x|) I₁(x)`, with the modified Bessel function of order 1.
public struct BesselI1e: UnaryPrimitive {
  public static let id = "bessel_i1e"
  public static let accepts: DTypeClass = .floating
  public init() {}
}
