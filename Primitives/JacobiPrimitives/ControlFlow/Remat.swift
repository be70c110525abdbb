import JacobiCore

/// Runs a program whose intermediate values are computed again for the backward pass instead of being kept.
public struct Remat: ProgramCall, ExpandablePrimitive {
  public static let id = "remat"
  /// The name of the function in messages and printed programs.
  public var name: String
  public var program: Program
  /// Which intermediate values are kept all the same.
  public var policy: RematPolicy
  /// Whether this is the second computation: its operations must not be merged with those of the first.
  public var isRecomputation: Bool

  public init(_ program: Program, name: String, policy: RematPolicy, isRecomputation: Bool = false) {
    self.name = name
    self.program = program
    self.policy = policy
    self.isRecomputation = isRecomputation
  }

  public func derived(_ program: Program, name: String) -> Remat {
    Remat(program, name: name, policy: policy, isRecomputation: isRecomputation)
  }

  public var outputCount: Int { program.outputs.count }
  public var effects: Effects { program.effects }
  public var bodies: [Program] { [program] }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try Call(program, name: name).outputTypes(for: operands)
  }

  public func expansion(for operands: [TensorType]) throws -> Program {
    guard isRecomputation else { return program }
    return try traceProgram(program.inputTypes, name: Remat.id) { inputs in
      try program.evaluate(inputs.isEmpty ? [] : OptimizationBarrier(count: inputs.count).results(inputs))
    }.program
  }
}

/// Which intermediate values of a function under `remat` are kept for its backward pass; the others are computed again.
///
/// Policies combine: `.dots || .named("attention")` keeps what either keeps, `&&` what both do.
public indirect enum RematPolicy: Hashable, Sendable, Codable {
  /// Nothing but the arguments.
  case nothing
  /// Everything, as without `remat`.
  case everything
  /// The results of products of matrices.
  case dots
  /// The results of products of matrices without batch axes, such as those of weights and activations.
  case dotsWithoutBatch
  /// Values that were given one of these names; see `Tensor.named(_:)`.
  case names([String])
  /// All but the values that were given one of these names.
  case allButNames([String])
  case either(RematPolicy, RematPolicy)
  case both(RematPolicy, RematPolicy)

  /// Values that were given one of these names; see `Tensor.named(_:)`.
  public static func named(_ names: String...) -> RematPolicy { .names(names) }

  /// All but the values that were given one of these names.
  public static func allBut(_ names: String...) -> RematPolicy { .allButNames(names) }

  public static func || (lhs: RematPolicy, rhs: RematPolicy) -> RematPolicy { .either(lhs, rhs) }
  public static func && (lhs: RematPolicy, rhs: RematPolicy) -> RematPolicy { .both(lhs, rhs) }

  /// Whether the results of an operation are kept.
  ///
  /// - Parameter names: the names that its results were given.
  package func keepsResults(of primitive: any Primitive, named names: Set<String>) -> Bool {
    switch self {
    case .nothing: false
    case .everything: true
    case .dots: primitive is DotGeneral
    case .dotsWithoutBatch: (primitive as? DotGeneral)?.leftBatch.isEmpty ?? false
    case .names(let kept): !names.isDisjoint(with: kept)
    case .allButNames(let dropped): names.isDisjoint(with: dropped)
    case .either(let one, let other):
      one.keepsResults(of: primitive, named: names) || other.keepsResults(of: primitive, named: names)
    case .both(let one, let other):
      one.keepsResults(of: primitive, named: names) && other.keepsResults(of: primitive, named: names)
    }
  }
}
