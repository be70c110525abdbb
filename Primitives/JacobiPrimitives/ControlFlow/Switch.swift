import JacobiCore

/// One of several programs, all from and to the same types, picked by a number.
///
/// Operands: a scalar Boolean or integer, then those of the branches. A Boolean picks the first of two branches if it is
/// false; an integer outside of the range picks the nearest branch.
public struct Switch: Primitive {
  public static let id = "switch"
  public var branches: [Program]
  /// Whether a batch in which the examples take different branches is run example by example, so that each runs only its
  /// own branch; otherwise all branches are run on the whole batch.
  public var isLazy: Bool

  public init(_ branches: [Program], isLazy: Bool = false) {
    self.branches = branches
    self.isLazy = isLazy
  }

  public var outputCount: Int { branches.first?.outputs.count ?? 0 }
  public var effects: Effects { branches.reduce(into: []) { $0.formUnion($1.effects) } }
  public var bodies: [Program] { branches }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    guard let first = branches.first, operands.count > 0 else {
      throw .invalidArgument(
        name: "branches", expected: "at least one, and an operand that picks one of them",
        actual: "\(branches.count) branches and \(operands.count) operands", operation: operands.operation)
    }
    for branch in branches where branch.inputTypes != first.inputTypes || branch.outputTypes != first.outputTypes {
      throw .invalidArgument(
        name: "branches", expected: "all from \(first.inputTypes) to \(first.outputTypes)",
        actual: "from \(branch.inputTypes) to \(branch.outputTypes)", operation: operands.operation)
    }
    try operands.require(0, "a Boolean or an integer") { $0.isBoolean || $0.isInteger }
    guard operands[0].rank == 0 else {
      throw .shapeMismatch(
        expected: "a scalar to pick a branch", actual: "\(operands[0])", operation: operands.operation)
    }
    if operands[0].dtype == .bool, branches.count > 2 {
      throw .invalidArgument(
        name: "branches", expected: "at most two for a Boolean", actual: "\(branches.count)",
        operation: operands.operation)
    }
    guard Array(operands.types.dropFirst()) == first.inputTypes else {
      throw .shapeMismatch(
        expected: "operands of types \(first.inputTypes)", actual: "\(operands.types.dropFirst())",
        operation: operands.operation)
    }
    return first.outputTypes
  }
}
