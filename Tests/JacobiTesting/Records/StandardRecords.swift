import JacobiCore
import JacobiPrimitives

extension OpTable {
  /// The records of the primitives of `JacobiPrimitives`.
  public static let standard = OpTable(
    arithmetic
      + rounding
      + complexParts
      + exponentials
      + specialFunctions
      + trigonometric
      + bits
      + comparisons
      + selection
      + reductions
      + programReductions
      + cumulative
      + sorting
      + layout
      + indexing
      + contractions
      + linearAlgebra
      + convolutions
      + movingWindows
      + spectra
      + fourier
      + random
      + controlFlow
      + loops
      + customRules
      + callbacks)

  /// What is known not to work.
  public static let standardLimitations: [Limitation] =
    [
      Limitation(Call.self, .goldens, because: ofBodies),
      Limitation(ElementwiseCall.self, .goldens, because: ofBodies),
      Limitation(Scan.self, .goldens, because: ofBodies),
      Limitation(While.self, .goldens, because: ofBodies),
      Limitation(Switch.self, .goldens, because: ofBodies),
      Limitation(RecomputedLoop.self, .goldens, because: ofBodies),
      Limitation(HostCallback.self, .goldens, because: "JAX has no counterpart; the function decides the values"),
    ]
    + [Driver.rules, .jvp, .vjp, .transposition, .partialDerivatives, .narrowDerivatives, .compositions].map {
      Limitation(
        HouseholderFactorization.self, $0,
        because: "JAX has no derivative of the reflections, only of the factors of qr")
    }
    + [Driver.jvp, .vjp, .transposition, .partialDerivatives, .narrowDerivatives, .compositions].map {
      Limitation(HostCallback.self, $0, because: "nothing is known of how a host function depends on its operands")
    }
    + partialLimitations
    + spectralLimitations
    + randomLimitations
    + customRuleLimitations

  /// Operands with respect to which there is no derivative, of primitives that have one with respect to others.
  private static let partialLimitations = [
    partial(Zeta.self, "the exponent"),
    partial(Polygamma.self, "the order"),
    partial(IgammaGradA.self, "the parameter"),
    partial(RegularizedIncompleteBeta.self, "the parameters"),
    Limitation(
      SelectAndScatter.self, .partialDerivatives,
      because: "only a program that adds is differentiable, as in the gradient of pooling; JAX has no derivative at all"
    ),
    Limitation(
      RandomGammaGrad.self, .partialDerivatives,
      because: "second derivatives of samples are an error at the call; JAX differentiates its iteration, forward only"),
    Limitation(
      SVD.self, .partialDerivatives,
      because: "as in JAX there is no derivative of the vectors that fill up a basis: they are not determined"),
  ]

  private static func partial(_ primitive: any Primitive.Type, _ operands: String) -> Limitation {
    Limitation(
      primitive, .partialDerivatives,
      because: "as in JAX there is no derivative with respect to \(operands): an error at the call, which says so")
  }

  private static let ofBodies =
    "the operations in the body have their own values; what JAX gives for loops is in Tests/Goldens/loops.json, which the tests of JacobiScan compare with"
}
