import JacobiCore

/// The Threefry-2x32 block function with 20 rounds: a key of two words and a counter of two words give two random words.
///
/// Operands: two `uint32` words of the key and two of the counter, of one shape. Salmon, Moraes, Dror and Shaw, "Parallel
/// random numbers: as easy as 1, 2, 3", 2011.
public struct Threefry2x32: Primitive {
  public static let id = "threefry2x32"
  public init() {}

  public var outputCount: Int { 2 }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 4)
    for index in operands.indices { try operands.require(index, "uint32") { $0 == .uint32 } }
    try operands.requireSameShape()
    return [operands[0], operands[0]]
  }
}
