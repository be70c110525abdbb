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
    + [Driver.rules, .jvp, .vjp, .transposition, .narrowDerivatives, .compositions].map {
      Limitation(
        HouseholderFactorization.self, $0,
        because: "JAX has no derivative of the reflections, only of the factors of qr")
    }
    + [Driver.jvp, .vjp, .transposition, .narrowDerivatives, .compositions].map {
      Limitation(HostCallback.self, $0, because: "nothing is known of how a host function depends on its operands")
    }
    + spectralLimitations
    + randomLimitations
    + customRuleLimitations

  private static let ofBodies =
    "the operations in the body have their own values; what JAX gives for loops is in the tests of JacobiScan"
}
