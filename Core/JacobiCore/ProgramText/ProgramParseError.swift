/// What is wrong with the text of a program, and where.
///
///     line 2, column 3: expected the definition of %1, found %0
public struct ProgramParseError: Error, Equatable, Sendable {
  /// What kind of mistake it is.
  public enum Kind: Equatable, Sendable {
    /// The text does not have the form of a program.
    case syntax
    /// Brackets and programs are nested more deeply than any sensible program nests them.
    case nestedTooDeeply
    /// A variable that is not defined above its use. The name has no percent sign.
    case undefinedVariable(name: String)
    /// A variable that is defined twice or out of order. The name has no percent sign.
    case misnumberedVariable(name: String)
    /// A type that no tensor can have.
    case invalidType
    /// A constant whose elements do not fit its type.
    case invalidConstant
    /// No linked product and no installed plugin defines the primitive.
    case unknownPrimitive(id: String)
    /// A parameter that the primitive cannot read. The path is like `axes[1]`; it is empty for the parameters as a whole.
    case invalidParameter(primitive: String, path: String)
    /// Operands and parameters that the primitive's type rule rejects.
    case invalidOperands(primitive: String)
    /// Results that are declared with other types than the primitive infers.
    case wrongResultTypes(primitive: String)
    /// The program has the right form but does not pass ``Program/verify()``.
    case invalidProgram
  }

  public var kind: Kind
  /// The line, counted from one.
  public var line: Int
  /// The position in the line, in characters counted from one.
  public var column: Int
  /// What the text should say at this place.
  public var expected: String
  /// What it says instead.
  public var found: String
}

extension ProgramParseError: CustomStringConvertible {
  public var description: String {
    let problem = "line \(line), column \(column): \(context)expected \(expected), found \(found)"
    guard case .unknownPrimitive = kind else { return problem }
    return problem + ". Link the product that defines it, or install its plugin, before the program is read."
  }

  private var context: String {
    switch kind {
    case .invalidParameter(let primitive, let path):
      path.isEmpty ? "the parameters of `\(primitive)`: " : "parameter `\(path)` of `\(primitive)`: "
    case .invalidOperands(let primitive), .wrongResultTypes(let primitive): "`\(primitive)`: "
    default: ""
    }
  }
}
