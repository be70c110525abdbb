import JacobiCore

/// Which element of a window is selected; of equal ones the first.
public enum WindowSelection: String, Hashable, Sendable, Codable {
  case largest, smallest
}

/// The element of one operand that stands where the selected element of another operand is, for each window.
///
/// Operands are `values` and `keys`, of one shape. For the derivative of pooling: `values` are the tangents of `keys`. A
/// selected element is replaced by a later one of the window unless it compares as at least as large (small); hence NaN is
/// selected only where it comes last. Padding counts as infinitely small (large), with the value 0.
public struct SelectAndGatherAdd: Primitive {
  public static let id = "select_and_gather_add"
  /// Whether the largest or the smallest element is selected.
  public var selection: WindowSelection
  /// The number of elements of the window along each axis of the operands.
  public var sizes: [Dimension]
  /// How the window moves along each axis.
  public var motion: [WindowMotion]

  public init(_ selection: WindowSelection, sizes: [Dimension], motion: [WindowMotion]) {
    self.selection = selection
    self.sizes = sizes
    self.motion = motion
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    try operands.requireSameShape()
    return [operands[0].with(shape: try operands.positions(of: sizes, moving: motion, over: operands[1].shape))]
  }
}

/// Adds up numbers, one for each window, where the selected element of each window is: the transpose of
/// ``SelectAndGatherAdd``.
///
/// Operands are `source`, with an element for each window, and `keys`; the result has the shape of `keys`.
public struct SelectAndScatterAdd: Primitive {
  public static let id = "select_and_scatter_add"
  /// Whether the largest or the smallest element is selected.
  public var selection: WindowSelection
  /// The number of elements of the window along each axis of `keys`.
  public var sizes: [Dimension]
  /// How the window moves along each axis.
  public var motion: [WindowMotion]

  public init(_ selection: WindowSelection, sizes: [Dimension], motion: [WindowMotion]) {
    self.selection = selection
    self.sizes = sizes
    self.motion = motion
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    let positions = try operands.positions(of: sizes, moving: motion, over: operands[1].shape)
    try operands.requireEqual(positions, operands[0].shape, "one element for each window, of shape \(positions)")
    return [operands[0].with(shape: operands[1].shape)]
  }
}

/// Combines numbers, one for each window, where the selected element of each window is, by programs.
///
/// Operands are `keys`, `source` with an element for each window, and a scalar with which the combination starts. The
/// program `select` says whether the first of two elements of the window stays selected; `scatter` takes what was combined
/// so far and a source. Windows do not reach over padding: it is never selected.
public struct SelectAndScatter: Primitive {
  public static let id = "select_and_scatter"
  /// From two elements of a window to whether the first one stays selected.
  public var select: Program
  /// From what was combined so far and a source to what takes its place.
  public var scatter: Program
  /// The number of elements of the window along each axis of `keys`.
  public var sizes: [Dimension]
  /// How the window moves along each axis.
  public var motion: [WindowMotion]

  public init(select: Program, scatter: Program, sizes: [Dimension], motion: [WindowMotion]) {
    self.select = select
    self.scatter = scatter
    self.sizes = sizes
    self.motion = motion
  }

  public var effects: Effects { select.effects.union(scatter.effects) }
  public var bodies: [Program] { [select, scatter] }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 3)
    for index in 0..<3 { try operands.require(index, .ordered) }
    let element = operands[1].with(shape: [])
    let key = operands[0].with(shape: [])
    guard operands[2] == element else {
      throw .shapeMismatch(
        expected: "a scalar of type \(element) to start with", actual: "\(operands[2])", operation: operands.operation)
    }
    try operands.requireBody(select, named: "select", takes: [key, key], gives: [TensorType(.bool, [])])
    try operands.requireBody(scatter, named: "scatter", takes: [element, element], gives: [element])
    let positions = try operands.positions(of: sizes, moving: motion, over: operands[0].shape)
    try operands.requireEqual(positions, operands[1].shape, "one source for each window, of shape \(positions)")
    return [operands[1].with(shape: operands[0].shape)]
  }
}
