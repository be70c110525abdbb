import JacobiCore
import JacobiPrimitives

/// How a value and an element that is there already are combined.
enum IndexUpdate {
  case set, add, subtract, multiply, minimum, maximum

  /// The new elements where each one has one value, which may have to be repeated.
  func combined(_ element: Tensor, _ value: Tensor) -> Tensor {
    switch self {
    case .set: value.broadcast(to: element.shape)
    case .add: element + value
    case .subtract: element - value
    case .multiply: element * value
    case .minimum: JacobiNumPy.minimum(element, value)
    case .maximum: JacobiNumPy.maximum(element, value)
    }
  }

  /// The operation on a tensor, positions, and a value for each position.
  func scatter(_ dimensions: GatherDimensions, mode: OutOfBoundsMode, uniqueIndices: Bool) -> any ScatterPrimitive {
    switch self {
    case .set: Scatter(dimensions: dimensions, mode: mode, uniqueIndices: uniqueIndices)
    case .add: ScatterAdd(dimensions: dimensions, mode: mode, uniqueIndices: uniqueIndices)
    case .subtract: ScatterSub(dimensions: dimensions, mode: mode, uniqueIndices: uniqueIndices)
    case .multiply: ScatterMul(dimensions: dimensions, mode: mode, uniqueIndices: uniqueIndices)
    case .minimum: ScatterMin(dimensions: dimensions, mode: mode, uniqueIndices: uniqueIndices)
    case .maximum: ScatterMax(dimensions: dimensions, mode: mode, uniqueIndices: uniqueIndices)
    }
  }
}
