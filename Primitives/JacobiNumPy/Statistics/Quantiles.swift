import JacobiCore
import JacobiPrimitives

/// How a quantile is found that lies between two elements. For the `n` elements `x[0] <= x[1] <= ...` and the fraction `q` each
/// method has a position; where it is not an integer, most interpolate between the two elements next to it.
///
///     Tensor([1, 2, 3, 4]).quantile(0.4, method: .lower)  // 2.0
///
/// The names are NumPy's, the methods those of R. Hyndman and Y. Fan: "Sample quantiles in statistical packages", 1996.
public enum QuantileMethod: String, Sendable, CaseIterable {
  /// Position `(n - 1) q`, interpolated.
  case linear
  /// The element before that position.
  case lower
  /// The element behind that position.
  case higher
  /// The mean of the two elements next to that position.
  case midpoint
  /// The element nearest to that position; in the middle the one before it.
  case nearest
  /// The first element that a fraction of at least `q` is not above: position `ceil(n q) - 1`.
  case invertedCDF
  /// The same, but the mean of two elements where `n q` is an integer.
  case averagedInvertedCDF
  /// The element nearest to position `n q - 1`; in the middle the one whose number, counted from 1, is even.
  case closestObservation
  /// Position `n q - 1`, interpolated.
  case interpolatedInvertedCDF
  /// Position `n q - 1/2`, interpolated.
  case hazen
  /// Position `(n + 1) q - 1`, interpolated.
  case weibull
  /// Position `(n + 1/3) q - 2/3`, interpolated: about the median of the quantile's distribution.
  case medianUnbiased
  /// Position `(n + 1/4) q - 5/8`, interpolated: about the mean of the quantile's distribution for normal elements.
  case normalUnbiased
}

extension Tensor {
  /// The element below which a fraction of the elements lies, interpolated between two of them; NaN if one is NaN.
  ///
  ///     let x = Tensor([3, 1, 2, 5])
  ///     x.quantile(0.5)  // 2.5
  ///     x.quantile([0, 0.5, 1])  // [1. 2.5 5. ]
  ///
  /// Integers give a floating result, as in `mean(axis:keepDims:)`. Not of complex numbers; there must be at least one
  /// element.
  ///
  /// - Parameters:
  ///   - fractions: numbers in 0...1, a scalar or a vector; of a vector the results stand along a new first axis.
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - method: what the result is between two elements.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func quantile(
    _ fractions: Tensor, axis: Int? = nil, method: QuantileMethod = .linear, keepDims: Bool = false
  ) -> Tensor {
    nanAwareQuantile(fractions, ReducedAxes(axis), method, keepDims: keepDims)
  }

