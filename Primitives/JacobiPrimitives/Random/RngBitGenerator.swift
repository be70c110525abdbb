import JacobiCore

/// Random bits, and the state from which the next ones are made: a key that stays, and a counter that goes up.
///
/// Operand: states, `u64[keys...,2]` of key and counter, or the same bits as `u32[keys...,4]` with the lower word of each
/// first. `keys...` are axes of a batch, none for a single state: each state makes bits of the shape `shape`.
/// Results: the new states, and the bits, `[keys...,shape...]`.
public struct RngBitGenerator: Primitive {
  public static let id = "rng_bit_generator"

  /// A function that turns a counter into random bits. (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
  /// as 1, 2, 3", 2011.)
  public enum Algorithm: String, Hashable, Sendable, Codable {
    /// Threefry-2x32 with 20 rounds.
    case threefry
    /// Philox-4x32 with 10 rounds.
    case philox
  }

  /// The shape of the bits of one state.
  public var shape: Shape
  /// The dtype of the bits, of unsigned integers.
  public var dtype: DType
  /// The generator, which decides the size of the state.
  public var algorithm: Algorithm

  public init(_ shape: Shape, dtype: DType = .uint32, algorithm: Algorithm = .philox) {
    self.shape = shape
    self.dtype = dtype
    self.algorithm = algorithm
  }

  public var outputCount: Int { 2 }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.require(0, "a state of uint32 or uint64") { $0 == .uint32 || $0 == .uint64 }
    let state = operands[0]
    let size: Dimension = state.dtype == .uint64 ? 2 : 4
    guard state.rank >= 1, try operands.decide(state.shape[state.rank - 1], .equal, size) else {
      throw .shapeMismatch(
        expected: "states u32[...,4] or u64[...,2]", actual: "\(state)", operation: operands.operation)
    }
    guard dtype.isUnsignedInteger else {
      throw .invalidArgument(
        name: "dtype", expected: "an unsigned integer dtype", actual: dtype.name, operation: operands.operation)
    }
    let keys = state.shape.dimensions.dropLast()
    return [state, TensorType(dtype, Shape(keys + shape.dimensions))]
  }
}
