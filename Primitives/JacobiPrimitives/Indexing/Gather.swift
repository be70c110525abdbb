import JacobiCore

/// Windows of the first operand at the positions given by the second.
///
/// Operands: the operand, and integer indices whose last axis is the index vector.
public struct Gather: Primitive {
  public static let id = "gather"
  /// How index vectors and windows lie in the operands and the result.
  public var dimensions: GatherDimensions
  /// The size of a window along each axis of the operand.
  public var sliceSizes: [Dimension]
  /// What is read where a window is not inside the operand.
  public var mode: OutOfBoundsMode
  /// What windows that are out of bounds hold in the mode `fillOrDrop`.
  public var fill: Fill
  /// The caller guarantees that no two windows share an element. It helps backends; the result is the same.
  public var uniqueIndices: Bool
  /// The caller guarantees that the index vectors are in ascending order. It helps backends; the result is the same.
  public var indicesAreSorted: Bool

  /// What stands where a window is out of bounds.
  public enum Fill: Sendable {
    /// NaN, for integers the smallest (unsigned: the largest) value, for Booleans true, as JAX does.
    case missing
    /// Zero: the derivative of what is filled.
    case zero
    /// A number, converted to the dtype of the operand.
    case value(Double)
  }

  public init(
    dimensions: GatherDimensions, sliceSizes: [Dimension], mode: OutOfBoundsMode = .fillOrDrop, fill: Fill = .missing,
    uniqueIndices: Bool = false, indicesAreSorted: Bool = false
  ) {
    self.dimensions = dimensions
    self.sliceSizes = sliceSizes
    self.mode = mode
    self.fill = fill
    self.uniqueIndices = uniqueIndices
    self.indicesAreSorted = indicesAreSorted
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    try dimensions.check(operands, sliceSizes: sliceSizes)
    var batch = Array(operands[1].shape.dropLast())
    let window = dimensions.windowAxes(rank: operands[0].rank).map { sliceSizes[$0] }
    let rank = batch.count + window.count
    guard dimensions.offset.count == window.count, dimensions.hasAscendingOffset(rank: rank) else {
      throw .invalidArgument(
        name: "offset", expected: "\(window.count) axes of a result of rank \(rank), ascending",
        actual: "\(dimensions.offset)", operation: operands.operation)
    }
    var sizes: [Dimension] = []
    var remaining = window[...]
    for axis in 0..<rank {
      sizes.append(dimensions.offset.contains(axis) ? remaining.removeFirst() : batch.removeFirst())
    }
    return [operands[0].with(shape: Shape(sizes))]
  }
}

extension Gather.Fill: Hashable {
  /// Numbers are the same when their bits are, so that a NaN equals itself.
  private var identity: (kind: Int, bits: UInt64) {
    switch self {
    case .missing: (0, 0)
    case .zero: (1, 0)
    case .value(let number): (2, number.bitPattern)
    }
  }

  public static func == (lhs: Gather.Fill, rhs: Gather.Fill) -> Bool { lhs.identity == rhs.identity }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(identity.kind)
    hasher.combine(identity.bits)
  }
}

/// The word `missing` or `zero`, or a number.
extension Gather.Fill: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let word = try? container.decode(String.self) {
      switch word {
      case "missing": self = .missing
      case "zero": self = .zero
      default:
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "expected `missing`, `zero` or a number, got `\(word)`")
      }
    } else {
      self = .value(try container.decode(Double.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .missing: try container.encode("missing")
    case .zero: try container.encode("zero")
    case .value(let number): try container.encode(number)
    }
  }
}

extension Gather {
  /// What is given for an element outside of the operand: of a dtype's missing values, NaN for inexact numbers, the
  /// smallest signed and the largest unsigned integer, true.
  package func fillValue(for dtype: DType) -> TensorValue {
    switch fill {
    case .value(let number): return ScalarLiteral.floating(number).value(as: dtype)
    case .zero: return ScalarLiteral.integer(0).value(as: dtype)
    case .missing:
      guard let limits = dtype.integerLimits else {
        return dtype == .bool ? TensorValue(scalar: true) : ScalarLiteral.floating(.nan).value(as: dtype)
      }
      // All bits of the largest unsigned number are set, as they are of -1.
      return ScalarLiteral.integer(dtype.isSignedInteger ? Int(limits.minimum) : -1).value(as: dtype)
    }
  }
}
