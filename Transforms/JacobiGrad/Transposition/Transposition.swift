import JacobiCore
import JacobiPrimitives

/// The rules of transposition: from the cotangents of the results of a linear operation to those of its operands.
///
/// An operand is either known, a constant of the linear map, or linear. For a map `y = A x` and a cotangent `c` of `y`
/// the rule gives `Aᵀ c`, without conjugation for complex numbers. A cotangent of `nil` is zero, known to be so and never
/// computed; a rule gets at least one that is not `nil`, and gives `nil` for known operands.
public enum Transposition: RuleKind {
  /// An operand of a linear operation.
  public enum Operand: Sendable {
    /// A value of this type on which the operation depends linearly.
    case linear(TensorType)
    /// A constant.
    case known(Tensor)

    /// The type of the operand, linear or known.
    public var type: TensorType {
      switch self {
      case .linear(let type): type
      case .known(let tensor): tensor.type
      }
    }

    /// Whether the operation is linear in this operand.
    public var isLinear: Bool {
      if case .linear = self { true } else { false }
    }

    /// The value of a known operand.
    public var known: Tensor? {
      if case .known(let tensor) = self { tensor } else { nil }
    }
  }

  public typealias Rule =
    @Sendable (
      _ primitive: any Primitive, _ operands: [Operand], _ cotangents: [Tensor?]
    ) throws -> [Tensor?]

  public static let name = "transpose"
  public static let remedy =
    "Only linear operations can be transposed; if this one is, conform it to `Transposable`, or install a plugin with a "
    + "rule for `Transposition`"
  public static let standard = RuleTable<Transposition>(
    .arithmetic,
    .complex,
    .layout,
    .indexing,
    .contractions,
    .convolutions,
    .windows,
    .fourier,
    .linearSolves,
    .controlFlow,
    .customRules)

  public static func conformance(of primitive: any Primitive.Type) -> Rule? {
    guard primitive is any Transposable.Type else { return nil }
    return { primitive, operands, cotangents in
      try (primitive as! any Transposable).transpose(operands: operands, cotangents: cotangents)
    }
  }
}

/// A linear primitive that brings its own transposition.
public protocol Transposable: Primitive {
  /// The cotangents of the operands; see ``Transposition`` for what a rule may rely on.
  func transpose(operands: [Transposition.Operand], cotangents: [Tensor?]) throws -> [Tensor?]
}
