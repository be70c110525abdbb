import JacobiCore
import JacobiPrimitives

/// On which side of equal elements a value is to be inserted.
///
///     Tensor([1, 2, 2, 3]).searchSorted(2, side: .right)  // 3
public enum SearchSide: String, Sendable {
  /// Before them.
  case left
  /// Behind them.
  case right
}

/// How positions in a sorted vector are found.
///
///     Tensor([1, 2, 3]).searchSorted(2, method: .comparingAll)  // 1
public enum SearchMethod: String, Sendable {
  /// By halving the range again and again: for long vectors. Where the size is symbolic, all elements are compared.
  case binary
  /// By comparing each value with each element: for short vectors.
  case comparingAll
}

extension Tensor {
  /// Where values would have to be inserted into this sorted vector to keep it sorted, as `int32`.
  ///
  ///     let x = Tensor([1, 2, 2, 3])
  ///     x.searchSorted([0, 2, 4])  // [0 1 4]
  ///     x.searchSorted([0, 2, 4], side: .right)  // [0 3 4]
  ///
  /// Dtypes are promoted. NaN is larger than all numbers, as in `sorted(axis:descending:)`.
  ///
  /// - Parameters:
  ///   - values: of any shape, which is that of the result.
  ///   - side: before or behind equal elements.
  ///   - sorter: positions that put the vector in order, if it is not: the result of `argSorted(axis:descending:)`.
  ///   - method: how to search; it does not change the result.
  public func searchSorted(
    _ values: Tensor, side: SearchSide = .left, sorter: Tensor? = nil, method: SearchMethod = .binary
  ) -> Tensor {
    if isInvalid || values.isInvalid || sorter?.isInvalid == true { return .invalid }
    return reporting { () throws(TensorError) in
      guard rank == 1 else {
        throw .shapeMismatch(
          expected: "a sorted vector", actual: "\(type)",
          operation: Operation("searchSorted", operands: [type, values.type]))
      }
      let promotion = Promotion(of: [self, values])
      let elements = (sorter.map { take($0, axis: 0) } ?? self).asType(promotion.dtype)
      let values = values.asType(promotion.dtype)
      let result =
        if method == .binary, let count = shape.dimensions[0].known {
          binarySearch(elements, count: count, values, side)
        } else {
          comparison(of: elements, with: values.expandedDimensions(axis: -1), side).sum(axis: -1)
        }
      return result.weaklyTyped(false)
    }
  }

  /// For each element the number of the interval that it lies in, as `int32`: 0 before the first of `edges`, which rise or
  /// fall.
  ///
  ///     Tensor([0.2, 6.4, 3]).digitized(by: [0, 1, 2.5, 4, 10])  // [1 4 3]
  ///
  /// - Parameters:
  ///   - edges: a vector whose elements all rise or all fall.
  ///   - includesRight: whether an element on an edge lies before it in the order of the vector, and not behind it.
  public func digitized(by edges: Tensor, includesRight: Bool = false) -> Tensor {
    if isInvalid || edges.isInvalid { return .invalid }
    if edges.shape.dimensions == [0] { return .zeros(shape, dtype: .int32) }
    let side: SearchSide = includesRight ? .left : .right
    let rising = edges.searchSorted(self, side: side)
    if rising.isInvalid { return .invalid }
    let falling = Tensor(edges.shape[0]) - edges.flipped().searchSorted(self, side: side)
    return which(edges[-1] .>= edges[0], rising, falling)
  }

  /// Whether each element is among those of another tensor. The result is of `bool`.
  ///
  ///     Tensor([1, 2, 3]).isIn([1, 3])  // [ true false true]
  ///
  /// - Parameters:
  ///   - elements: of any shape. Dtypes are promoted; NaN is not even equal to itself.
  ///   - inverted: whether to tell instead which elements are not among them.
  public func isIn(_ elements: Tensor, inverted: Bool = false) -> Tensor {
    if isInvalid || elements.isInvalid { return .invalid }
    let result = (expandedDimensions(axis: -1) .== elements.raveled()).any(axis: -1)
    return inverted ? ~result : result
  }
}

