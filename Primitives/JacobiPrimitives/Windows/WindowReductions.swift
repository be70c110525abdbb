import JacobiCore

/// An operation that combines the elements inside of a window into one, for each position of the window.
///
/// Places of padding and of dilation hold no element and take no part.
public protocol WindowReductionPrimitive: Primitive {
  /// The number of elements of the window along each axis of the operand.
  var sizes: [Dimension] { get }
  /// How the window moves along each axis.
  var motion: [WindowMotion] { get }
  init(sizes: [Dimension], motion: [WindowMotion])
  static var accepts: DTypeClass { get }
}

extension WindowReductionPrimitive {
  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.require(0, Self.accepts)
    return [operands[0].with(shape: try operands.positions(of: sizes, moving: motion, over: operands[0].shape))]
  }
}

/// The sum of the elements inside of each window; 0 of none. Integers wrap around.
public struct ReduceWindowSum: WindowReductionPrimitive {
  public static let id = "reduce_window_sum"
  public static let accepts: DTypeClass = .numeric
  /// The number of elements of the window along each axis of the operand, positive.
  public var sizes: [Dimension]
  /// How the window moves along each axis.
  public var motion: [WindowMotion]

  public init(sizes: [Dimension], motion: [WindowMotion]) {
    self.sizes = sizes
    self.motion = motion
  }
}

/// The largest element inside of each window, NaN if one is NaN; of none the smallest value of the dtype.
public struct ReduceWindowMax: WindowReductionPrimitive {
  public static let id = "reduce_window_max"
  public static let accepts: DTypeClass = .any
  /// The number of elements of the window along each axis of the operand, positive.
  public var sizes: [Dimension]
  /// How the window moves along each axis.
  public var motion: [WindowMotion]

  public init(sizes: [Dimension], motion: [WindowMotion]) {
    self.sizes = sizes
    self.motion = motion
  }
}

/// The smallest element inside of each window, NaN if one is NaN; of none the largest value of the dtype.
public struct ReduceWindowMin: WindowReductionPrimitive {
  public static let id = "reduce_window_min"
  public static let accepts: DTypeClass = .any
  /// The number of elements of the window along each axis of the operand, positive.
  public var sizes: [Dimension]
  /// How the window moves along each axis.
  public var motion: [WindowMotion]

  public init(sizes: [Dimension], motion: [WindowMotion]) {
    self.sizes = sizes
    self.motion = motion
  }
}

/// Combines the elements inside of each window by a program, for several operands at once.
///
/// The operands are tensors of one shape, then as many scalars with which the combination starts. The program takes the
/// scalars combined so far, then one element of each tensor, and gives the new scalars. Padding takes no part, so the
/// order of combination is that of the elements in the window, row-major.
public struct ReduceWindow: Primitive {
  public static let id = "reduce_window"
  /// From the scalars combined so far and one element of each tensor to the new scalars.
  public var body: Program
  /// The number of elements of the window along each axis of the operands.
  public var sizes: [Dimension]
  /// How the window moves along each axis.
  public var motion: [WindowMotion]

  public init(_ body: Program, sizes: [Dimension], motion: [WindowMotion]) {
    self.body = body
    self.sizes = sizes
    self.motion = motion
  }

  public var outputCount: Int { body.outputs.count }
  public var effects: Effects { body.effects }
  public var bodies: [Program] { [body] }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    let count = operands.count / 2
    guard count > 0, operands.count == 2 * count else {
      throw .invalidArgument(
        name: "operands", expected: "tensors, then as many scalars", actual: "\(operands.count)",
        operation: operands.operation)
    }
    for index in 0..<count {
      try operands.requireEqual(operands[0].shape, operands[index].shape, "tensors of one shape")
    }
    let scalars = Array(operands.types[count...])
    let elements = operands.types[..<count].map { $0.with(shape: []) }
    try operands.requireBody(body, named: "body", takes: scalars + elements, gives: scalars)
    guard scalars == elements else {
      throw .shapeMismatch(
        expected: "initial scalars of types \(elements)", actual: "\(scalars)", operation: operands.operation)
    }
    let shape = try operands.positions(of: sizes, moving: motion, over: operands[0].shape)
    return operands.types[..<count].map { $0.with(shape: shape) }
  }
}

extension Operands {
  /// Throws unless a program of an operation has these types of inputs and outputs.
  func requireBody(
    _ body: Program, named name: String, takes inputs: [TensorType], gives outputs: [TensorType]
  ) throws(TensorError) {
    guard body.inputTypes == inputs, body.outputTypes == outputs else {
      throw .invalidArgument(
        name: name, expected: "a program from \(inputs) to \(outputs)",
        actual: "one from \(body.inputTypes) to \(body.outputTypes)", operation: operation)
    }
    guard body.effects.isEmpty else {
      throw .invalidArgument(
        name: name, expected: "a program without effects", actual: "one with effects", operation: operation)
    }
  }
}
