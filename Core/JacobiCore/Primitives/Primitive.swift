/// An operation that the system can transform: the unit of which programs are made.
///
/// A primitive is a value whose stored properties are its parameters. It says what types its results have; everything
/// else — derivative, batching, kernels — is a rule that belongs to the transformation or backend in question.
///
///     public struct Cube: Primitive {
///       public static let id = "example.cube"
///       public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
///         try operands.require(count: 1)
///         return [operands[0]]
///       }
///     }
///
/// `Codable` (which the compiler derives) is how the parameters are printed in a ``Program``'s text and read back.
public protocol Primitive: Hashable, Sendable, Codable {
  /// The name in programs, files and messages. It never changes once published; those of third parties contain a dot.
  static var id: String { get }

  /// The types of the results for operands of the given types: the only place where they are inferred.
  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType]

  /// How many results there are.
  var outputCount: Int { get }

  /// What the operation does besides computing its results.
  var effects: Effects { get }

  /// The programs that the primitive runs as part of itself, such as the body of a loop.
  var bodies: [Program] { get }

  /// Whether the primitive refers to a Swift function that was made in a transformation that still runs. What is derived from
  /// programs with it is not remembered for longer than that.
  var isTransient: Bool { get }
}

extension Primitive {
  public var outputCount: Int { 1 }
  public var effects: Effects { [] }
  public var bodies: [Program] { [] }
  public var isTransient: Bool { bodies.contains(where: \.isTransient) }

  /// Whether `other` is the same primitive with the same parameters.
  public func isEqual(to other: any Primitive) -> Bool {
    self == other as? Self
  }

  /// The primitive that a rule was asked for, as the type in whose row the rule stands: tables are keyed by type, so it is
  /// no other. Ten times faster than `as!`, which is not for every operation.
  @inlinable
  public func asRow<Row: Primitive>(_ row: Row.Type = Row.self) -> Row {
    precondition(Self.self == Row.self, "internal error: a primitive in the row of another one")
    // SAFETY: the types are equal.
    return unsafeBitCast(self, to: Row.self)
  }
}

/// What an operation does besides computing its results. Such operations are never removed, merged or reordered.
public struct Effects: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Prints, writes, or calls back into the host, in the order of the program.
  public static let ordered = Effects(rawValue: 1)
}

/// The types of the operands of a primitive, with the checks that its type rule needs.
///
/// The checks throw errors that name the operation, all operands and the line in the user's program.
public struct Operands: RandomAccessCollection, Sendable {
  public let types: [TensorType]
  /// The name of the operation in messages.
  public let name: String
  private let site: CallSite?

  public init(_ types: [TensorType], of name: String, site: CallSite? = nil) {
    self.types = types
    self.name = name
    self.site = site
  }

  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { types.count }
  @inlinable public subscript(index: Int) -> TensorType { types[index] }

  /// For making an error: what was applied to what, and where.
  public var operation: Operation {
    Operation(name, operands: types, site: site ?? .capture())
  }

  public func require(count: Int) throws(TensorError) {
    guard types.count == count else {
      throw .invalidArgument(name: "operands", expected: "\(count)", actual: "\(types.count)", operation: operation)
    }
  }

  /// Throws unless operand `index` has a dtype that `allows` accepts; `expected` says which in words.
  public func require(
    _ index: Int, _ expected: @autoclosure () -> String, where allows: (DType) -> Bool
  ) throws(TensorError) {
    guard allows(types[index].dtype) else {
      throw .dtypeMismatch(expected: expected(), actual: types[index].dtype.name, operation: operation)
    }
  }

  /// Throws unless all operands have one dtype.
  public func requireSameDType() throws(TensorError) {
    for index in types.indices.dropFirst() where types[index].dtype != types[0].dtype {
      throw .dtypeMismatch(
        expected: "operands of one dtype", actual: "\(types[0].dtype) and \(types[index].dtype)", operation: operation)
    }
  }

  /// Throws unless all operands have one shape.
  public func requireSameShape() throws(TensorError) {
    for index in types.indices.dropFirst() where types[index].shape != types[0].shape {
      try requireEqual(types[0].shape, types[index].shape, "operands of one shape")
    }
  }

  /// Throws unless two shapes are equal; sizes that may or may not be equal are an error of their own.
  public func requireEqual(_ lhs: Shape, _ rhs: Shape, _ expected: String) throws(TensorError) {
    guard lhs.rank == rhs.rank else {
      throw .shapeMismatch(expected: expected, actual: "\(lhs) and \(rhs)", operation: operation)
    }
    for (left, right) in zip(lhs.dimensions, rhs.dimensions) {
      guard try decide(left, .equal, right) else {
        throw .shapeMismatch(expected: expected, actual: "\(lhs) and \(rhs)", operation: operation)
      }
    }
  }

  /// The answer to a comparison of sizes.
  ///
  /// - Throws: ``TensorError/undecidableDimension(comparison:operation:)`` when it depends on symbolic sizes.
  public func decide(
    _ lhs: Dimension, _ comparison: DimensionComparison, _ rhs: Dimension
  ) throws(TensorError) -> Bool {
    guard let answer = Dimension.decide(lhs, comparison, rhs) else {
      throw .undecidableDimension(comparison: "\(lhs) \(comparison) \(rhs)", operation: operation)
    }
    return answer
  }

  /// Throws unless `axes` are distinct positions of axes of operand `index`, counted from the front.
  public func requireAxes(_ axes: [Int], of index: Int, named name: String = "axes") throws(TensorError) {
    let rank = types[index].rank
    for (position, axis) in axes.enumerated() {
      guard (0..<rank).contains(axis) else { throw .axisOutOfRange(axis: axis, rank: rank, operation: operation) }
      guard !axes[..<position].contains(axis) else {
        throw .invalidArgument(name: name, expected: "distinct", actual: "\(axes)", operation: operation)
      }
    }
  }
}