/// Which elements a value is to be inserted behind.
private func comparison(of elements: Tensor, with values: Tensor, _ side: SearchSide) -> Tensor {
  let isBefore = side == .left ? elements .< values : elements .<= values
  guard elements.dtype.isFloating else { return isBefore }
  // NaN comes last.
  return isBefore | (isNaN(values) & (side == .left ? ~isNaN(elements) : Tensor(TensorValue(scalar: true))))
}

/// Halves, for each value, the range of places from `low` to `high` at which it may be inserted.
private func binarySearch(_ elements: Tensor, count: Int, _ values: Tensor, _ side: SearchSide) -> Tensor {
  var low = Tensor.zeros(values.shape, dtype: .int32)
  var high = Tensor.full(values.shape, Tensor(TensorValue(scalar: Int32(clamping: count))))
  var length = count
  while length > 0 {
    let middle = floorDivide(low + high, 2)
    let isBehind = comparison(of: elements.take(middle, axis: 0, mode: .clip), with: values, side) & (low .< high)
    low = which(isBehind, middle + 1, low)
    high = which(isBehind, high, middle)
    length /= 2
  }
  return low
}

/// The value at `x` of the function that is linear between the points `(xs[i], ys[i])`.
///
///     interp(Tensor([0, 1.5, 9]), [1, 2, 3], [10, 20, 40])  // [10. 15. 40.]
///
/// Integers become floating numbers.
///
/// - Parameters:
///   - x: where the function is asked for; of any shape, which is that of the result.
///   - xs: the coordinates of the points, a vector that rises; with `period` in any order.
///   - ys: the values at the points, a vector as long.
///   - left: the value before the first point; by default that at the first point.
///   - right: the value behind the last point; by default that at the last point.
///   - period: the period of the function, if it has one; then `left` and `right` have no meaning.
public func interp(
  _ x: Tensor, _ xs: Tensor, _ ys: Tensor, left: Tensor? = nil, right: Tensor? = nil, period: Tensor? = nil
) -> Tensor {
  if [x, xs, ys, left, right, period].contains(where: { $0?.isInvalid == true }) { return .invalid }
  return reporting { () throws(TensorError) in
    guard xs.rank == 1, ys.rank == 1, xs.shape == ys.shape, xs.shape.dimensions[0].known != 0 else {
      throw .shapeMismatch(
        expected: "two vectors of points, equally long and not empty", actual: "\(xs.type) and \(ys.type)",
        operation: Operation("interp", operands: [x.type, xs.type, ys.type]))
    }
    let dtype = Promotion(of: [x, xs, ys]).inexact.dtype
    let (at, points, values) = (x.asType(dtype), xs.asType(dtype), ys.asType(dtype))
    guard let period = period?.asType(dtype) else {
      let inside = interpolated(at, points, values)
      let first = which(at .< points[0], left?.asType(dtype) ?? values[0], inside)
      return which(at .> points[-1], right?.asType(dtype) ?? values[-1], first)
    }
    let reduced = remainder(points, period)
    let order = reduced.argSorted()
    let (sortedPoints, sortedValues) = (reduced.take(order, axis: 0), values.take(order, axis: 0))
    // One more point on each side closes the circle.
    let circle = concatenated([sortedPoints[(-1)...] - period, sortedPoints, sortedPoints[..<1] + period])
    let circleValues = concatenated([sortedValues[(-1)...], sortedValues, sortedValues[..<1]])
    return interpolated(remainder(at, period), circle, circleValues)
  }
}

private func interpolated(_ x: Tensor, _ xs: Tensor, _ ys: Tensor) -> Tensor {
  let behind = clip(xs.searchSorted(x, side: .right), min: 1, max: Tensor(xs.shape[0]) - 1)
  let before = maximum(behind - 1, 0)
  let (x0, x1) = (xs.take(before, axis: 0, mode: .clip), xs.take(behind, axis: 0, mode: .clip))
  let (y0, y1) = (ys.take(before, axis: 0, mode: .clip), ys.take(behind, axis: 0, mode: .clip))
  let isPoint = x1 .== x0
  return which(isPoint, y0, y0 + (x - x0) / which(isPoint, 1, x1 - x0) * (y1 - y0))
}
