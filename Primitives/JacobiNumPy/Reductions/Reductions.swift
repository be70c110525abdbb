import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The sum of the elements; 0 of none.
  ///
  ///     let x = Tensor([[1.0, 2], [3, 5]])
  ///     x.sum()  // 11.0
  ///     x.sum(axis: 0)  // [4. 7.]
  ///     x.sum(axis: 1, keepDims: true)  // [[3.] [8.]]
  ///
  /// Booleans and integers of fewer than 32 bits are added up as `int32`, unsigned ones as `uint32`; integers wrap
  /// around. Floating numbers of 16 bits are added up in `float32`.
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  public func sum(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    total(by: ReduceSum.self, ReducedAxes(axis), keepDims: keepDims, named: "sum")
  }

  /// The sum of the elements; 0 of none.
  ///
  ///     Tensor.ones([2, 3, 4]).sum(axes: [0, 2])  // [8. 8. 8.]
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func sum(axes: [Int], keepDims: Bool = false) -> Tensor {
    total(by: ReduceSum.self, .some(axes), keepDims: keepDims, named: "sum")
  }

  /// The product of the elements; 1 of none. The dtypes are those of `sum(axis:keepDims:)`.
  ///
  ///     let x = Tensor([[1.0, 2], [3, 5]])
  ///     x.prod(axis: 1)  // [ 2. 15.]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  public func prod(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    total(by: ReduceProd.self, ReducedAxes(axis), keepDims: keepDims, named: "prod")
  }

  /// The product of the elements; 1 of none. The dtypes are those of `sum(axis:keepDims:)`.
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func prod(axes: [Int], keepDims: Bool = false) -> Tensor {
    total(by: ReduceProd.self, .some(axes), keepDims: keepDims, named: "prod")
  }

  private func total<Reduction: ReductionPrimitive>(
    by reduction: Reduction.Type, _ axes: ReducedAxes, keepDims: Bool, named name: String
  ) -> Tensor {
    let result = dtype.accumulated
    return reduced(by: reduction, axes, keepDims: keepDims, in: result.widened, named: name)
      .converted(to: Promotion(result, isWeak: isWeaklyTyped))
  }
}

extension Tensor {
  /// The largest of the elements, of which there must be at least one; NaN if one is NaN. Complex numbers compare by
  /// real, then imaginary part.
  ///
  ///     let x = Tensor([[1.0, 2], [3, 5]])
  ///     x.max()  // 5.0
  ///     x.max(axis: 0)  // [3. 5.]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  public func max(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    requireElements(along: ReducedAxes(axis), named: "max")
      ? reduced(by: ReduceMax.self, ReducedAxes(axis), keepDims: keepDims, named: "max") : .invalid
  }

  /// The largest of the elements, of which there must be at least one; NaN if one is NaN. Complex numbers compare by
  /// real, then imaginary part.
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func max(axes: [Int], keepDims: Bool = false) -> Tensor {
    requireElements(along: .some(axes), named: "max")
      ? reduced(by: ReduceMax.self, .some(axes), keepDims: keepDims, named: "max") : .invalid
  }

  /// The smallest of the elements, of which there must be at least one; NaN if one is NaN. Complex numbers compare by
  /// real, then imaginary part.
  ///
  ///     let x = Tensor([[1.0, 2], [3, 5]])
  ///     x.min(axis: 1)  // [1. 3.]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  public func min(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    requireElements(along: ReducedAxes(axis), named: "min")
      ? reduced(by: ReduceMin.self, ReducedAxes(axis), keepDims: keepDims, named: "min") : .invalid
  }

  /// The smallest of the elements, of which there must be at least one; NaN if one is NaN. Complex numbers compare by
  /// real, then imaginary part.
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func min(axes: [Int], keepDims: Bool = false) -> Tensor {
    requireElements(along: .some(axes), named: "min")
      ? reduced(by: ReduceMin.self, .some(axes), keepDims: keepDims, named: "min") : .invalid
  }
}

extension Tensor {
  /// Whether all elements are true, that is not 0; true of none. The result is of `bool`.
  ///
  ///     Tensor([[true, false], [true, true]]).all(axis: 1)  // [false true]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  public func all(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    truth.reduced(by: ReduceAnd.self, ReducedAxes(axis), keepDims: keepDims, named: "all")
  }

  /// Whether all elements are true, that is not 0; true of none. The result is of `bool`.
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func all(axes: [Int], keepDims: Bool = false) -> Tensor {
    truth.reduced(by: ReduceAnd.self, .some(axes), keepDims: keepDims, named: "all")
  }

  /// Whether any element is true, that is not 0; false of none. The result is of `bool`.
  ///
  ///     Tensor([[false, false], [true, false]]).any(axis: 1)  // [false true]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  public func any(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    truth.reduced(by: ReduceOr.self, ReducedAxes(axis), keepDims: keepDims, named: "any")
  }

  /// Whether any element is true, that is not 0; false of none. The result is of `bool`.
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func any(axes: [Int], keepDims: Bool = false) -> Tensor {
    truth.reduced(by: ReduceOr.self, .some(axes), keepDims: keepDims, named: "any")
  }
}
