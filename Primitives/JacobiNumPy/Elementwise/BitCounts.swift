import JacobiCore
import JacobiPrimitives

/// The number of bits that are set in the absolute value of each integer, as `uint8`.
///
///     bitwiseCount(Tensor([7, -8, 0]))  // [3 1 0]
///
/// - Parameter x: integers.
public func bitwiseCount(_ x: Tensor) -> Tensor {
  PopulationCount().elementwise(abs(x), named: "bitwiseCount").asType(.uint8)
}