  /// The element below which a fraction of the elements lies, of those along several axes.
  ///
  ///     Tensor([[3, 1], [2, 5]]).quantile(0.5, axes: [0, 1])  // 2.5
  ///
  /// - Parameters:
  ///   - fractions: numbers in 0...1, a scalar or a vector; of a vector the results stand along a new first axis.
  ///   - axes: those taken together; negative ones count from the back.
  ///   - method: what the result is between two elements.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func quantile(
    _ fractions: Tensor, axes: [Int], method: QuantileMethod = .linear, keepDims: Bool = false
  ) -> Tensor {
    nanAwareQuantile(fractions, .some(axes), method, keepDims: keepDims)
  }

  /// The quantiles, NaN where an element is.
  private func nanAwareQuantile(
    _ fractions: Tensor, _ axes: ReducedAxes, _ method: QuantileMethod, keepDims: Bool
  ) -> Tensor {
    let result = quantiles(fractions, axes, method, keepDims: keepDims, named: "quantile")
    if !dtype.isInexact || result.isInvalid { return result }
    let hasNaN = isNaN(self).reduced(by: ReduceOr.self, axes, keepDims: keepDims, named: "quantile")
    return which(hasNaN, Tensor(.nan, like: result), result)
  }

  /// The element below which a percentage of the elements lies: the quantile of a hundredth of it.
  ///
  ///     Tensor([3, 1, 2, 5]).percentile(50)  // 2.5
  ///
  /// - Parameters:
  ///   - percentages: numbers in 0...100, a scalar or a vector.
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - method: what the result is between two elements.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func percentile(
    _ percentages: Tensor, axis: Int? = nil, method: QuantileMethod = .linear, keepDims: Bool = false
  ) -> Tensor {
    quantile(percentages / 100, axis: axis, method: method, keepDims: keepDims)
  }

  /// The element below which a percentage of the elements along several axes lies.
  ///
  ///     Tensor([[3, 1], [2, 5]]).percentile(50, axes: [0, 1])  // 2.5
  ///
  /// - Parameters:
  ///   - percentages: numbers in 0...100, a scalar or a vector.
  ///   - axes: those taken together; negative ones count from the back.
  ///   - method: what the result is between two elements.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func percentile(
    _ percentages: Tensor, axes: [Int], method: QuantileMethod = .linear, keepDims: Bool = false
  ) -> Tensor {
    quantile(percentages / 100, axes: axes, method: method, keepDims: keepDims)
  }

  /// The element in the middle of the sorted elements, or the mean of the two there; NaN if one is NaN.
  ///
  ///     Tensor([3, 1, 2]).median()  // 2.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func median(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    quantile(0.5, axis: axis, method: .midpoint, keepDims: keepDims)
  }

  /// The element in the middle of the sorted elements along several axes, or the mean of the two there; NaN if one is NaN.
  ///
  ///     Tensor([[3, 1], [2, 5]]).median(axes: [0, 1])  // 2.5
  ///
  /// - Parameters:
  ///   - axes: those taken together; negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func median(axes: [Int], keepDims: Bool = false) -> Tensor {
    quantile(0.5, axes: axes, method: .midpoint, keepDims: keepDims)
  }

  /// The quantile of the elements that are not NaN; NaN where all are.
  ///
  ///     Tensor([3, .nan, 1]).nanQuantile(0.5)  // 2.0
  ///
  /// - Parameters:
  ///   - fractions: numbers in 0...1, a scalar or a vector.
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - method: what the result is between two elements.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanQuantile(
    _ fractions: Tensor, axis: Int? = nil, method: QuantileMethod = .linear, keepDims: Bool = false
  ) -> Tensor {
    quantiles(fractions, ReducedAxes(axis), method, keepDims: keepDims, named: "nanQuantile")
  }

  /// The quantile of the elements along several axes that are not NaN; NaN where all are.
  ///
  ///     Tensor([3, .nan, 1, 2]).reshaped(2, 2).nanQuantile(0.5, axes: [0, 1])  // 2.0
  ///
  /// - Parameters:
  ///   - fractions: numbers in 0...1, a scalar or a vector.
  ///   - axes: those taken together; negative ones count from the back.
  ///   - method: what the result is between two elements.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanQuantile(
    _ fractions: Tensor, axes: [Int], method: QuantileMethod = .linear, keepDims: Bool = false
  ) -> Tensor {
    quantiles(fractions, .some(axes), method, keepDims: keepDims, named: "nanQuantile")
  }

  /// The percentile of the elements that are not NaN; NaN where all are.
  ///
  ///     Tensor([3, .nan, 1]).nanPercentile(50)  // 2.0
  ///
  /// - Parameters:
  ///   - percentages: numbers in 0...100, a scalar or a vector.
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - method: what the result is between two elements.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanPercentile(
    _ percentages: Tensor, axis: Int? = nil, method: QuantileMethod = .linear, keepDims: Bool = false
  ) -> Tensor {
    nanQuantile(percentages / 100, axis: axis, method: method, keepDims: keepDims)
  }

  /// The percentile of the elements along several axes that are not NaN; NaN where all are.
  ///
  ///     Tensor([3, .nan, 1, 2]).reshaped(2, 2).nanPercentile(50, axes: [0, 1])  // 2.0
  ///
  /// - Parameters:
  ///   - percentages: numbers in 0...100, a scalar or a vector.
  ///   - axes: those taken together; negative ones count from the back.
  ///   - method: what the result is between two elements.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanPercentile(
    _ percentages: Tensor, axes: [Int], method: QuantileMethod = .linear, keepDims: Bool = false
  ) -> Tensor {
    nanQuantile(percentages / 100, axes: axes, method: method, keepDims: keepDims)
  }

  /// The median of the elements that are not NaN; NaN where all are.
  ///
  ///     Tensor([3, .nan, 1]).nanMedian()  // 2.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanMedian(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    nanQuantile(0.5, axis: axis, method: .midpoint, keepDims: keepDims)
  }

  /// The median of the elements along several axes that are not NaN; NaN where all are.
  ///
  ///     Tensor([3, .nan, 1, 2]).reshaped(2, 2).nanMedian(axes: [0, 1])  // 2.0
  ///
  /// - Parameters:
  ///   - axes: those taken together; negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanMedian(axes: [Int], keepDims: Bool = false) -> Tensor {
    nanQuantile(0.5, axes: axes, method: .midpoint, keepDims: keepDims)
  }

  /// The quantiles of the elements that are not NaN.
  private func quantiles(
    _ fractions: Tensor, _ axes: ReducedAxes, _ method: QuantileMethod, keepDims: Bool, named name: String
  ) -> Tensor {
    if isInvalid || fractions.isInvalid || !requireElements(along: axes, named: name) { return .invalid }
    return reporting { () throws(TensorError) in
      let positions = try axes.positions(in: self, named: name)
      guard !dtype.isComplex, fractions.rank <= 1 else {
        throw dtype.isComplex
          ? .dtypeMismatch(
            expected: "numbers that have an order", actual: "\(dtype)", operation: Operation(name, operands: [type]))
          : .shapeMismatch(
            expected: "a scalar or a vector of fractions", actual: "\(fractions.type)",
            operation: Operation(name, operands: [type]))
      }
      let line = joinedLast(positions)
      let result = line.inexact.quantiles(ofLast: fractions, method)
      if fractions.rank == 0 {
        let single = result.squeezed(axis: -1)
        return keepDims ? single.restoringAxes(positions, of: shape) : single
      }
      let several = result.movedAxis(from: -1, to: 0)
      return keepDims
        ? several.restoringAxes(positions.map { $0 + 1 }, of: shape.inserting(several.shape[0], at: 0)) : several
    }
  }

  /// The tensor with some axes taken together as the last one.
  private func joinedLast(_ positions: [Int]) -> Tensor {
    let others = shape.indices.filter { !positions.contains($0) }
    let moved = permuted(others + positions)
    if positions.count == 1 { return moved }
    let count = Shape(positions.map { shape.dimensions[$0] }).elementCount
    return moved.reshaped(Shape(others.map { shape.dimensions[$0] } + [count]))
  }

  /// The quantiles along the last axis, in the place of that axis.
  private func quantiles(ofLast fractions: Tensor, _ method: QuantileMethod) -> Tensor {
    let elements = sorted()
    let dtype = DType.promoted(elements.dtype.widened, fractions.isWeaklyTyped ? elements.dtype : fractions.dtype)
    let count = (elements .== elements).sum(axis: -1, keepDims: true).asType(dtype)
    let fractions = fractions.asType(dtype).raveled()
    let (low, high, weight) = method.positions(fractions, count: count)
    // With numbers alone the positions are in range; without any, the first element is NaN.
    func element(at position: Tensor) -> Tensor {
      let inRange = maximum(minimum(position, count - 1), 0).asType(.int32)
      return elements.takeAlong(inRange, axis: -1, mode: .clip).asType(dtype)
    }
    // Not the difference of the two, which is NaN for infinities.
    let lower = which(weight .== 1, 0, element(at: low) * (1 - weight))
    let upper = which(weight .== 0, 0, element(at: high) * weight)
    return (lower + upper).asType(elements.dtype)
  }
}

