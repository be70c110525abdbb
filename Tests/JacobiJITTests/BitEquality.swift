import JacobiCore
import JacobiPrimitives

extension TensorValue {
  /// Whether values are the same bit by bit, but for the bits of NaNs.
  func isSame(as other: TensorValue) -> Bool {
    guard type == other.type else { return false }
    switch dtype {
    case .float32:
      return zip(scalars(as: Float.self), other.scalars(as: Float.self)).allSatisfy {
        $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
      }
    case .float64:
      return zip(scalars(as: Double.self), other.scalars(as: Double.self)).allSatisfy {
        $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
      }
    default: return self == other
    }
  }
}

/// Numbers at which identities of real numbers fail for floating ones.
let edges: [Float] = [
  0, -0.0, 1, -1, 0.1, -3.5, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e-38,
]

/// A value of a type, its elements drawn from the edges.
func edgeValue(_ type: TensorType, shift: Int = 0) -> Tensor {
  let numbers = (0..<type.elementCount).map { edges[($0 * (1 + shift) + shift) % edges.count] }
  let tensor = Tensor(numbers, shape: type.shape)
  if type.dtype == .float32 { return tensor }
  // Integers near both ends of their range, too.
  guard let limits = type.dtype.integerLimits else { return ConvertElementType(to: type.dtype)(tensor) }
  let integers = (0..<type.elementCount).map { [0, 1, -1, 7, limits.minimum, Int64(clamping: limits.maximum)][$0 % 6] }
  return ConvertElementType(to: type.dtype)(Tensor(integers, shape: type.shape))
}
