import JacobiCore

/// Which elements of an axis a range picks; positions may count from the back or lie beyond the axis.
struct SliceBounds: Sendable {
  var start: Int?
  var end: Int?
  var stride = 1

  /// The positions that bound the elements of an axis of a size; with a negative stride, of the axis in reverse order.
  func resolved(size: Dimension) -> (lower: Dimension, upper: Dimension) {
    let lower = start.map { position($0, size: size) } ?? 0
    let upper = end.map { position($0, size: size) } ?? size
    return switch Dimension.decide(lower, .lessOrEqual, upper) {
    case true: (lower, upper)
    case false: (lower, lower)
    case nil: (lower, .maximum(lower, upper))
    }
  }

  private func position(_ index: Int, size: Dimension) -> Dimension {
    let fromFront = index < 0 ? size + Dimension(index) : Dimension(index)
    let position = stride < 0 ? size - 1 - fromFront : fromFront
    return SliceBounds.clamped(position, to: size)
  }

  /// The position moved into 0...size.
  private static func clamped(_ position: Dimension, to size: Dimension) -> Dimension {
    let nonNegative =
      switch Dimension.decide(position, .greaterOrEqual, 0) {
      case true: position
      case false: Dimension(0)
      case nil: Dimension.maximum(position, 0)
      }
    return switch Dimension.decide(nonNegative, .lessOrEqual, size) {
    case true: nonNegative
    case false: size
    case nil: .minimum(nonNegative, size)
    }
  }
}