extension QuantileMethod {
  /// The positions of the two elements next to the quantile, and the weight of the second one.
  fileprivate func positions(_ fractions: Tensor, count: Tensor) -> (low: Tensor, high: Tensor, weight: Tensor) {
    let position = position(fractions, count: count)
    let low = floor(position)
    let part = position - low
    switch self {
    case .lower, .invertedCDF: return (low, low, Tensor.zeros(like: low))
    case .higher: return (ceil(position), ceil(position), Tensor.zeros(like: low))
    case .midpoint: return (low, ceil(position), which(part .== 0, Tensor.zeros(like: part), 0.5))
    case .nearest: return (low, low + 1, (part .> 0.5).asType(low.dtype))
    case .averagedInvertedCDF: return (low, low + 1, which(part .> 0, Tensor.ones(like: part), 0.5))
    case .closestObservation:
      // Numbers counted from 1 are even where positions are odd.
      let isFirstEven = (part .== 0) & (remainder(low, 2) .== 1)
      return (low, low + 1, (~isFirstEven).asType(low.dtype))
    default: return (low, low + 1, part)
    }
  }

  private func position(_ q: Tensor, count n: Tensor) -> Tensor {
    switch self {
    case .linear, .lower, .higher, .midpoint, .nearest: q * (n - 1)
    case .invertedCDF: ceil(q * n) - 1
    case .averagedInvertedCDF, .interpolatedInvertedCDF: q * n - 1
    case .closestObservation: q * n - 1.5
    case .hazen: q * n - 0.5
    case .weibull: q * (n + 1) - 1
    case .medianUnbiased: q * (n + 1.0 / 3) - 2.0 / 3
    case .normalUnbiased: q * (n + 0.25) - 0.625
    }
  }
}
