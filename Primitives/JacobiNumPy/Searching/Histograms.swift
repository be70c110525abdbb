import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// How often each of the integers 0, 1, 2, ... occurs among the elements, as `int32`; or the sums of the weights of the
  /// elements equal to it.
  ///
  ///     Tensor([1, 3, 1]).binCounts()  // [0 2 0 1]
  ///     Tensor([1, 3, 1]).binCounts(weights: [0.5, 1, 2])  // [0. 2.5 0. 1. ]
  ///
  /// - Parameters:
  ///   - weights: as many as elements.
  ///   - minLength: how many counts there are at least.
  ///   - length: how many counts there are; needed where the elements are not known, as under `vmap` and `jit`. Elements
  ///     beyond are not counted. By default one more than the largest element.
  /// - Note: elements that are not known, without `length`, are a `TensorError.invalidArgument`. Negative elements count as 0,
  ///   as in JAX.
  public func binCounts(weights: Tensor? = nil, minLength: Int = 0, length: Int? = nil) -> Tensor {
    if isInvalid || weights?.isInvalid == true { return .invalid }
    return reporting { () throws(TensorError) in
      guard dtype.isInteger || dtype.isBoolean else {
        throw .dtypeMismatch(
          expected: "integers", actual: "\(dtype)", operation: Operation("binCounts", operands: [type]))
      }
      let elements = maximum(raveled().asType(dtype == .bool ? .int32 : dtype), 0)
      let isEmpty = elements.shape.dimensions[0].known == 0
      let largest = isEmpty ? Tensor(TensorValue(scalar: Int32(-1))) : elements.max()
      let count =
        if let length {
          try largest.resolved(size: length, named: "binCounts", operand: type)
        } else {
          Swift.max(try (largest + 1).resolved(size: nil, named: "binCounts", operand: type), minLength, 0)
        }
      let weights = weights?.raveled() ?? Tensor.ones(elements.shape, dtype: .int32)
      return Tensor.zeros([count], dtype: weights.dtype).adding(weights, at: elements)
    }
  }

  /// How many elements lie in each of some equal intervals between the smallest and the largest element, or between two
  /// bounds, and the edges of these intervals.
  ///
  ///     let histogram = Tensor([1, 2, 1, 4]).histogram(bins: 3)
  ///     histogram.counts  // [2. 1. 1.]
  ///     histogram.edges  // [1. 2. 3. 4.]
  ///
  /// - Parameters:
  ///   - bins: the number of intervals.
  ///   - range: the bounds; elements outside are not counted.
  ///   - weights: of the shape of the tensor: what each element counts; by default 1.
  ///   - density: whether to divide by the total and the widths of the intervals, so that the integral is 1.
  public func histogram(
    bins: Int = 10, range: ClosedRange<Double>? = nil, weights: Tensor? = nil, density: Bool = false
  ) -> (counts: Tensor, edges: Tensor) {
    histogram(edges: binEdges(bins: bins, range: range), weights: weights, density: density)
  }

  /// How many elements lie in each of the intervals between some edges: of two edges, the left one belongs to the interval; the
  /// last edge belongs to the last interval.
  ///
  ///     Tensor([1, 2, 1, 4]).histogram(edges: [0, 1, 2, 3]).counts  // [0. 2. 1.]
  ///
  /// - Parameters:
  ///   - edges: a vector that rises.
  ///   - weights: of the shape of the tensor: what each element counts; by default 1.
  ///   - density: whether to divide by the total and the widths of the intervals, so that the integral is 1.
  /// - Returns: the counts, in a floating dtype, and the edges.
  public func histogram(
    edges: Tensor, weights: Tensor? = nil, density: Bool = false
  ) -> (counts: Tensor, edges: Tensor) {
    if isInvalid || edges.isInvalid || weights?.isInvalid == true { return (.invalid, .invalid) }
    let values = raveled().inexact
    let weights = weights?.raveled().inexact ?? Tensor.ones(like: values)
    let count = Tensor(edges.shape[0])
    let interval = which(values .== edges[-1], count - 1, edges.searchSorted(values, side: .right)).asType(.int32)
    // Elements before the first edge are counted in a place that is left out, those behind the last one nowhere.
    var counts = Tensor.zeros(edges.shape, dtype: weights.dtype).adding(weights, at: interval)[1...]
    if density { counts = counts / edges.asType(weights.dtype).diff() / counts.sum() }
    return (counts, edges)
  }

  /// The edges of equal intervals between the smallest and the largest element, or between two bounds. Where the bounds are
  /// equal, they are taken half further apart on both sides.
  ///
  ///     Tensor([1, 2, 4]).binEdges(bins: 3)  // [1. 2. 3. 4.]
  ///
  /// - Parameters:
  ///   - bins: the number of intervals; at least one.
  ///   - range: the bounds; by default those of the elements, of which there must be at least one.
  public func binEdges(bins: Int = 10, range: ClosedRange<Double>? = nil) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      guard bins >= 1 else {
        throw .invalidArgument(
          name: "bins", expected: "at least 1", actual: "\(bins)", operation: Operation("binEdges", operands: [type]))
      }
      let values = inexact
      let bounds =
        range.map { (Tensor($0.lowerBound, like: values), Tensor($0.upperBound, like: values)) }
        ?? (values.min(), values.max())
      let half = which(bounds.0 .== bounds.1, Tensor(0.5, like: values), 0)
      let (lower, upper) = (bounds.0 - half, bounds.1 + half)
      // Weighting both ends hits them exactly.
      let fractions = Tensor.arange(bins + 1).asType(values.dtype) / Double(bins)
      return lower * (1 - fractions) + upper * fractions
    }
  }
}
