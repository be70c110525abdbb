/// A typed list of equations in single-assignment form: what a function becomes when it is traced.
///
///     (%0: f32[3], %1: f32[3]) {
///       %2: f32[3] = mul(%0, %1)
///       %3: f32[] = reduce_sum(%2) {axes: [0]}
///       return %3
///     }
///
/// A program is closed: it refers to nothing but its inputs, its own results and constants. Variables are numbered in the
/// order of their definition, inputs first, so that equal programs are equal values. Copying one costs a reference.
public struct Program: Sendable {
  private let storage: Storage

  private final class Storage: Sendable {
    let inputs: [Variable]
    let equations: [Equation]
    let outputs: [Atom]
    let hash: Int
    /// Whether it refers to functions that were transient when it was made; others have not become so.
    let wasTransient: Bool
    /// When it was made, if it has arrays that may be needed then only.
    weak let lifetime: TraceLifetime?

    init(inputs: [Variable], equations: [Equation], outputs: [Atom]) {
      self.inputs = inputs
      self.equations = equations
      self.outputs = outputs
      var hasher = Hasher()
      hasher.combine(inputs)
      hasher.combine(equations)
      hasher.combine(outputs)
      hash = hasher.finalize()
      // A constant is read at every run: its memory is never given to a result.
      for case .constant(let value) in outputs { value.buffer.lend() }
      for equation in equations {
        for case .constant(let value) in equation.inputs { value.buffer.lend() }
      }
      wasTransient = equations.contains(where: \.primitive.isTransient)
      lifetime = equations.contains { $0.inputs.contains(where: \.isArrayConstant) } ? TraceLifetime.current : nil
    }
  }

  /// - Precondition: the program is well-formed, which ``verify()`` checks and debug builds check here.
  public init(inputs: [Variable], equations: [Equation], outputs: [Atom]) {
    storage = Storage(inputs: inputs, equations: equations, outputs: outputs)
    assert(verificationFailure == nil, "internal error: \(verificationFailure ?? "") in\n\(self)")
  }

  /// A program that has not been checked, such as one read from a text.
  init(unchecked inputs: [Variable], equations: [Equation], outputs: [Atom]) {
    storage = Storage(inputs: inputs, equations: equations, outputs: outputs)
  }

  /// The program without inputs, equations and outputs.
  public static let empty = Program(inputs: [], equations: [], outputs: [])

  public var inputs: [Variable] { storage.inputs }
  public var equations: [Equation] { storage.equations }
  public var outputs: [Atom] { storage.outputs }

  public var inputTypes: [TensorType] { inputs.map(\.type) }
  public var outputTypes: [TensorType] { outputs.map(\.type) }

  /// What running the program does besides computing its outputs.
  public var effects: Effects {
    equations.reduce(into: []) { $0.formUnion($1.primitive.effects) }
  }

  /// Whether the program was made in a transformation that still runs, with arrays as constants, or refers to functions
  /// made there.
  public var isTransient: Bool {
    storage.lifetime != nil || storage.wasTransient && equations.contains(where: \.primitive.isTransient)
  }

  /// The transformation that the program was made in, if it still runs and the program has arrays that may be needed then only.
  var lifetime: TraceLifetime? { storage.lifetime }

  /// Identifies this very program, for caches of what was computed from it.
  package var identity: ObjectIdentifier { ObjectIdentifier(storage) }
}

extension Program: Hashable {
  public static func == (lhs: Program, rhs: Program) -> Bool {
    lhs.storage === rhs.storage
      || (lhs.storage.hash == rhs.storage.hash && lhs.inputs == rhs.inputs && lhs.equations == rhs.equations
        && lhs.outputs == rhs.outputs)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(storage.hash)
  }
}

/// A value defined once in a program.
public struct Variable: Hashable, Sendable {
  /// The position among the program's inputs and results in the order of their definition.
  public let index: Int
  public let type: TensorType

  public init(index: Int, type: TensorType) {
    self.index = index
    self.type = type
  }
}

/// An operand of an equation or an output of a program.
public enum Atom: Hashable, Sendable {
  case variable(Variable)
  case constant(TensorValue)

  public var type: TensorType {
    switch self {
    case .variable(let variable): variable.type
    case .constant(let value): value.type
    }
  }

  public var variable: Variable? {
    if case .variable(let variable) = self { variable } else { nil }
  }

  fileprivate var isArrayConstant: Bool {
    if case .constant(let value) = self { value.type.rank > 0 } else { false }
  }
}

/// One operation of a program: `outputs = primitive(inputs)`.
public struct Equation: Sendable {
  public let primitive: any Primitive
  public let inputs: [Atom]
  public let outputs: [Variable]
  /// Where the operation was written.
  public let site: CallSite
  /// The names given by ``withNameScope(_:_:)``, outermost first, separated by slashes; empty without.
  public let nameScope: String

  public init(
    _ primitive: any Primitive, inputs: [Atom], outputs: [Variable], site: CallSite = .unknown, nameScope: String = ""
  ) {
    self.primitive = primitive
    self.inputs = inputs
    self.outputs = outputs
    self.site = site
    self.nameScope = nameScope
  }
}

extension Equation: Hashable {
  /// Equations are equal when they compute the same; where they were written is not compared.
  public static func == (lhs: Equation, rhs: Equation) -> Bool {
    lhs.outputs == rhs.outputs && lhs.inputs == rhs.inputs && lhs.primitive.isEqual(to: rhs.primitive)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(type(of: primitive)))
    hasher.combine(primitive)
    hasher.combine(inputs)
    hasher.combine(outputs)
  }
}
